"""Converts the key of a row between JSON, paths, Python and tables.

A key is an id in its JSON form, or the tuple of the parts of a composite key.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_

from specloom.model import Entity, Field
from tests.proofs.canaries.values import python_of

WRONG = ("%21", "x" * 300, "-", "no%20id", "99999999999999999999")
"""Ids, or parts of keys, that are none. What a pattern of one's own takes for one gets 404 or 409."""


def key_in(entity: Entity, resource: Mapping[str, Any]) -> Any:
    """Return the key of a resource."""
    found = tuple(resource[each.name] for each in entity.key)
    return found if entity.parts else found[0]


def members(entity: Entity, key: Any) -> dict[str, Any]:
    """Return the members of an object that name a row by its key."""
    parts = key if entity.parts else (key,)
    return {each.name: part for each, part in zip(entity.key, parts, strict=True)}


def in_path(key: Any) -> str:
    """Return what stands for a row behind the path of its collection."""
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)


def python_key(entity: Entity, key: Any) -> Any:
    """Return a key as Python has it, as services take it."""
    found = tuple(python_of(each.type, part) for each, part in _parts(entity, key))
    return found if entity.parts else found[0]


def columns(entity: Entity, table: Any) -> list[Any]:
    """Return the columns of the key."""
    return [table.c[each.column] for each in entity.key]


def is_row(entity: Entity, table: Any, key: Any) -> ColumnElement[bool]:
    """Return the condition that a row has a key."""
    return and_(*(table.c[each.column] == python_of(each.type, part) for each, part in _parts(entity, key)))


def as_json(entity: Entity, values: Any) -> Any:
    """Return the key of which these are the values as Python has them."""
    found = tuple(_text(field, each) for field, each in zip(entity.key, values, strict=True))
    return found if entity.parts else found[0]


def wrong_keys(entity: Entity, key: Any) -> Iterator[Any]:
    """Yield keys that are none: of a composite one, the key with one part exchanged."""
    for wrong in WRONG:
        if not entity.parts:
            yield wrong
            continue
        for place in range(len(key)):
            yield (*key[:place], wrong, *key[place + 1 :])


def part_of(key: Any, field: Field) -> Any:
    """Return what a field holds that refers, perhaps with others, to the row of a key."""
    parts = () if field.reference is None else field.reference.parts
    return key[parts.index(field.attribute)] if parts and key is not None else key


def referring(entity: Entity, field: Field) -> tuple[Field, ...]:
    """Return the fields that refer together, a field among them."""
    parts = () if field.reference is None else field.reference.parts
    return tuple(entity.field(name) for name in parts) or (field,)


def _parts(entity: Entity, key: Any) -> Iterator[tuple[Any, Any]]:
    return zip(entity.key, key if entity.parts else (key,), strict=True)


def _text(field: Field, value: Any) -> Any:
    return value if isinstance(value, int) and not field.type.as_text else str(value)
