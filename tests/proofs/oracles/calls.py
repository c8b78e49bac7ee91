"""Calls that name a row in every possible way, made from the operations of a spec.

Each function yields the same calls in the same order for any key, so that the responses for a hidden row and for a
missing one can be compared.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from specloom.emit.filters import link_filter
from specloom.emit.openapi.shared_components import operation_id
from specloom.emit.relations import shown_names
from specloom.model import Entity, Field, Link, Reference, Service
from tests.proofs.canaries.row_keys import in_path, members, part_of
from tests.proofs.oracles.application import values
from tests.proofs.oracles.call import Body, Call
from tests.proofs.oracles.context import OTHER, Context
from tests.proofs.oracles.filter_calls import filtered, listed
from tests.support import expansions

KEY = {"Idempotency-Key": "the-key-of-this-request"}
WRONG_TAG = '"0"'
CONDITIONED = 2
"""Bodies of a change that are sent with every condition."""


def naming(context: Context, entity: Entity, key: Any) -> Iterator[Call]:
    """Yield every call that names a row of an entity by its key."""
    yield from of_item(context, entity, key)
    yield from _of_own_links(context, entity, key)
    yield from filtered(context, entity, key)
    for owner in context.service.referring[entity.name]:
        for reference, fields in owner.to_one:
            if reference.target == entity.name:
                yield from _referring(context, owner, reference, fields, key)
        for link in owner.links:
            if link.target == entity.name:
                yield from _linking(context, owner, link, key)


def path_of(entity: Entity, key: Any) -> str:
    """Return the path of a row."""
    return f"/{entity.path}/{in_path(key)}"


def of_item(context: Context, entity: Entity, key: Any) -> Iterator[Call]:
    """Yield the calls at the path of a row, and those of batches that name it."""
    path, operations = path_of(entity, key), entity.operations
    if "read" in operations:
        yield from _reads(context, entity, operation_id(entity, "read"), path)
    for operation, method in (("update", "PATCH"), ("replace", "PUT")):
        if operation in operations:
            named = operation_id(entity, "update" if operation == "update" else "replace")
            required = {"If-Match": "*"} if entity.match_required else {}
            for place, body in enumerate(_changes(context, entity, whole=operation == "replace")):
                for headers in _conditions(context, entity) if place < CONDITIONED else [required]:
                    yield Call(named, method, path, headers=headers, body=body)
    if "delete" in operations:
        for headers in _conditions(context, entity):
            yield Call(operation_id(entity, "delete"), "DELETE", path, headers=headers)
    if "restore" in operations:
        for headers in _conditions(context, entity):
            yield Call(operation_id(entity, "restore"), "POST", f"{path}/restore", headers=headers)
    if "batch" in operations:
        yield from _batches(context, entity, key)


def _reads(context: Context, entity: Entity, operation: str, path: str) -> Iterator[Call]:
    for method in ("GET", "HEAD"):
        yield Call(operation, method, path)
    for tag in (context.tags.get(entity.name), WRONG_TAG, "*"):
        if tag is not None:
            yield Call(operation, "GET", path, headers={"If-None-Match": tag})
    yield Call(operation, "GET", path, {"fields": shown_names(entity)[0]})
    for expand in expand_paths(context.service, entity)[-1:]:
        yield Call(operation, "GET", path, {"expand": expand})


def expand_paths(service: Service, entity: Entity) -> list[str]:
    found = expansions.paths(service, entity)
    return [*found, expansions.together(found)] if found else []


def _conditions(context: Context, entity: Entity) -> list[dict[str, str]]:
    """Return headers for a change: that of the version that the subject has, of another, of any, and none."""
    tag = context.tags.get(entity.name)
    if not entity.versioned:
        return [{}]
    return [{}, {"If-Match": "*"}, {"If-Match": WRONG_TAG}, *([{"If-Match": tag}] if tag else [])]


def _changes(context: Context, entity: Entity, *, whole: bool) -> Iterator[Body]:
    """Yield bodies of a change: valid ones, an unknown field, references to rows of every kind."""
    new = {name: value for name, value in _values(context, entity).items() if name in _updatable(entity)}
    base = as_stored(context, entity) | new
    yield base if whole else {}
    yield base if whole else new
    yield {**(base if whole else {}), "no_such_field": 1}
    for reference, fields in entity.to_one:
        if fields[0].in_update:
            for target in _every_kind(context, reference.target):
                yield {**(base if whole else {}), **_named(fields, target)}
                if not whole and len(fields) > 1:
                    for each in fields:
                        yield {each.name: part_of(target, each)}
    for link in entity.links:
        if link.visibility.in_update:
            for target in _every_kind(context, link.target):
                yield {**(base if whole else {}), link.name: [target]}


def _every_kind(context: Context, name: str) -> list[Any]:
    """Return the keys of a row that is visible, of one that is hidden, and of one that is missing."""
    entity = context.service.entity(name)
    return [context.other(entity).key, context.subject(entity).key, context.missing[name]]


def _values(context: Context, entity: Entity) -> Body:
    """Return new values of a row's own fields, the same each time."""
    state = context.random.getstate()
    context.random.seed(entity.name)
    found = values(context, entity)
    context.random.setstate(state)
    return found


def _updatable(entity: Entity) -> set[str]:
    return {each.name for each in entity.fields if each.in_update}


def as_stored(context: Context, entity: Entity, place: int = OTHER) -> Body:
    """Return the body of a replacement that changes nothing of a row that is always visible."""
    row = context.rows[entity.name][place]
    fields = {each.name: row.body.get(each.name) for each in entity.fields if each.in_update}
    links = {each.name: row.shown.get(each.name, []) for each in entity.links if each.visibility.in_update}
    return {**fields, **links}


