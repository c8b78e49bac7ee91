"""Calls that filter lists by a key or by a reference to it."""

from collections.abc import Iterator, Mapping
from typing import Any

from specloom.emit.filters import Filter, filters
from specloom.emit.openapi.shared_components import operation_id
from specloom.model import Entity, Field, Service
from tests.proofs.oracles.call import Call
from tests.proofs.oracles.context import Context


def filtered(context: Context, entity: Entity, key: Any) -> Iterator[Call]:
    """Yield lists that are filtered by a key, of the entity itself and of those that refer to it."""
    for owner, fields in [(entity, entity.key), *_references(context.service, entity)]:
        if "list" in owner.operations:
            found = {each.parameter: each for each in filters(context.service, owner)}
            parts = key if len(fields) > 1 else (key,)
            params = {
                each.name: str(part) for each, part in zip(fields, parts, strict=True) if each.name in found
            }
            if params:
                yield from listed(owner, params)
                yield from _operated(owner, found, params)


def _references(service: Service, entity: Entity) -> Iterator[tuple[Entity, tuple[Field, ...]]]:
    for owner in service.referring[entity.name]:
        for reference, fields in owner.to_one:
            is_shown = not fields[0].hidden and not shows_links(service, owner, entity)
            if reference.target == entity.name and is_shown:
                yield owner, fields


def listed(owner: Entity, params: Mapping[str, str]) -> Iterator[Call]:
    name, path = operation_id(owner, "list"), f"/{owner.path}"
    yield Call(name, "GET", path, {**params, "count": "true"})
    yield Call(name, "HEAD", path, {**params, "limit": "1"})
    yield Call(name, "GET", path, {**params, "cursor": "abc"})


def _operated(owner: Entity, found: Mapping[str, Filter], params: Mapping[str, str]) -> Iterator[Call]:
    name, value = next(iter(params.items()))
    for operator in ("in", "gte", "lte"):
        if f"{name}__{operator}" in found:
            yield Call(
                operation_id(owner, "list"),
                "GET",
                f"/{owner.path}",
                {f"{name}__{operator}": value, **params},
            )


def shows_links(service: Service, owner: Entity, target: Entity) -> bool:
    """Return True if rows of an entity are links to a target: where they are visible, they show its id."""
    links = (link for each in service.entities for link in each.links)
    return any(link.through == owner.name and link.target == target.name for link in links)
