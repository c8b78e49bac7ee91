"""The shared input of all rules: the declarations with validated names, and the list of diagnostics."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from specloom.diagnostics.diagnostic import Diagnostic, Place, Related
from specloom.language.declarations import MAX_SUGGESTIONS, Declarations, Declared, closest
from specloom.language.field_spec import EnumSpec, FieldSpec
from specloom.language.spec import EntitySpec, MixinSpec
from specloom.model import Field
from specloom.naming import identifiers
from specloom.types import Type

MAX_FIELDS = 1_000
"""Maximum number of fields of an entity. PostgreSQL allows 1,600 columns, SQLite 2,000."""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A field or relation of an entity, declared there or in a mixin."""

    entity: str
    """The entity that has the member. For a mixin that no entity uses, the mixin."""
    name: str
    spec: FieldSpec
    declared: Declared[EntitySpec] | Declared[MixinSpec]

    @property
    def label(self) -> str:
        """The name in messages: the declaring entity or mixin, and the member."""
        return f"{self.declared.name}.{self.name}"

    @property
    def flawed(self) -> bool:
        """True if one of its options has been reported and left out, so that missing options are not reported."""
        return self.declared.is_flawed("fields", self.name)

    def given(self, option: str) -> bool:
        """Return whether the spec gives an option. The argument is its name in `FieldSpec`."""
        return option in self.spec.model_fields_set

    def place(self, *path: str | int) -> Place:
        """Return the place of the value of an option."""
        return self.declared.place("fields", self.name, *path)

    def key_place(self, *path: str | int) -> Place:
        """Return the place of the key of an option, or of the field."""
        return self.declared.key_place("fields", self.name, *path)


@dataclass(slots=True)
class Scope:
    """The declarations during resolution."""

    declarations: Declarations
    diagnostics: list[Diagnostic] = field(default_factory=list)
    members: dict[str, list[Member]] = field(default_factory=dict)
    """The members of each entity and, under `mixin ...`, of each mixin that no entity uses."""
    unusable_fields: dict[str, set[str]] = field(default_factory=dict)
    """For each entity, the names of fields whose declaration is unusable."""
    unresolved: dict[str, set[str]] = field(default_factory=dict)
    """For each entity, the names of fields whose type could not be resolved. That has been reported."""
    ids: dict[str, Type] = field(default_factory=dict)
    """The type of each entity's primary key, unless it is composite."""
    keys: dict[str, tuple[Field, ...]] = field(default_factory=dict)
    """The parts of each composite key."""
    composite_references: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    """For each entity and composite relation, the names of its fields."""

    def report(
        self, code: str, message: str, place: Place, help: str | None = None, related: Related | None = None
    ) -> None:
        """Add a diagnostic."""
        self.diagnostics.append(Diagnostic(code, message, place, help, related))

    def closest(self, name: str, names: Iterable[str]) -> str | None:
        """Return a help that suggests the closest match. Only the first diagnostics get one, as it takes time."""
        return closest(name, names) if len(self.diagnostics) < MAX_SUGGESTIONS else None

    @property
    def entities(self) -> dict[str, Declared[EntitySpec]]:
        """The entities, by name."""
        return self.declarations.entities

    @property
    def enums(self) -> dict[str, Declared[EnumSpec]]:
        """The named enums, by name."""
        return self.declarations.enums


def scope_of(declarations: Declarations) -> Scope:
    """Validate the names of all declarations, and give each entity the fields of its mixins."""
    scope = Scope(declarations)
    for kind, declared in (
        ("an enum", declarations.enums),
        ("a mixin", declarations.mixins),
        ("an entity", declarations.entities),
    ):
        _check_names(scope, kind, declared.values())
    for entity in declarations.entities.values():
        scope.members[entity.name] = list(_members(scope, entity))
    used = {name for entity in declarations.entities.values() for name in entity.spec.mixins}
    for mixin in declarations.mixins.values():
        if mixin.name not in used:
            own = [Member(mixin.name, name, spec, mixin) for name, spec in mixin.spec.fields.items()]
            scope.members[f"mixin {mixin.name}"] = [
                each for each in own if _is_well_named(scope, each, EntitySpec(timestamps=False))
            ]
    return scope


