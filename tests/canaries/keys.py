"""Sends creates with an `Idempotency-Key`: the answer is repeated as it was, and what is stored holds no canary."""

import json
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select

from app.database import new_session
from codegen.model import Entity
from generated.runtime.idempotency import KEYS
from tests.canaries import row_keys, rows
from tests.canaries.world import World

CALLER = "x-trace"
"""The header that the guard of `hand_written_app` reads, so that it tells callers apart."""


async def repeat(world: World, entity: Entity) -> None:
    """Create a row twice with one key, and another with the same."""
    for tried in range(rows.TRIES):
        body = await rows.create_body(world, entity, sparing=tried < rows.SPARING)
        if tried >= rows.TRIES // 2:  # see `rows.add`
            body |= rows.free(world, entity, body)
        headers = {"Idempotency-Key": uuid4().hex}
        first = await world.send(entity, "create", 201, 409, headers=headers, body=body)
        if first.status_code == 201:
            break
        await rows.clear()  # a value of a small domain was taken
    else:
        raise rows.NoRowError(f"no row of {entity.name} could be created with a key")
    world.ids.add(str(row_keys.key_in(entity, first.json())))
    again = await world.send(entity, "create", 201, headers=headers, body=body)
    if again.content != first.content or again.headers["location"] != first.headers["location"]:
        world.faults.append(f"create of {entity.name}: a repeated request got another answer")
    other = json.dumps(body).encode() + b" "
    await world.send(entity, "create", 409, headers=headers, content=other)
    await world.send(entity, "create", 422, headers={"Idempotency-Key": ""}, body=body)
    await _repeat_for_another(world, entity, body)
    await keep_stored(world, f"the stored answers of {entity.name}")


async def _repeat_for_another(world: World, entity: Entity, body: dict[str, Any]) -> None:
    """Let another caller use the same key, where a guard reads a header that tells callers apart."""
    if not world.takes(entity, "create", CALLER):
        return
    await rows.clear()
    body = await rows.create_body(world, entity, sparing=True) | {
        each.name: body[each.name] for each in entity.fields if each.name in body and each.reference is None
    }
    key = {"Idempotency-Key": uuid4().hex}
    one, other = {**key, CALLER: "one"}, {**key, CALLER: "other"}
    first = await world.send(entity, "create", 201, headers=one, body=body)
    again = await world.send(entity, "create", 201, headers=one, body=body)
    if again.content != first.content or "idempotent-replayed" not in again.headers:
        world.faults.append(f"create of {entity.name}: a repeated request got another answer")
    # It is a request of its own: done, or refused because of what the first has made.
    answer = await world.send(entity, "create", 201, 409, headers=other, body=body)
    if "idempotent-replayed" in answer.headers or answer.content == first.content:
        world.faults.append(f"create of {entity.name}: another caller got a stored answer")


async def repeat_unknown(world: World, entity: Entity) -> None:
    """Repeat a create and a batch to a service that does not know its callers: it answers with what is shown now.

    That is the same answer, and 404 once the row is gone.
    """
    for operation in ("create", "batch"):
        if operation not in entity.operations or (operation == "batch" and "create" not in entity.operations):
            continue
        await rows.clear()
        for tried in range(rows.TRIES):
            body = await rows.create_body(world, entity, sparing=tried < rows.SPARING)
            if tried >= rows.TRIES // 2:  # see `rows.add`
                body |= rows.free(world, entity, body)
            sent: dict[str, Any] = {
                "body": {"create": [body]} if operation == "batch" else body,
                "headers": {"Idempotency-Key": uuid4().hex},
            }
            first = await world.send(entity, operation, 200, 201, 409, **sent)
            if first.status_code != 409:
                break
            await rows.clear()
        else:
            raise rows.NoRowError(f"no row of {entity.name} could be created with a key")
        again = await world.send(entity, operation, first.status_code, **sent)
        if again.content != first.content or "idempotent-replayed" not in again.headers:
            world.faults.append(f"{operation} of {entity.name}: a repeated request got another answer")
        async with new_session() as db:
            stored = [dict(row._mapping) for row in await db.execute(select(KEYS))]
        await rows.clear()
        async with new_session() as db, db.begin():
            await db.execute(insert(KEYS), stored)
        await world.send(entity, operation, 404, **sent)


async def keep_stored(world: World, place: str) -> None:
    """Keep all that is stored of answers for the search."""
    async with new_session() as db:
        found: list[Any] = [*await db.execute(select(KEYS))]
    if not found:
        world.faults.append(f"there are none of {place}")
    for row in found:
        world.search.keep("stored answer", place, "\n".join(str(value) for value in row).encode())
        world.search.keep("stored answer", place, row.body)
