"""Unique keys, indexes and the default order of an entity, and the names of its constraints."""

from collections.abc import Iterable

from specloom.language.declarations import Declared
from specloom.language.spec import EntitySpec
from specloom.model import Field, Index, UniqueKey
from specloom.naming import identifiers
from specloom.resolve.key_types import MAX_KEY_BYTES, is_key_type, key_bytes, shown
from specloom.resolve.scope import Scope
from specloom.source.nodes import ScalarNode, SequenceNode
from specloom.types import row

MAX_COLUMNS = 32
"""Maximum number of columns of an index in PostgreSQL."""


def unique_keys(
    scope: Scope,
    entity: Declared[EntitySpec],
    table: str,
    fields: list[Field],
    together: list[tuple[Field, ...]],
    primary: Iterable[Field] = (),
) -> list[UniqueKey]:
    """Return the unique constraints of an entity: first those of single fields, then of relations, then of `unique:`.

    `together` are the fields of unique composite relations, `primary` the parts of the key.
    """
    keys: list[tuple[Field, ...]] = [*((each,) for each in fields if each.unique), *together]
    seen = {frozenset(each.name for each in key) for key in keys}
    seen.add(frozenset(each.name for each in primary))
    keys += _listed(scope, entity, "unique", fields, seen)
    return [UniqueKey(_name("uq", table, key), tuple(each.attribute for each in key)) for key in keys]


def indexes(
    scope: Scope,
    entity: Declared[EntitySpec],
    table: str,
    fields: list[Field],
    together: list[tuple[Field, ...]],
) -> list[Index]:
    """Return the indexes of an entity in the same order as `unique_keys`."""
    keys: list[tuple[Field, ...]] = [*((each,) for each in fields if each.index), *together]
    listed = _listed(scope, entity, "indexes", fields, set())
    keys += [each for each in listed if each not in keys]
    return [Index(_name("ix", table, key), tuple(each.attribute for each in key)) for key in keys]


def default_order(
    scope: Scope, entity: Declared[EntitySpec], fields: list[Field]
) -> tuple[tuple[str, bool], ...]:
    """Return the default order of an entity's lists."""
    result: dict[str, bool] = {}
    by_name = by_names(fields)
    for index, text in enumerate(entity.spec.sort):
        place = entity.place("sort", index)
        name = text.removeprefix("-")
        field = by_name.get(name)
        if name == "id" and entity.spec.id.fields is None:
            scope.report("R004", f"`{entity.name}`: `id` is always the last sort field; remove it", place)
        elif field is None and (worded := _order_help(text)) is not None:
            message = f"`{entity.name}` has no field `{text}`"
            scope.report("R004", message, place, f"write `{worded}`: a leading `-` means descending")
        elif field is None:
            report_unknown(scope, entity, name, (index,), "sort", by_name)
        elif not field.sortable:
            code, why = "V004", f"is {field.visibility.value}"
            if not field.hidden:
                code, why = "T011", f"is of type `{shown(field.type)}`"
                why = "has `sort: false`" if row(field.type).sortable else why
            scope.report(code, f"`{entity.name}` cannot sort by `{name}`, which {why}", place)
        elif field.attribute in result:
            scope.report("S007", f"`{entity.name}` sorts by `{name}` twice", place)
        else:
            result[field.attribute] = text.startswith("-")
    return tuple(result.items())


def _order_help(text: str) -> str | None:
    """Return `-name` for `name desc` and `name` for `name asc`, as in SQL, or None for other texts."""
    name, _, direction = text.strip().rpartition(" ")
    signs = {"desc": "-", "asc": ""}
    return f"{signs[direction.lower()]}{name.strip()}" if name and direction.lower() in signs else None


