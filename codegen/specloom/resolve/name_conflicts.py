"""Name conflicts: columns and names inside an entity; tables, classes, modules and paths between entities."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from specloom.diagnostics.diagnostic import Place, Related
from specloom.language.declarations import Declared
from specloom.language.spec import EntitySpec
from specloom.model import Entity, Field, Index, Link, UniqueKey
from specloom.naming import identifiers
from specloom.naming.reserved import RESERVED_PATHS, RESERVED_TABLES, SEARCH_TABLES
from specloom.resolve.scope import Member, Scope

Key = TypeVar("Key", UniqueKey, Index)
_Claim = tuple[str, Place | None]
"""The first owner of a name and its place, which is None if the spec does not list the owner."""


def check_within_entity(
    scope: Scope,
    made: list[Field],
    fields: list[tuple[Member, Field]],
    links: list[tuple[Member, Link]],
) -> None:
    """Report duplicate columns and names in an entity. `made` are the fields that the spec does not list."""
    columns: dict[str, _Claim] = {each.column.lower(): (each.name, None) for each in made}
    names: dict[str, _Claim] = {each.name: (each.name, None) for each in made}
    for member, field in fields:
        option = ("column",) if member.given("column") else ()
        place = member.place(*option) if option else member.key_place()
        other, first = columns.setdefault(field.column.lower(), (member.name, place))
        own = [field.name] if field.reference is None else [member.name, field.name]
        owners = _claim(
            scope, member, own, names
        )  # after a conflict of names, that of the columns is not reported
        if other not in (member.name, *owners):
            message = (
                f"`{member.label}` has the column `{field.column}`, which is also the column of `{other}`"
            )
            scope.report("N009", message, place, "set `column` of one of them", _declared(other, first))
    for member, link in links:
        _claim(scope, member, [member.name, link.name], names)


def _claim(scope: Scope, member: Member, own: list[str], names: dict[str, _Claim]) -> set[str]:
    """Claim names for a member. Report those that others have, and return the others."""
    clashing = set()
    for name in own:
        other, first = names.setdefault(name, (member.name, member.key_place()))
        if other != member.name:
            message = f"`{member.label}` has the name `{name}` in JSON, which is also the name of `{other}`"
            help = "rename one of them"
            if name in (other, member.name):  # a relation gives this name, and a field has it
                relation = member.name if name == other else other
                help = (
                    f"`{relation}` gives the field `{name}`: remove the field `{name}`, or rename one of them"
                )
            scope.report("N010", message, member.key_place(), help, _declared(other, first))
            clashing.add(other)
    return clashing


def _declared(name: str, place: Place | None) -> Related | None:
    return None if place is None else Related(place, f"`{name}` is declared here")


def check_between_entities(
    scope: Scope, entities: list[Entity], enums: dict[str, Place], links: list[tuple[Member, Link]]
) -> None:
    """Report names, tables, modules and paths that two declarations share. `enums` holds the place of each enum."""
    clashing: set[frozenset[str]] = set()
    _check_classes(scope, entities, enums)
    _report_same(scope, entities, "N007", "module", "module", (), clashing)
    _report_same(scope, entities, "N007", "plural", "plural", ("plural",), clashing)
    _report_same(scope, entities, "N008", "path", "path", ("path",), clashing)
    for entity in entities:
        if entity.path in RESERVED_PATHS:
            message = f"`{entity.name}` has the path `/{entity.path}`, which the application itself serves"
            place = _place(scope.entities[entity.name], "path")
            scope.report("N008", message, place, "choose another path with `path:`")
    _check_tables(scope, entities, links, clashing)


def _check_classes(scope: Scope, entities: list[Entity], enums: dict[str, Place]) -> None:
    """Report names whose Python class is also the name of another entity or enum."""
    places = {**enums, **{each.name: scope.entities[each.name].key_place() for each in entities}}
    for name, place in places.items():
        other = identifiers.class_name(name)
        if other != name and other in places:
            message = f"`{name}` has the Python class `{other}`, which is also the class of `{other}`"
            scope.report("N007", message, place, "rename one of them", _declared(other, places[other]))


def _report_same(
    scope: Scope,
    entities: list[Entity],
    code: str,
    what: str,
    part: str,
    option: tuple[str, ...],
    clashing: set[frozenset[str]],
) -> None:
    """Report entities that share a property derived from their names. Each pair is reported once."""
    found: dict[str, str] = {}
    for entity in entities:
        value = getattr(entity, part)
        other = found.setdefault(value, entity.name)
        pair = frozenset((entity.name, other))
        if len(pair) == 2 and pair not in clashing:
            clashing.add(pair)
            first = _place(scope.entities[other], *option)
            message = f"`{entity.name}` has the {what} `{value}`, which is also that of `{other}`"
            help = f"choose another with `{option[0]}:`" if option else "rename one of them"
            place = _place(scope.entities[entity.name], *option)
            scope.report(code, message, place, help, _declared(other, first))


def _check_tables(
    scope: Scope, entities: list[Entity], links: list[tuple[Member, Link]], clashing: set[frozenset[str]]
) -> None:
    """Report tables with the same name. Case is ignored, as in SQLite."""
    found: dict[str, tuple[str, Place]] = {}
    tables = [(each.name, each.table, _place(scope.entities[each.name], "table")) for each in entities]
    tables += [
        (member.label, link.table, member.place("table") if member.given("table") else member.key_place())
        for member, link in links
        if link.through is None
    ]
    for owner, table, place in tables:
        other, first = found.setdefault(table.lower(), (owner, place))
        pair = frozenset((owner, other))
        if first is not place and pair not in clashing:
            message = f"`{owner}` has the table `{table}`, which is also the table of `{other}`"
            scope.report("N006", message, place, "choose another with `table:`", _declared(other, first))
    made = {name: what for entity in entities for name, what in _made_with(entity)}
    for owner, table, place in tables:
        if (what := made.get(table.lower())) is not None:
            message = f"`{owner}` has the table `{table}`, but that is the name of {what}"
            scope.report("N006", message, place, "choose another with `table:`")


def _made_with(entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield the lower-case name and a description of each database object that belongs to an entity's tables.

    In PostgreSQL, tables, indexes and sequences share one namespace.
    """
    for table in (entity.table, *(link.table for link in entity.associations)):
        yield identifiers.constraint("pk", table).lower(), f"the primary key of the table `{table}`"
    for link in entity.associations:
        yield (
            identifiers.constraint("ix", link.table, link.target_column).lower(),
            f"an index of the table `{link.table}`",
        )
    for suffix in SEARCH_TABLES if entity.search is not None else ():
        assert entity.search is not None
        yield f"{entity.search.name}{suffix}".lower(), f"the search index of the table `{entity.table}`"
    if entity.counts_ids:
        sequence = f"{entity.table}_{entity.id.column}_seq"
        yield sequence.lower(), f"the sequence of the ids of the table `{entity.table}`"