def _named(fields: Iterable[Field], key: Any) -> Body:
    return {each.name: part_of(key, each) for each in fields}


def about(entity: Entity, key: Any, tag: str | None = None, **more: Any) -> Body:
    """Return an item of a batch."""
    tag = "*" if tag is None and entity.match_required else tag
    return {**members(entity, key), **({} if tag is None else {"if_match": tag}), **more}


def _batches(context: Context, entity: Entity, key: Any) -> Iterator[Call]:
    operations = entity.operations
    other = context.other(entity).key
    bodies: list[Body] = []
    tags = (None, "*", WRONG_TAG) if entity.versioned else (None,)
    if "update" in operations:
        bodies += [{"update": [about(entity, key, tag, changes={})]} for tag in tags]
        for changes in _changes(context, entity, whole=False):
            bodies.append({"update": [about(entity, key, changes=changes)]})
        both = [about(entity, other, changes={}), about(entity, key, changes={})]
        bodies += [{"update": both}, {"update": [about(entity, key, changes={}), both[1]]}]
    if "delete" in operations:
        bodies += [{"delete": [about(entity, key, tag)]} for tag in tags]
        if "update" in operations:
            update = [about(entity, other, changes={})]
            bodies.append({"update": update, "delete": [about(entity, key)]})
    for body in bodies:
        yield Call(operation_id(entity, "batch"), "POST", f"/{entity.path}/batch", body=body)
    if bodies:
        yield Call(operation_id(entity, "batch"), "POST", f"/{entity.path}/batch", {}, KEY, bodies[0])


def _of_own_links(context: Context, entity: Entity, key: Any) -> Iterator[Call]:
    """Yield the calls at the paths of a row's relations to many."""
    for link, operation in context.service.link_operations(entity):
        name = entity.link_operation_name(link, operation)
        path = f"{path_of(entity, key)}/{link.path}"
        if operation == "list":
            yield Call(name, "GET", path)
            yield Call(name, "HEAD", path, {"limit": "1", "count": "true"})
            yield Call(name, "GET", path, {"cursor": "abc"})
            continue
        method = "PUT" if operation == "add" else "DELETE"
        for target in _every_kind(context, link.target):
            yield Call(name, method, f"{path}/{in_path(target)}")


def _referring(
    context: Context, owner: Entity, reference: Reference, fields: tuple[Field, ...], key: Any
) -> Iterator[Call]:
    """Yield the calls whose bodies refer to a row by a reference."""
    if fields[0].in_create and "create" in owner.operations:
        body = created(context, owner) | _named(fields, key)
        yield from creates(owner, body)
    if fields[0].in_update:
        yield from _updates(context, owner, _named(fields, key))
        if len(fields) > 1:
            for each in fields:
                yield from _updates(context, owner, {each.name: part_of(key, each)}, whole=False)


def _linking(context: Context, owner: Entity, link: Link, key: Any) -> Iterator[Call]:
    """Yield the calls that link a row to the one of a key, or filter by the link."""
    target = context.service.entity(link.target)
    for ids in ([key], [context.other(target).key, key]):
        if link.visibility.in_create and "create" in owner.operations:
            yield from creates(owner, created(context, owner) | {link.name: ids})
        if link.visibility.in_update:
            yield from _updates(context, owner, {link.name: ids})
    for each, operation in context.service.link_operations(owner):
        if each is link and operation != "list":
            name = owner.link_operation_name(link, operation)
            for row in (context.other(owner), *context.rows[owner.name][OTHER + 1 :]):
                path = f"{path_of(owner, row.key)}/{link.path}/{in_path(key)}"
                yield Call(name, "PUT" if operation == "add" else "DELETE", path)
    if link.visibility.in_response and "list" in owner.operations:
        name = link_filter(owner, link)
        yield from listed(owner, {name: str(key)})
        if not name.endswith("__has"):
            both = f"{context.other(target).key},{key}"
            yield Call(
                operation_id(owner, "list"), "GET", f"/{owner.path}", {f"{name}__in": both, "count": "true"}
            )


def created(context: Context, entity: Entity) -> Body:
    """Return the body of a valid create that refers to rows that are always visible."""
    return context.spare.get(entity.name, context.other(entity).body)


def creates(owner: Entity, body: Body) -> Iterator[Call]:
    name, path = operation_id(owner, "create"), f"/{owner.path}"
    yield Call(name, "POST", path, body=body)
    yield Call(name, "POST", path, {}, KEY, body)
    if "batch" in owner.operations:
        yield Call(operation_id(owner, "batch"), "POST", f"{path}/batch", body={"create": [body]})
        yield Call(operation_id(owner, "batch"), "POST", f"{path}/batch", {}, KEY, {"create": [body, body]})


def _updates(context: Context, owner: Entity, part: Body, *, whole: bool = True) -> Iterator[Call]:
    """Yield changes that hold a part of a body, of rows that are visible, hidden and missing."""
    required = {"If-Match": "*"} if owner.match_required else {}
    other, *others = _every_kind(context, owner.name)
    if "update" in owner.operations:
        name = operation_id(owner, "update")
        for headers in [required, *([{"If-Match": WRONG_TAG}] if owner.versioned else [])]:
            yield Call(name, "PATCH", path_of(owner, other), {}, headers, part)
        for key in others:
            yield Call(name, "PATCH", path_of(owner, key), {}, required, part)
        if "batch" in owner.operations:
            batch, path = operation_id(owner, "batch"), f"/{owner.path}/batch"
            for key in (other, *others):
                yield Call(batch, "POST", path, body={"update": [about(owner, key, changes=part)]})
    if whole and "replace" in owner.operations:
        for key in (other, *others):
            body = as_stored(context, owner) | part
            yield Call(operation_id(owner, "replace"), "PUT", path_of(owner, key), {}, required, body)
