"""The examples of the OpenAPI document: of each field and parameter one that a person would write, and that fits."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Any

from specloom.emit.openapi.value_schemas import json_form
from specloom.model import BATCHED, Entity, Field, Link, Operation, Service
from specloom.patterns.matching_texts import matching_text
from specloom.resolve.literals import Misfit, literal
from specloom.types import Type, row

MOST_TRIED = 150
"""Values that are tried for a field. The usual ones come first, then those that count up."""
_ITEMS = 1
"""Items that the example of an array has, if it needs no more."""
PEOPLE = frozenset(
    "author contact customer driver employee member owner patient person student teacher user".split()
)
"""Entities whose `name` is that of a person."""


NO_EXAMPLE: Any = object()
"""Stands for the example of a field for which none was found."""
CURSOR_EXAMPLE = "WyIwMTlhYTVlMC03YjFjIl0"
TAG_EXAMPLE = '"7"'
"""An entity tag, with its quotes."""


def field_example(service: Service, entity: Entity, field: Field) -> Any:
    """Return the example of a field, in its JSON form: the spec's, or one that fits its type."""
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
    """Return the example of a field in a request, which refers to another row only if it must."""
    if field.reference is not None and field.nullable and field.example is None:
        return None
    return field_example(service, entity, field)


def link_example(service: Service, link: Link) -> list[Any]:
    """Return the ids of a many-to-many relation."""
    target = service.entity(link.target)
    return [field_example(service, target, target.id)]


def change_example(service: Service, entity: Entity) -> dict[str, Any]:
    """Return a change of one field, of one that means something if there is one; empty if nothing can be changed."""
    fields = [each for each in entity.fields if each.in_update]
    fields.sort(key=lambda each: (each.hidden, each.reference is not None, each.nullable))
    for each in fields:
        value = sent_example(service, entity, each)
        if value is not NO_EXAMPLE:
            return {each.name: value}
    return {}


def batch_example(service: Service, entity: Entity) -> dict[str, list[Any]]:
    """Return a batch that creates, changes and deletes one row each, as far as the entity has these operations."""
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
    """Return the key of one of two rows, as long as there are values for two."""
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
    """Return a value of a type for a field of that name, in its JSON form, or NO_EXAMPLE."""
    found = examples(type_, name, 1)
    return json_form(type_, found[0]) if found else NO_EXAMPLE


@lru_cache(maxsize=4096)
def examples(type_: Type, name: str, count: int) -> tuple[Any, ...]:
    """Return so many values of a type that differ, in the form of the model, or as many as are found."""
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
    yield from islice(row(type_).examples(type_, name), MOST_TRIED)
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