def _check_names(
    scope: Scope,
    kind: str,
    declared: Iterable[Declared[EnumSpec] | Declared[MixinSpec] | Declared[EntitySpec]],
) -> None:
    for each in declared:
        place = each.key_place()
        if not identifiers.is_entity(each.name):
            message = f"`{each.name}` cannot name {kind}"
            help = f"use a capital letter, then letters and digits, at most {identifiers.MAX_CLASS_LENGTH} characters"
            words = [part for part in each.name.replace("-", "_").replace(" ", "_").split("_") if part]
            proposal = "".join(part[:1].upper() + part[1:] for part in words)
            if identifiers.is_entity(proposal):
                help = f"write `{proposal}`"
            scope.report("N001", message, place, help)


def _members(scope: Scope, entity: Declared[EntitySpec]) -> Iterable[Member]:
    """Yield the members of an entity: first those of its mixins, in order, then its own."""
    unusable = scope.unusable_fields.setdefault(entity.name, set())
    seen: dict[str, Member] = {}
    found: list[Member] = []
    taken_in: set[str] = set()
    for index, name in enumerate(entity.spec.mixins):
        place = entity.place("mixins", index)
        mixin = scope.declarations.mixins.get(name)
        if name in taken_in:
            scope.report("S007", f"`{entity.name}` lists the mixin `{name}` twice", place)
        elif mixin is None:
            if name not in scope.declarations.unusable:
                help = scope.closest(name, scope.declarations.mixins)
                scope.report("R006", f"`{entity.name}` uses the unknown mixin `{name}`", place, help)
        else:
            unusable.update(_unusable(mixin))
            found += (Member(entity.name, key, spec, mixin) for key, spec in mixin.spec.fields.items())
        taken_in.add(name)
    unusable.update(_unusable(entity))
    found += (Member(entity.name, key, spec, entity) for key, spec in entity.spec.fields.items())
    if len(found) > MAX_FIELDS:
        message = f"`{entity.name}` has {len(found)} fields; the maximum is {MAX_FIELDS}"
        scope.report("S008", message, entity.key_place())
    for member in found:
        first = seen.setdefault(member.name, member)
        if first is not member:
            message = f"`{entity.name}` gets `{member.name}` twice"
            related = Related(first.key_place(), "it is first declared here")
            scope.report("S006", message, member.key_place(), related=related)
        elif _is_well_named(scope, member, entity.spec):
            yield member
        else:
            unusable.add(member.name)


def _unusable(declared: Declared[EntitySpec] | Declared[MixinSpec]) -> set[str]:
    return {str(path[1]) for path in declared.flawed if len(path) > 1 and path[0] == "fields"} - set(
        declared.spec.fields
    )


def _is_well_named(scope: Scope, member: Member, spec: EntitySpec) -> bool:
    name, place = member.name, member.key_place()
    if not identifiers.is_field(name):
        help = (
            "use lower-case letters and digits in words joined by single underscores, at most 63 characters"
        )
        proposal = "_".join(
            part for part in identifiers.snake(name).replace("-", "_").replace(" ", "_").split("_") if part
        )
        if identifiers.is_field(proposal):
            help = f"write `{proposal}`"
        scope.report("N002", f"`{name}` cannot name a field", place, help)
    elif name in _reserved(spec):
        help = {
            "id": "every entity has a primary key; set its type with `id:` beside `fields:`",
            "row_version": "the version of a row has this name",
            "deleted_at": "`soft_delete` adds it; without `soft_delete`, the name can be used",
        }.get(name, "`timestamps` adds it; with `timestamps: false`, the name can be used")
        scope.report("N003", f"`{member.label}`: the name `{name}` is reserved", place, help)
    else:
        return True
    return False


def _reserved(spec: EntitySpec) -> set[str]:
    """Return the names of the columns that an entity has without declaring them."""
    timestamps = ("created_at", "updated_at") if spec.timestamps else ()
    deletion = ("deleted_at",) if spec.soft_delete else ()
    return {"id", "row_version", *timestamps, *deletion}
