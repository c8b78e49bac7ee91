"""How many rows an entity can have, and which other rows keep one of its rows from being deleted."""

import json
from collections.abc import Collection, Iterator
from functools import cache
from math import inf, prod
from random import Random
from typing import Any

from specloom.model import Entity, Field, Service
from specloom.types import Type
from tests.proofs.canaries.check_results import are_refused
from tests.support.random_values import value_of

FEW = 20
"""Rows of an entity that are fewer than the proof may make by the way."""


def in_a_key(entity: Entity, field: Field) -> bool:
    """Return True if a value of the field can be taken, by itself or together with others."""
    return field.unique or any(field.attribute in key for key in _keys(entity))


def unique_keys(entity: Entity) -> list[list[Field]]:
    """Return the fields of which no two rows have the same values."""
    keys: list[tuple[str, ...]] = [(each.attribute,) for each in entity.fields if each.unique]
    keys += [each.fields for each in entity.uniques if each.fields not in keys]
    return [[entity.field(name) for name in key] for key in keys]


def _keys(entity: Entity) -> list[tuple[str, ...]]:
    """Return the attributes of each list of fields of which no two rows have the same values."""
    return [*(each.fields for each in entity.uniques), *([entity.parts] if entity.parts else [])]


def is_alone(service: Service, entity: Entity) -> bool:
    """Return True if there can be but one row: what must be unique has one value."""
    return _most_rows(service, entity) == 1


def has_few_rows(service: Service, entity: Entity) -> bool:
    """Return True if there can be so few rows that those which are made by the way may be the last ones."""
    return _most_rows(service, entity) <= FEW


def _most_rows(service: Service, entity: Entity, passed: frozenset[str] = frozenset()) -> float:
    """Return how many rows there can be by the small domains of what must be unique."""
    keys = [(each.attribute,) for each in entity.fields if each.unique] + _keys(entity)
    passed |= {entity.name}
    return min((prod(_domains(service, entity, key, passed)) for key in keys), default=inf)


def _domains(
    service: Service, entity: Entity, key: tuple[str, ...], passed: frozenset[str]
) -> Iterator[float]:
    """Yield of how many values each part of a key is: a reference has one for each row of its target."""
    left = set(key)
    for reference, fields in entity.to_one:
        names = {each.attribute for each in fields}
        if names <= left and not any(each.nullable for each in fields):
            left -= names
            target = service.entity(reference.target)
            yield inf if target.name in passed else _most_rows(service, target, passed)
    yield from (_values(entity, entity.field(name)) for name in left)


def _values(entity: Entity, field: Field) -> float:
    """Return how many values a field can have; infinity if the exact number does not matter."""
    if field.nullable:  # nulls are never the same
        return inf
    values: Collection[Any] | None
    if field.type.kind == "boolean":
        values = (False, True)
    elif field.type.kind == "enum":
        values = field.type.values
    elif field.type.kind in ("integer", "bigint"):
        low, high, step = field.type.minimum, field.type.maximum, field.type.multiple_of or 1
        most = 2 ** (31 if field.type.kind == "integer" else 63)
        low, high = low if isinstance(low, int) else -most, high if isinstance(high, int) else most - 1
        first, last = -(-low // step), high // step
        values = [each * step for each in range(first, last + 1)] if last - first < FEW else None
    else:
        values = _drawn(field.type)
    if values is None:
        return inf
    if len(values) > FEW:
        return len(values)
    return sum(not are_refused(entity, {field.name: each}) for each in values)


@cache
def _drawn(type_: Type) -> Collection[Any] | None:
    """Return the values that are drawn of a type, or None if they are more than few."""
    random = Random(0)  # any will do: it decides no test, but is to decide the same in each
    found = {json.dumps(value): value for value in (value_of(type_, random) for _ in range(10 * FEW))}
    return list(found.values()) if len(found) <= FEW else None


def restricting(service: Service, entity: Entity) -> list[list[tuple[Entity, Field]]]:
    """Return a chain of references for each way in which rows keep one of this entity from being deleted.

    All but the last are deleted along with it; the last one restricts that. No row is part of a chain twice, so that
    none goes twice through an entity that has but one.
    """
    chains: list[list[tuple[Entity, Field]]] = []
    pending: list[tuple[Entity, list[tuple[Entity, Field]]]] = [(entity, [])]
    reached = {entity.name}
    while pending:
        target, chain = pending.pop(0)
        passed = {entity.name, *(between.name for between, _ in chain)}
        for other in service.entities:
            for reference, (each, *_) in other.to_one:
                if reference.target != target.name:
                    continue
                if reference.on_delete == "restrict" and not (
                    is_alone(service, other) and other.name in passed
                ):
                    chains.append([*chain, (other, each)])
                elif reference.on_delete == "cascade" and other.name not in reached:
                    reached.add(other.name)
                    pending.append((other, [*chain, (other, each)]))
    return chains