def _place(entity: Declared[EntitySpec], *option: str) -> Place:
    """Return the place of an option if the spec gives it, or else of the entity's name."""
    return (
        entity.place(*option) if option and option[0] in entity.spec.model_fields_set else entity.key_place()
    )


def with_distinct_names(entities: list[Entity]) -> list[Entity]:
    """Return the entities with unique names for their unique keys and indexes.

    By convention, `uq_a_b_c` can belong to the table `a_b` or to the table `a`. Both names then get a hash of their
    parts, so that neither depends on the order of the entities.
    """
    count: Counter[str] = Counter(RESERVED_TABLES)
    for entity in entities:
        count.update((entity.table.lower(), *(link.table.lower() for link in entity.associations)))
        count.update(name for name, _ in _made_with(entity))
        count.update(each.name.lower() for each in entity.uniques)
        count.update(each.name.lower() for each in entity.indexes)

    def named(entity: Entity, key: Key) -> Key:
        if count[key.name.lower()] < 2:
            return key
        return replace(
            key, name=identifiers.shortened(key.name, distinct=f"{entity.table} {' '.join(key.fields)}")
        )

    return [
        replace(
            entity,
            uniques=tuple(named(entity, each) for each in entity.uniques),
            indexes=tuple(named(entity, each) for each in entity.indexes),
        )
        for entity in entities
    ]
