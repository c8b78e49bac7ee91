"""Examples in the OpenAPI document: one realistic, valid value for each field and parameter."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Any

from specloom.emit.openapi.value_schemas import json_form
from specloom.model import BATCHED, Entity, Field, Link, Operation, Service
from specloom.patterns.matching_texts import matching_text
from specloom.resolve.literals import Misfit, literal
from specloom.types import Type, row

MAX_TRIED = 150
"""Maximum number of values that are tried for a field."""
_ITEMS = 1
"""Number of items in the example of an array, unless it needs more."""
PEOPLE = frozenset(
    "author contact customer driver employee member owner patient person student teacher user".split()
)
"""Entities whose `name` is the name of a person."""


NO_EXAMPLE: Any = object()
"""Represents a missing example."""
CURSOR_EXAMPLE = "WyIwMTlhYTVlMC03YjFjIl0"
TAG_EXAMPLE = '"7"'
"""An entity tag, with its quotes."""


def field_example(service: Service, entity: Entity, field: Field) -> Any:
    """Return the example of a field in its JSON form: that of the spec, or one that fits its type."""
    if field.example is not None:
        return json_form(field.type, field.example)
    if field.default is not None and field.default.kind == "value":
        return json_form(field.type, field.default.value)
    if field.reference is not None:
        referred = service.entity(field.reference.target).referred(field)
        if referred.example is not None:
            return json_form(field.type, referred.example)
        return example(field.type, _key_name(referred))
    if field.name == "name" and field.type.kind in ("string", "text"):
        owner = entity.module.strip("_").replace("_", " ")
        named = "Ada Lovelace" if owner.split()[-1] in PEOPLE else f"New {owner}"
        if _fits(field.type, named):
            return named
    return example(field.type, field.name)


def sent_example(service: Service, entity: Entity, field: Field) -> Any:
    """Return the example of a field in a request. Optional references are null."""
    if field.reference is not None and field.nullable and field.example is None:
        return None
    return field_example(service, entity, field)


def link_example(service: Service, link: Link) -> list[Any]:
    """Return the example of the ids of a many-to-many relation."""
    target = service.entity(link.target)
    return [field_example(service, target, target.id)]


def change_example(service: Service, entity: Entity) -> dict[str, Any]:
    """Return an example update of one field, or an empty one if nothing can be changed."""
    fields = [each for each in entity.fields if each.in_update]
    fields.sort(key=lambda each: (each.hidden, each.reference is not None, each.nullable))
    for each in fields:
        value = sent_example(service, entity, each)
        if value is not NO_EXAMPLE:
            return {each.name: value}
    return {}


def batch_example(service: Service, entity: Entity) -> dict[str, list[Any]]:
    """Return an example batch that creates, updates and deletes one row each, if the entity has these operations."""
    new = {
        each.name: sent_example(service, entity, each)
        for each in entity.fields
        if each.in_create and not each.nullable and each.default is None
    }
    condition = {"if_match": TAG_EXAMPLE} if entity.match_required else {}
    items: dict[Operation, dict[str, Any]] = {
        "create": {name: value for name, value in new.items() if value is not NO_EXAMPLE},
        "update": {**_key(entity, 0), "changes": change_example(service, entity), **condition},
        "delete": {**_key(entity, 1), **condition},
    }
    return {each: [items[each]] for each in BATCHED if each in entity.operations}


def _key(entity: Entity, number: int) -> dict[str, Any]:
    """Return the key of the first or second of two rows, or of the first if only one value is known."""
    found = {each: examples(each.type, _key_name(each), 2) for each in entity.key}
    return {
        each.name: json_form(each.type, values[min(number, len(values) - 1)])
        for each, values in found.items()
        if values
    }


def _key_name(field: Field) -> str:
    return "id" if field.reference is not None else field.name


@lru_cache(maxsize=4096)
def example(type_: Type, name: str) -> Any:
    """Return an example of a type for a field with that name, in its JSON form, or NO_EXAMPLE."""
    found = examples(type_, name, 1)
    return json_form(type_, found[0]) if found else NO_EXAMPLE


@lru_cache(maxsize=4096)
def examples(type_: Type, name: str, count: int) -> tuple[Any, ...]:
    """Return up to `count` different examples of a type in the form of the model."""
    found: dict[Any, None] = {}
    for raw in _candidates(type_, name):
        try:
            found[literal(type_, raw)] = None
        except Misfit:
            continue
        if len(found) == count:
            break
    return tuple(found)


def _candidates(type_: Type, name: str) -> Iterable[Any]:
    if type_.item is not None:
        wanted = max(
            type_.min_items or 0, min(_ITEMS, _ITEMS if type_.max_items is None else type_.max_items)
        )
        items = list(examples(type_.item, name, wanted if type_.unique_items else min(wanted, 1)))
        yield items * wanted if len(items) < wanted else items
        return
    yield from islice(row(type_).examples(type_, name), MAX_TRIED)
    if type_.pattern is not None:
        derived = matching_text(type_.pattern, type_.min_length or 0, type_.max_length)
        if derived is not None:
            yield derived


def _fits(type_: Type, raw: Any) -> bool:
    try:
        literal(type_, raw)
    except Misfit:
        return False
    return True
