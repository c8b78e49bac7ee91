"""Names that a spec gives: inverses, tables, paths and columns."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from specloom.naming import identifiers
from tests.support.strategies.fields import Drawn
from tests.support.strategies.names import columns, field_names, paths, tables

ADDED_COLUMNS = frozenset(("created_at", "updated_at", "deleted_at"))
"""Names of columns that options add."""


def name_inverses(
    draw: DrawFn,
    entities: dict[str, dict[str, Any]],
    members: dict[str, list[Drawn]],
    mixins: dict[str, list[Drawn]],
) -> None:
    """Give some relations a name that leads back, which their target must not have yet."""
    taken = {
        name: {"id", "row_version", *ADDED_COLUMNS}
        | {claim for each in members[name] for claim in each.claims}
        | {claim for mixin in entity.get("mixins", ()) for each in mixins[mixin] for claim in each.claims}
        for name, entity in entities.items()
    }
    for each in (each for found in members.values() for each in found):
        if each.target is None or each.hidden or not draw(st.booleans()):
            continue
        inverse = draw(field_names())
        if inverse not in taken[each.target]:
            taken[each.target].add(inverse)
            each.spec["inverse"] = inverse


def name_tables(draw: DrawFn, entities: dict[str, dict[str, Any]], members: dict[str, list[Drawn]]) -> None:
    """Give some entities and links tables and paths of their own."""
    used = [identifiers.plural(identifiers.snake(name)) for name in entities]
    segments = {each.replace("_", "-") for each in used}
    for name, entity in entities.items():
        links = [each for each in members[name] if each.link and "through" not in each.spec]
        places = [(entity, True)] + [(each.spec, False) for each in links]
        for spec, has_path in places:
            if draw(st.sampled_from([False, False, True])):
                table = draw(tables(used))
                if table.lower() not in [each.lower() for each in used]:
                    spec["table"] = table
                    used.append(table)
            if has_path and draw(st.sampled_from([False, False, False, True])):
                path = draw(paths())
                if path not in segments:
                    entity["path"] = path
                    segments.add(path)


def name_columns(draw: DrawFn, entity: dict[str, Any], fields: list[Drawn]) -> None:
    """Give some fields columns of their own."""
    identity = entity.get("id")
    used = {claim.lower() for each in fields for claim in each.claims} | {"id", "row_version"}
    used |= ADDED_COLUMNS
    if isinstance(identity, dict) and "column" in identity:
        if identity["column"].lower() in used - {"id"}:
            del identity["column"]
        else:
            used.add(identity["column"].lower())
    for each in fields:
        if not (each.link or each.several) and draw(st.sampled_from([False, False, False, True])):
            column = draw(columns())
            if column.lower() not in used:
                used.add(column.lower())
                each.spec["column"] = column
