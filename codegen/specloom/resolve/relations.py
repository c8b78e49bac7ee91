"""Relations: many-to-one as foreign keys, many-to-many as links, and their inverses."""

from collections.abc import Iterable

from specloom.diagnostics.diagnostic import Related
from specloom.model import Field, Link, Reference, Role, Visibility
from specloom.naming import identifiers
from specloom.resolve.fields import (
    check_hidden,
    check_identifier,
    check_options,
    check_settable,
    column_of,
    is_nullable,
    visibility_of,
)
from specloom.resolve.options import check_range
from specloom.resolve.scope import Member, Scope
from specloom.resolve.short_types import ShortType
from specloom.types import LINK_LENGTH

MAX_TABLE_LENGTH = 60
"""Maximum length of a table name, so that it fits after the prefix `pk_`."""
_MAX_LINKS = 10_000
_VISIBILITIES = frozenset(("immutable", "read_only", "sensitive", "internal"))
_OF_REFERENCES = _VISIBILITIES | {
    *("type", "nullable", "unique", "index", "description", "deprecated", "column", "filter", "sort"),
    *("on_delete", "inverse"),
}
_OF_LINKS = _VISIBILITIES | {
    *(
        "type",
        "description",
        "inverse",
        "table",
        "column",
        "target_column",
        "singular",
        "max_items",
        "through",
    ),
}
_OF_TABLES = ("table", "column", "target_column")
"""Options that name an association table and its columns."""


def reference_fields(scope: Scope, member: Member, type_: ShortType, table: str) -> list[Field]:
    """Return the columns of a many-to-one relation: several if the key of its target is composite.

    The list is empty if the key is unresolved, which has been reported. `with_cycles` sets `cyclic` later.
    """
    check_options(scope, member, "a relation", _OF_REFERENCES)
    spec = member.spec
    visibility = visibility_of(scope, member)
    check_hidden(scope, member, visibility)
    nullable = is_nullable(scope, member, type_)
    if spec.on_delete == "set_null" and not nullable and not member.flawed:
        message = f"`{member.label}`: `on_delete: set_null` needs a nullable reference"
        scope.report("R003", message, member.place("on_delete"), f"write `{type_.base}?` or `nullable: true`")
    key = scope.keys.get(type_.base, ())
    id_type = scope.ids.get(type_.base)
    if not key and id_type is None:
        return []
    types = {f"{member.name}_{part.name}": part.type.as_key() for part in key}
    if id_type is not None:
        types = {f"{member.name}_id": id_type}
    attributes = tuple(map(identifiers.attribute, types))
    columns = _columns(scope, member, list(types))
    reference = Reference(
        relation=member.name,
        attribute=identifiers.attribute(member.name),
        target=type_.base,
        on_delete=spec.on_delete,
        inverse=_inverse(scope, member, visibility),
        cyclic=False,
        constraint=identifiers.constraint("fk", table, *columns),
        parts=attributes if key else (),
        unique=spec.unique,
    )
    fields = [
        Field(
            name=name,
            attribute=attribute,
            column=column,
            type=field_type,
            role=Role.REFERENCE,
            nullable=nullable,
            unique=spec.unique and not key,
            index=not key and is_indexed(member),
            visibility=visibility,
            reference=reference,
            description=spec.description,
            deprecated=spec.deprecated,
            filterable=visibility.in_response and spec.filter,
            sortable=visibility.in_response and spec.sort,
        )
        for (name, field_type), attribute, column in zip(types.items(), attributes, columns, strict=True)
    ]
    if key:
        scope.composite_references.setdefault(member.entity, {})[member.name] = tuple(types)
    check_settable(scope, member, fields[0])
    return fields


def is_indexed(member: Member) -> bool:
    """Return whether the foreign key of a relation gets an index. Unique relations have one anyway."""
    return not member.spec.unique and (member.spec.index or not member.given("index"))


def _columns(scope: Scope, member: Member, names: list[str]) -> list[str]:
    """Return the columns of a relation."""
    if len(names) == 1:
        return [column_of(scope, member, names[0])]
    if member.given("column"):
        message = f"`{member.label}` takes no `column`: the key of `{member.spec.type}` has several columns"
        scope.report("T002", message, member.key_place("column"))
    return [identifiers.shortened(name) for name in names]


