"""Drives every operation of an entity into each documented status, except those of a broken database."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Iterator
from typing import Any

import httpx2 as httpx

from specloom.emit.filters import CONTROLS, filters
from specloom.emit.openapi import component_schemas
from specloom.emit.relations import shown_names
from specloom.emit.sorting import sortable
from specloom.model import Entity, Operation
from tests.proofs.canaries import batches, field_values, keys, restores, rows, tables
from tests.proofs.canaries.conflicts import refused_create, refused_delete, refused_write
from tests.proofs.canaries.context import TAG, Context, hidden_fields, owner
from tests.proofs.canaries.row_keys import wrong_keys
from tests.proofs.canaries.row_limits import in_a_key, is_alone
from tests.proofs.canaries.rows import Row
from tests.proofs.canaries.values import SHORTEST, canary_of

NO_TAG = "no tag"
NOTHING = {"If-Match": ""}
"""Keeps the header away."""


async def drive(context: Context, entity: Entity) -> None:
    """Send requests of every operation, good and bad, with canaries wherever a value can stand."""
    await rows.clear()
    if "create" in entity.operations:
        await _create(context, entity)
    for operation in ("update", "replace"):
        if operation in entity.operations:
            await rows.clear()
            await _write(context, entity, operation)
    if "list" in entity.operations:
        await rows.clear()
        await _list(context, entity)
    if "read" in entity.operations:
        await rows.clear()
        await _read(context, entity)
    if "delete" in entity.operations:
        await rows.clear()
        await _delete(context, entity)
    if "restore" in entity.operations:
        await rows.clear()
        await restores.drive(context, entity)
    if "batch" in entity.operations:
        await rows.clear()
        body = await rows.create_body(context, entity)
        required = component_schemas.create(context.service, entity).get("required", ())
        await batches.drive(context, entity, _refused_bodies(context, entity, body, required))


async def _list(context: Context, entity: Entity) -> None:
    made = await rows.add(context, entity)
    if not is_alone(context.service, entity):
        await rows.some(context, entity.name)
    await context.send(entity, "list", 200)
    await context.send(entity, "list", 200, method="HEAD")
    page = await context.send(entity, "list", 200, params={"limit": 1, "count": "true"})
    await context.send(entity, "list", 200, params={"limit": 1, **_next(page)})
    for name in sortable(entity):
        for sort in (name, f"-{name}"):
            page = await context.send(entity, "list", 200, params={"limit": 1, "sort": sort})
            await context.send(entity, "list", 200, params={"limit": 1, "sort": sort, **_next(page)})
    await _list_by_filters(context, entity, made)
    await restores.listed(context, entity)
    for params in _views(context, entity):
        await context.send(entity, "list", 200, params=params)
    first = entity.key[0].name
    page = await context.send(entity, "list", 200, params={"limit": 1, "sort": first})
    for params in ({"cursor": "abc"}, {"cursor": "abcd", **_next(page), "sort": f"-{first}"}):
        await context.send(entity, "list", 404, params=params)
    for params in (
        {"limit": "0"},
        {"limit": "many"},
        {"no_such_parameter": "1"},
        {"count": "2"},
        {"sort": "no_such_field"},
        {"fields": "no_such_field"},
        {"expand": "no_such_relation"},
    ):
        await context.send(entity, "list", 422, params=params)
    for field in hidden_fields(entity):
        value = str(made.body.get(field.name, field_values.new_value(context, entity, field)))
        for params in (
            {field.name: value},
            {f"{field.name}__gt": value},
            {f"{field.name}__in": value},
            {"sort": value},
            {"limit": value},
        ):
            # What is hidden may be called like a parameter, and its value may be a limit or the name of a field.
            wrong = (
                ()
                if (CONTROLS & params.keys() and len(value) < SHORTEST) or field.name in CONTROLS
                else (422,)
            )
            await context.send(entity, "list", *wrong, params=params)
        await context.send(entity, "list", 404, 422, params={"cursor": value})


async def _list_by_filters(context: Context, entity: Entity, made: Row) -> None:
    for each in filters(context.service, entity):
        value = made.body.get(f"{each.name}s" if each.linked and each.operator != "has" else each.name)
        if each.operator == "isnull":
            value = True
        elif isinstance(value, list):
            value = value[0] if value else None
        if value is not None:
            text = json.dumps(value) if isinstance(value, bool) else str(value)
            fine = (200, 422) if each.operator == "in" and "," in text else (200,)
            await context.send(entity, "list", *fine, params={each.parameter: text})


def _views(context: Context, entity: Entity) -> Iterator[dict[str, str]]:
    """Yield the parameters that ask for each member of an entity, and for all that it can be expanded by."""
    names = shown_names(entity)
    yield from ({"fields": name} for name in names)
    yield {"fields": ",".join(names)}
    for path in context.paths(entity):
        yield {"expand": path}
        yield {"expand": path, "fields": names[0]}


def _next(page: httpx.Response) -> dict[str, str]:
    """Return the parameter that leads to the next page, if there is one."""
    cursor: str | None = page.json()["next_cursor"]
    return {"cursor": cursor} if cursor else {}


async def _read(context: Context, entity: Entity) -> None:
    made = await rows.add(context, entity)
    response = await context.send(entity, "read", 200, key=made.id)
    await context.send(entity, "read", 200, key=made.id, method="HEAD")
    for params in _views(context, entity):
        await context.send(entity, "read", 200, key=made.id, params=params)
    await context.send(entity, "read", 404, key=field_values.missing(context, entity))
    for name in ("fields", "expand"):
        await context.send(entity, "read", 422, key=made.id, params={name: "no_such_name"})
    await _wrong_keys(context, entity, "read", made.id)
    if entity.versioned:
        await context.send(
            entity, "read", 304, key=made.id, headers={"If-None-Match": response.headers["etag"]}
        )
        await context.send(entity, "read", 422, key=made.id, headers={"If-None-Match": NO_TAG})


async def _create(context: Context, entity: Entity) -> None:
    await rows.add(context, entity, full=False)
    await rows.clear()
    made = await rows.add(context, entity)
    await refused_create(context, entity, made)
    body = await rows.create_body(context, entity)
    required = component_schemas.create(context.service, entity).get("required", ())
    async for status, sent in _refused_bodies(context, entity, body, required):
        await context.send(entity, "create", *status, **sent)
    await rows.clear()
    await keys.repeat(context, entity)


async def _write(context: Context, entity: Entity, operation: Operation) -> None:
    made = await _changed(context, entity, operation)
    body = await rows.change_body(context, entity, made)
    required = component_schemas.full_update(
        entity, component_schemas.updatable(context.service, entity)
    ).get("required", ())
    async for status, sent in _refused_bodies(
        context, entity, body, required if operation == "replace" else None
    ):
        await context.send(entity, operation, *status, key=made.id, **sent)
    await context.send(entity, operation, 404, key=field_values.missing(context, entity), body=body)
    await _wrong_keys(context, entity, operation, made.id, body=body)
    if entity.versioned:
        await context.send(entity, operation, 412, key=made.id, body=body, headers=TAG)
        await context.send(entity, operation, 422, key=made.id, body=body, headers={"If-Match": NO_TAG})
    if entity.match_required:
        await context.send(entity, operation, 428, key=made.id, body=body, headers=NOTHING)
        missing = field_values.missing(context, entity)
        await context.send(entity, operation, 404, key=missing, body=body, headers=NOTHING)
        await context.send(entity, operation, 422, key=made.id, body=[body], headers=NOTHING)
    await refused_write(context, entity, operation)


async def _changed(context: Context, entity: Entity, operation: Operation) -> Row:
    """Return a row that was changed: each field at once, and for an update each hidden one by itself."""
    for tried in range(field_values.TRIES):
        made = await rows.add(context, entity)
        body = await rows.change_body(context, entity, made)
        if (
            tried >= field_values.TRIES // 2
        ):  # the rows that it is linked to have the values of a small domain
            body |= rows.free(context, entity, body)
        response = await context.send(entity, operation, key=made.id, body=body)
        if response.status_code == 409:  # a value of a small domain was taken
            await rows.clear()
            continue
        await field_values.read_back(context, entity, made.id, body)
        if operation == "update":
            for field in hidden_fields(entity):
                if field.in_update and field.reference is None:
                    part = {field.name: field_values.new_value(context, entity, field)}
                    fine = (200, 409) if in_a_key(entity, field) else (200,)
                    response = await context.send(entity, operation, *fine, key=made.id, body=part)
                    if response.status_code == 200:
                        await field_values.read_back(context, entity, made.id, part)
            await context.send(entity, operation, 200, key=made.id, body={})
        return made
    raise RuntimeError(f"no row of {entity.name} could be changed")


async def _delete(context: Context, entity: Entity) -> None:
    made = await rows.add(context, entity)
    await _wrong_keys(context, entity, "delete", made.id)
    if entity.versioned:
        await context.send(entity, "delete", 412, key=made.id, headers=TAG)
        await context.send(entity, "delete", 422, key=made.id, headers={"If-Match": NO_TAG})
    if entity.match_required:
        await context.send(entity, "delete", 428, key=made.id, headers=NOTHING)
        missing = field_values.missing(context, entity)
        await context.send(entity, "delete", 404, key=missing, headers=NOTHING)
    if await tables.is_needed(
        context, entity, made.id
    ):  # by what it is linked to, where there are but few rows
        await context.send(entity, "delete", 204, 409, key=made.id)  # it may be needed by itself alone
        await rows.clear()
        made = await rows.add(context, entity, full=False)  # which nothing was made after
    await context.send(entity, "delete", 204, key=made.id)
    await context.send(entity, "delete", 404, key=made.id)
    await refused_delete(context, entity)


async def _wrong_keys(
    context: Context, entity: Entity, operation: Operation, right: Any, body: Any = None
) -> None:
    """Send keys that are none. What a pattern of one's own takes for one gets 404."""
    for key in wrong_keys(entity, right):
        response = await context.send(entity, operation, key=key, body=body)
        if response.status_code not in (404, 422):
            context.faults.append(f"{operation} of {entity.name} {key} was answered {response.status_code}")


