"""What every rule looks at: the declarations, whose names have been checked, and the list of what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from specloom.diagnostics.diagnostic import Diagnostic, Place, Related
from specloom.language.declarations import MAX_SUGGESTIONS, Declarations, Declared, closest
from specloom.language.field_spec import EnumSpec, FieldSpec
from specloom.language.spec import EntitySpec, MixinSpec
from specloom.model import Field
from specloom.naming import identifiers
from specloom.types import Type

MOST_FIELDS = 1_000
"""Fields of an entity; PostgreSQL takes 1,600 columns, SQLite 2,000."""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A field or relation of an entity, its own or from a mixin."""

    entity: str
    """The entity that has it; for a mixin that no entity uses, the mixin."""
    name: str
    spec: FieldSpec
    declared: Declared[EntitySpec] | Declared[MixinSpec]

    @property
    def label(self) -> str:
        """The name that messages call it by: where it is declared, and its own."""
        return f"{self.declared.name}.{self.name}"

    @property
    def flawed(self) -> bool:
        """True if one of its options has been reported and left out, so that nothing can be said to be missing."""
        return self.declared.is_flawed("fields", self.name)

    def given(self, option: str) -> bool:
        """Tell whether the spec gives an option, by its name in `FieldSpec`."""
        return option in self.spec.model_fields_set

    def place(self, *path: str | int) -> Place:
        """Return the place of an option's value."""
        return self.declared.place("fields", self.name, *path)

    def key_place(self, *path: str | int) -> Place:
        """Return the place of an option's name, or of the field's own."""
        return self.declared.key_place("fields", self.name, *path)


@dataclass(slots=True)
class Scope:
    """The declarations under resolution."""

    declarations: Declarations
    diagnostics: list[Diagnostic] = field(default_factory=list)
    members: dict[str, list[Member]] = field(default_factory=dict)
    """For each entity, and under `mixin ...` for each mixin that no entity uses, what it has."""
    unusable_fields: dict[str, set[str]] = field(default_factory=dict)
    """For each entity, the names of fields that are declared in a form that cannot be used."""
    unresolved: dict[str, set[str]] = field(default_factory=dict)
    """For each entity, the names of fields whose type could not be settled, which has been reported."""
    ids: dict[str, Type] = field(default_factory=dict)
    """The type of each entity's primary key, but for composite ones."""
    keys: dict[str, tuple[Field, ...]] = field(default_factory=dict)
    """The parts of each composite key."""
    composite_references: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    """For each entity, the names of the fields of each relation that has several, by its own."""

    def report(
        self, code: str, message: str, place: Place, help: str | None = None, related: Related | None = None
    ) -> None:
        """Note a problem."""
        self.diagnostics.append(Diagnostic(code, message, place, help, related))

    def closest(self, name: str, names: Iterable[str]) -> str | None:
        """Return the help that names the nearest of some names; it takes time, so only the first problems get one."""
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
    """Check the names of all declarations, and give each entity the fields of its mixins."""
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
            help = f"a capital letter, then letters and digits, at most {identifiers.LONGEST_CLASS}"
            words = [part for part in each.name.replace("-", "_").replace(" ", "_").split("_") if part]
            proposal = "".join(part[:1].upper() + part[1:] for part in words)
            if identifiers.is_entity(proposal):
                help = f"write `{proposal}`"
            scope.report("N001", message, place, help)


def _members(scope: Scope, entity: Declared[EntitySpec]) -> Iterable[Member]:
    """Yield what an entity has: first what its mixins give, in their order, then its own."""
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
                scope.report("R006", f"`{entity.name}` takes in the unknown mixin `{name}`", place, help)
        else:
            unusable.update(_unusable(mixin))
            found += (Member(entity.name, key, spec, mixin) for key, spec in mixin.spec.fields.items())
        taken_in.add(name)
    unusable.update(_unusable(entity))
    found += (Member(entity.name, key, spec, entity) for key, spec in entity.spec.fields.items())
    if len(found) > MOST_FIELDS:
        message = f"`{entity.name}` has {len(found)} fields; {MOST_FIELDS} are the most"
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
        help = "lower-case letters and digits in words joined by single underscores, at most 63"
        proposal = "_".join(
            part for part in identifiers.snake(name).replace("-", "_").replace(" ", "_").split("_") if part
        )
        if identifiers.is_field(proposal):
            help = f"write `{proposal}`"
        scope.report("N002", f"`{name}` cannot name a field", place, help)
    elif name in _reserved(spec):
        help = {
            "id": "the primary key is there already; `id:` beside `fields:` says of which type it is",
            "row_version": "the version of a row is kept under this name",
            "deleted_at": "`soft_delete` adds it; without it the name is free",
        }.get(name, "`timestamps` adds it; with `timestamps: false` the name is free")
        scope.report("N003", f"`{member.label}`: the name `{name}` is reserved", place, help)
    else:
        return True
    return False


def _reserved(spec: EntitySpec) -> set[str]:
    """Return the names of the columns that an entity has without naming them."""
    timestamps = ("created_at", "updated_at") if spec.timestamps else ()
    deletion = ("deleted_at",) if spec.soft_delete else ()
    return {"id", "row_version", *timestamps, *deletion}
