"""Sends creates with an `Idempotency-Key`: the repeated response is the same, and the stored one has no canary."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import httpx2 as httpx
from sqlalchemy import insert, select

from app.database import new_session
from generated.runtime.endpoints.idempotency import KEYS
from specloom.model import Entity, Operation
from tests.proofs.canaries import field_values, row_keys, rows
from tests.proofs.canaries.context import Context

CALLER = "x-trace"
"""The header that the guard of `hand_written_app` reads, so that it tells callers apart."""

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


async def repeat(context: Context, entity: Entity) -> None:
    """Create a row twice with one key, and another with the same."""
    first, sent = await _first(context, entity, "create")
    context.ids.add(str(row_keys.key_in(entity, first.json())))
    again = await context.send(entity, "create", 201, **sent)
    if again.content != first.content or again.headers["location"] != first.headers["location"]:
        context.faults.append(f"create of {entity.name}: a repeated request got another answer")
    other = json.dumps(sent["body"]).encode() + b" "
    await context.send(entity, "create", 409, headers=sent["headers"], content=other)
    await context.send(entity, "create", 422, headers={"Idempotency-Key": ""}, body=sent["body"])
    await _repeat_for_another(context, entity)
    await keep_stored(context, f"the stored answers of {entity.name}")


async def _repeat_for_another(context: Context, entity: Entity) -> None:
    """Let another caller use the same key, where a guard reads a header that tells callers apart."""
    if not context.takes(entity, "create", CALLER):
        return
    await rows.clear()
    first, sent = await _first(context, entity, "create", {CALLER: "one"})
    again = await context.send(entity, "create", 201, **sent)
    if again.content != first.content or "idempotent-replayed" not in again.headers:
        context.faults.append(f"create of {entity.name}: a repeated request got another answer")
    # It is a request of its own: done, or refused because of what the first has made.
    sent["headers"] |= {CALLER: "other"}
    response = await context.send(entity, "create", 201, 409, **sent)
    if "idempotent-replayed" in response.headers or response.content == first.content:
        context.faults.append(f"create of {entity.name}: another caller got a stored answer")


async def repeat_unknown(context: Context, entity: Entity) -> None:
    """Repeat a create and a batch to a service that does not know its callers: it answers with what is shown now.

    That is the same response, and 404 once the row is gone.
    """
    operations: tuple[Operation, ...] = ("create", "batch")
    for operation in operations:
        if operation not in entity.operations or (operation == "batch" and "create" not in entity.operations):
            continue
        await rows.clear()
        first, sent = await _first(context, entity, operation)
        again = await context.send(entity, operation, first.status_code, **sent)
        if again.content != first.content or "idempotent-replayed" not in again.headers:
            context.faults.append(f"{operation} of {entity.name}: a repeated request got another answer")
        async with new_session() as db:
            stored = [dict(row._mapping) for row in await db.execute(select(KEYS))]
        await rows.clear()
        async with new_session() as db, db.begin():
            await db.execute(insert(KEYS), stored)
        await context.send(entity, operation, 404, **sent)


async def _first(
    context: Context, entity: Entity, operation: Operation, headers: Mapping[str, str] = NO_HEADERS
) -> tuple[httpx.Response, dict[str, Any]]:
    """Create a row with a new key, by itself or in a batch. Return the response and what was sent.

    Raises NoRowError if no values are taken.
    """
    for tried in range(field_values.TRIES):
        body = await rows.create_body(context, entity, sparing=tried < rows.SPARING)
        if tried >= field_values.TRIES // 2:  # see `rows.add`
            body |= rows.free(context, entity, body)
        sent: dict[str, Any] = {
            "body": {"create": [body]} if operation == "batch" else body,
            "headers": {"Idempotency-Key": uuid4().hex, **headers},
        }
        first = await context.send(entity, operation, 200 if operation == "batch" else 201, 409, **sent)
        if first.status_code != 409:
            return first, sent
        await rows.clear()  # a value of a small domain was taken
    raise rows.NoRowError(f"no row of {entity.name} could be created with a key")


async def keep_stored(context: Context, place: str) -> None:
    """Keep all that is stored of responses for the search."""
    async with new_session() as db:
        found: list[Any] = [*await db.execute(select(KEYS))]
    if not found:
        context.faults.append(f"there are none of {place}")
    for row in found:
        context.search.keep("stored answer", place, "\n".join(str(value) for value in row).encode())
        context.search.keep("stored answer", place, row.body)