async def _refused_bodies(
    context: Context, entity: Entity, body: dict[str, Any], required: Collection[str] | None
) -> AsyncIterator[tuple[tuple[int, ...], dict[str, Any]]]:
    """Yield what to send in place of a valid body, and the status that it must get; none where several are right.

    `required` are the fields that no body may lack; None if a body may lack any, and an empty one changes nothing.
    """
    text = json.dumps(body).encode()
    yield (400,), {"content": text[:-1]}
    yield (400,), {"content": text + b"}"}
    yield (400,), {"content": b'{"lone": "\\ud800", ' + text[1:]}
    yield (400,), {"content": b"\xff" + text}
    yield (413,), {"content": text + b" " * 1_100_000}
    yield (413,), {"content": _chunks(text + b" " * 1_100_000)}
    yield (415,), {"content": text, "headers": {"content-type": "text/plain"}}
    yield (415,), {"content": text, "headers": {"content-type": ""}}
    yield (415,), {"content": text, "headers": {"content-type": "application/json; charset=latin-1"}}
    yield (422,), {"body": [body]}
    yield (422,), {"body": text.decode()}
    yield (422,), {"body": {**body, "no_such_field": body}}
    if required is not None:
        hidden = {field.name: body[field.name] for field in hidden_fields(entity) if field.name in body}
        response = (422,) if any(name not in hidden for name in required) else ()
        yield response, {"body": hidden}
    for field in hidden_fields(entity):
        if field.name not in body:
            yield (422,), {"body": {**body, field.name: field_values.new_value(context, entity, field)}}
            continue
        value = canary_of(field.type, context.random)
        if context.search.is_new(value):
            context.search.watch(owner(entity, field.name), value)
        for wrong in (
            {"nested": value.wire},
            [[value.wire]],
            [value.wire, {}],
            f"{value.wire}" * 5000,
            1e300,
        ):
            yield (), {"body": {**body, field.name: wrong}}
    for field in entity.fields:
        if (
            (field.in_create or field.in_update)
            and field.name in body
            and not field.hidden
            and field.type.kind != "json"
        ):
            yield (422,), {"body": {**body, field.name: {"wrong": True}}}


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    """Yield a body in parts, so that no length is announced."""
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]
        await asyncio.sleep(0)