def _listed(
    scope: Scope, entity: Declared[EntitySpec], option: str, fields: list[Field], seen: set[frozenset[str]]
) -> list[tuple[Field, ...]]:
    """Return the keys that an entity lists under an option. Report their problems."""
    result: list[tuple[Field, ...]] = []
    _check_form(scope, entity, option)
    by_name = by_names(fields)
    ordered: set[tuple[str, ...]] = set()
    for index, names in enumerate(getattr(entity.spec, option)):
        key: list[Field] = []
        for inner, name in enumerate(names):
            field = _usable(scope, entity, option, (index, inner), name, by_name)
            if field is not None and field in key:
                place = entity.place(option, index, inner)
                scope.report("S007", f"`{entity.name}` lists `{name}` twice in one key", place)
            elif field is not None:
                key.append(field)
        if len(key) < len(names):
            continue
        place = entity.place(option, index)
        unordered = frozenset(each.name for each in key)
        columns = tuple(each.name for each in key)
        size = sum(key_bytes(each.type) for each in key)
        if not 1 <= len(names) <= MAX_COLUMNS:
            scope.report("S008", f"`{entity.name}`: a key must have 1 to {MAX_COLUMNS} fields", place)
        elif (option == "unique" and unordered in seen) or columns in ordered:
            scope.report("S007", f"`{entity.name}` lists this key twice: {', '.join(names)}", place)
        elif size > MAX_KEY_BYTES:
            message = f"`{entity.name}`: the values of {', '.join(names)} can have {size} bytes, too long for an index"
            scope.report("T012", message, place, "give the fields a smaller `max_length`")
        else:
            result.append(tuple(key))
        seen.add(unordered)
        ordered.add(columns)
    return result


def _check_form(scope: Scope, entity: Declared[EntitySpec], option: str) -> None:
    """Report a flat list of several names: it may mean one key of several fields, or one key for each field."""
    node = entity.node_at(option)
    if not isinstance(node, SequenceNode) or len(node.items) < 2:
        return
    names = [each.text for each in node.items if isinstance(each, ScalarNode)]
    if len(names) == len(node.items):
        message = f"`{entity.name}`: `{option}: [{', '.join(names)}]` can mean one key or {len(names)}"
        together = f"`[[{', '.join(names)}]]`"
        apart = f"`[{', '.join(f'[{name}]' for name in names)}]`"
        help = f"write {together} for one key of all fields, or {apart} for one key of each field"
        scope.report("S009", message, entity.place(option), help)


def _usable(
    scope: Scope,
    entity: Declared[EntitySpec],
    option: str,
    path: tuple[int, int],
    name: str,
    by_name: dict[str, Field],
) -> Field | None:
    """Return the field that a key names, or None after reporting why it cannot be part of a key."""
    field = by_name.get(name)
    label, place = f"`{entity.name}.{name}`", entity.place(option, *path)
    if field is None:
        report_unknown(scope, entity, name, path, option, by_name)
    elif field.type.kind == "password" and option == "unique":
        scope.report("V003", f"{label}: a password cannot be unique", place)
    elif field.hidden and option == "indexes":
        message = f"{label} is {field.visibility.value} and can have no index, which would show it"
        scope.report("V004", message, place)
    elif not is_key_type(field.type):
        what = "unique" if option == "unique" else "indexed"
        scope.report("T011", f"{label}: a field of type `{shown(field.type)}` cannot be {what}", place)
    else:
        return field
    return None


def by_names(fields: list[Field]) -> dict[str, Field]:
    """Return the fields by all names that a spec may use: for a reference, also the name of the relation.

    The name of a composite relation names none of its fields.
    """
    result = {each.name: each for each in fields}
    references = [(each.reference, each) for each in fields if each.reference is not None]
    result.update({reference.relation: each for reference, each in references if not reference.parts})
    return result


def report_unknown(
    scope: Scope,
    entity: Declared[EntitySpec],
    name: str,
    path: tuple[str | int, ...],
    option: str,
    names: Iterable[str],
) -> None:
    """Report a name under an option that is unknown or has no column of its own."""
    if name in scope.unusable_fields.get(entity.name, ()):
        return
    members = {each.name for each in scope.members[entity.name]}
    if name in members:
        if name not in names and any(
            each.name == name and each.flawed for each in scope.members[entity.name]
        ):
            return
        if name in scope.unresolved.get(entity.name, ()):
            return
        if (several := scope.composite_references.get(entity.name, {}).get(name)) is not None:
            message = f"`{entity.name}`: `{name}` has several columns"
            help = f"use one or more of {', '.join(f'`{each}`' for each in several)}"
            scope.report("R004", message, entity.place(option, *path), help)
            return
        message = f"`{entity.name}`: `{name}` is a many-to-many relation and has no column"
        scope.report("R004", message, entity.place(option, *path))
        return
    message = f"`{entity.name}` has no field `{name}`"
    scope.report("R004", message, entity.place(option, *path), scope.closest(name, names))


def _name(prefix: str, table: str, key: tuple[Field, ...]) -> str:
    return identifiers.constraint(prefix, table, *(each.column for each in key))
