"""Calls that name no hidden row: lists, visible rows, creates, and the same of related entities."""

import json
from collections.abc import Iterator

from specloom.emit.filters import filters
from specloom.emit.openapi.shared_components import operation_id
from specloom.emit.relations import shown_names
from specloom.emit.sorting import sortable
from specloom.model import Entity, Service
from tests.proofs.canaries.row_keys import in_path
from tests.proofs.oracles.call import Call
from tests.proofs.oracles.calls import about, as_stored, created, creates, expand_paths, path_of
from tests.proofs.oracles.context import OTHER, Context
from tests.proofs.oracles.filter_calls import shows_links


def nameless(context: Context, entity: Entity) -> Iterator[Call]:
    """Yield the calls that name no hidden row, of an entity and of those that it has relations with."""
    yield from _lists(context, entity)
    for each in related(context.service, entity):
        if not shows_links(context.service, each, entity):
            yield from _expanded(context, each)
        yield from _of_other(context, each)


def related(service: Service, entity: Entity) -> list[Entity]:
    """Return an entity and all that it refers to, or that refer to it."""
    names = {reference.target for reference, _ in entity.to_one} | {link.target for link in entity.links}
    names |= {link.through for link in entity.links if link.through is not None}
    names |= {each.name for each in service.referring[entity.name]}
    return [entity, *(service.entity(name) for name in sorted(names - {entity.name}))]


def _lists(context: Context, entity: Entity) -> Iterator[Call]:
    if "list" not in entity.operations:
        return
    name, path, shown = operation_id(entity, "list"), f"/{entity.path}", context.subject(entity).shown
    yield Call(name, "GET", path, {"count": "true"})
    yield Call(name, "GET", path, {"limit": "1"}, walk=True)
    for each in sortable(entity)[:2]:
        yield Call(name, "GET", path, {"sort": f"-{each}", "limit": "2"}, walk=True)
    yield Call(name, "GET", path, {"fields": ",".join(shown_names(entity)[:2])})
    for cursor in context.cursors[entity.name]:
        yield Call(name, "GET", path, {"limit": "1", "cursor": cursor}, walk=True)
    if entity.soft_delete:
        yield Call(name, "GET", path, {"deleted": "true", "count": "true"})
    if entity.search is not None:
        yield Call(
            name, "GET", path, {"q": str(shown[entity.field(entity.search.fields[0]).name]), "count": "true"}
        )
    for filter_ in filters(context.service, entity):
        value = shown.get(filter_.name)
        if (
            filter_.operator in ("eq", "gte", "ne", "contains")
            and isinstance(value, str | int)
            and not filter_.linked
        ):
            yield Call(name, "GET", path, {filter_.parameter: _text(value), "count": "true"})


def _expanded(context: Context, entity: Entity) -> Iterator[Call]:
    """Yield lists that show what an entity is linked to, by ids and expanded."""
    if "list" in entity.operations:
        name, path = operation_id(entity, "list"), f"/{entity.path}"
        for params in ({}, *({"expand": each} for each in expand_paths(context.service, entity)[-1:])):
            yield Call(name, "GET", path, params)


def _text(value: str | int) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _of_other(context: Context, entity: Entity) -> Iterator[Call]:
    """Yield the calls about a row that is always visible, and creates."""
    row = context.other(entity)
    path, operations = path_of(entity, row.key), entity.operations
    condition = {"If-Match": "*"} if entity.match_required else {}
    links = [each for each in entity.links if each.visibility.in_update]
    shown = {each.name: row.shown.get(each.name, []) for each in links}
    if "read" in operations:
        for params in ({}, *({"expand": each} for each in expand_paths(context.service, entity)[-1:])):
            yield Call(operation_id(entity, "read"), "GET", path, params)
    bodies = [{}, as_stored(context, entity), {each.name: [] for each in links}, shown]
    for body in bodies:
        if "update" in operations:
            yield Call(operation_id(entity, "update"), "PATCH", path, {}, condition, body)
            if "batch" in operations:
                item = about(entity, row.key, changes=body)
                yield Call(
                    operation_id(entity, "batch"), "POST", f"/{entity.path}/batch", body={"update": [item]}
                )
    if "replace" in operations:
        yield Call(operation_id(entity, "replace"), "PUT", path, {}, condition, as_stored(context, entity))
    if "delete" in operations:
        yield Call(operation_id(entity, "delete"), "DELETE", path, {}, condition)
    if "restore" in operations:
        yield Call(operation_id(entity, "restore"), "POST", f"{path}/restore", {}, condition)
    if "create" in operations:
        yield from creates(entity, created(context, entity))
    yield from _links_of_other(context, entity)


def _links_of_other(context: Context, entity: Entity) -> Iterator[Call]:
    path = path_of(entity, context.other(entity).key)
    for link, operation in context.service.link_operations(entity):
        name = entity.link_operation_name(link, operation)
        if operation == "list":
            yield Call(name, "GET", f"{path}/{link.path}", {"count": "true"})
            yield Call(name, "GET", f"{path}/{link.path}", {"limit": "1"}, walk=True)
        else:
            target = context.service.entity(link.target)
            for each in context.rows[target.name][OTHER:]:
                method = "PUT" if operation == "add" else "DELETE"
                yield Call(name, method, f"{path}/{link.path}/{in_path(each.key)}")