def link_of(scope: Scope, member: Member, type_: ShortType) -> Link:
    """Return a many-to-many relation."""
    check_options(scope, member, "a many-to-many relation", _OF_LINKS)
    spec = member.spec
    for name in (member.entity, type_.base):
        if name in scope.entities and scope.entities[name].spec.id.fields is not None:
            message = (
                f"`{member.label}`: many-to-many relations of `{name}`, whose key is composite, are not supported"
                " yet"
            )
            scope.report(
                "S107",
                message,
                member.place("type"),
                f"give `{name}` an `id`, and make the fields `unique:` together",
            )
            break
    if type_.nullable:
        message = f"`{member.label}`: a list of links can be empty, but not null"
        scope.report("T002", message, member.place("type"), f"write `{type_.base}[]`")
    visibility = visibility_of(scope, member)
    one = identifiers.singular(member.name) if spec.singular is None else spec.singular
    if not identifiers.is_field(one):
        scope.report("N002", f"`{member.label}`: `{one}` cannot name a field", member.place("singular"))
    for option in _OF_TABLES:
        if spec.through is not None and member.given(option):
            message = f"`{member.label}` goes through `{spec.through}` and takes no `{option}`"
            scope.report("T002", message, member.key_place(option), f"`{spec.through}` defines the table")
    table = identifiers.shortened(
        f"{identifiers.snake(member.entity)}_{member.name}", longest=MAX_TABLE_LENGTH
    )
    table = table if spec.table is None else spec.table
    if spec.table is not None or identifiers.is_entity(member.entity):
        check_identifier(scope, member, "table", table, longest=MAX_TABLE_LENGTH)
    column = f"{identifiers.snake(member.entity)}_id"
    target_column = f"{one}_id" if f"{one}_id" != column else f"target_{one}_id"
    if spec.column is not None:
        column = spec.column
        check_identifier(scope, member, "column", column)
    if spec.target_column is not None:
        target_column = spec.target_column
        check_identifier(scope, member, "target_column", target_column)
    column, target_column = identifiers.shortened(column), identifiers.shortened(target_column)
    if column.lower() == target_column.lower():
        message = f"`{member.label}`: both columns of the association table are named `{column}`"
        scope.report("N009", message, member.place("target_column"), "set `target_column`")
    check_range(scope, member.label, "max_items", spec.max_items, 1, _MAX_LINKS, member.place)
    return Link(
        relation=member.name,
        name=f"{one}_ids",
        attribute=identifiers.attribute(member.name),
        ids_attribute=identifiers.attribute(f"{one}_ids"),
        target=type_.base,
        table=table,
        column=column,
        target_column=target_column,
        constraint=identifiers.constraint("fk", table, column),
        target_constraint=identifiers.constraint("fk", table, target_column),
        inverse=_inverse(scope, member, visibility),
        max_items=LINK_LENGTH if spec.max_items is None else spec.max_items,
        visibility=visibility,
        description=spec.description,
        through=spec.through,
    )


def _inverse(scope: Scope, member: Member, visibility: Visibility) -> str | None:
    name = member.spec.inverse
    if name is None:
        return None
    if not identifiers.is_field(name):
        scope.report("N002", f"`{member.label}`: `{name}` cannot name a relation", member.place("inverse"))
    if not visibility.in_response:
        message = f"`{member.label}` is {visibility.value} and can have no inverse, which would show it"
        scope.report("V005", message, member.key_place("inverse"))
    return identifiers.attribute(name)


def check_inverses(scope: Scope, relations: Iterable[tuple[Member, str]], taken: dict[str, set[str]]) -> None:
    """Report inverses whose name is already used on the target. `taken` holds the names of each entity."""
    places = {
        (entity, each.name): each.key_place() for entity, found in scope.members.items() for each in found
    }
    for member, target in dict.fromkeys(relations):
        name = member.spec.inverse
        if name is None or target not in taken:
            continue
        if name in taken[target] or name in ("id", "row_version"):
            message = f"`{member.label}`: `{target}` already has something named `{name}`"
            first = places.get((target, name))
            related = None if first is None else Related(first, f"`{name}` is declared here")
            help = "choose another name for the inverse"
            scope.report("R005", message, member.place("inverse"), help, related)
        taken[target].add(name)
        places.setdefault((target, name), member.place("inverse"))
