"""Drives batches into each of their statuses, with canaries in every item."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

from specloom.model import Entity
from tests.proofs.canaries import field_values, row_keys, rows, tables
from tests.proofs.canaries.context import TAG, Context, hidden_fields
from tests.proofs.canaries.rows import Row

Refused = AsyncIterator[tuple[tuple[int, ...], dict[str, Any]]]


def about(entity: Entity, key: Any, **more: Any) -> dict[str, Any]:
    """Return an item of a batch for any version of a row."""
    condition = {"if_match": "*"} if entity.match_required else {}
    return {**row_keys.members(entity, key), **condition, **more}


async def drive(context: Context, entity: Entity, refused: Refused) -> None:
    """Send batches, good and bad. `refused` yields what to send in place of a valid create, and the status for that."""
    await _create(context, entity)
    await _change(context, entity)
    await _conflict(context, entity)
    await rows.clear()
    items = "create" if "create" in entity.operations else "delete"
    async for status, sent in refused:
        if "body" in sent:
            wrong = {items: [sent["body"]]} if items == "create" else {items: {"not": sent["body"]}}
            expected = (422,) if items != "create" else status
            await context.send(entity, "batch", *expected, **{**sent, "body": wrong})
        else:
            await context.send(entity, "batch", *status, **sent)
    many = [{"no_such_field": number} for number in range(101)]
    await context.send(entity, "batch", 422, body={items: many})


async def _create(context: Context, entity: Entity) -> None:
    """Create a row, and read its canaries back."""
    if "create" not in entity.operations:
        return
    for tried in range(field_values.TRIES):
        await rows.clear()
        body = await rows.create_body(context, entity, sparing=tried < rows.SPARING)
        if tried >= field_values.TRIES // 2:  # see `rows.add`
            body |= rows.free(context, entity, body)
        response = await context.send(entity, "batch", 200, 409, body={"create": [body]})
        if response.status_code == 200:  # no value of a small domain was taken
            (made,) = response.json()["created"]
            key = row_keys.key_in(entity, made)
            context.ids.add(str(key))
            await field_values.read_back(context, entity, key, body)
            return
    raise rows.NoRowError(f"no row of {entity.name} could be created in a batch")


async def _change(context: Context, entity: Entity) -> None:
    """Change a row and delete it, and try both with one that is not there, and with another version."""
    await rows.clear()
    made = await rows.add(context, entity)
    missing = about(entity, field_values.missing(context, entity))
    late = {**row_keys.members(entity, made.id), "if_match": TAG["If-Match"]}
    if "update" in entity.operations:
        body = await _changed(context, entity, made)
        await context.send(entity, "batch", 404, body={"update": [{**missing, "changes": body}]})
        if entity.versioned:
            await context.send(entity, "batch", 412, body={"update": [{**late, "changes": body}]})
    if entity.match_required:
        changes: dict[str, Any] = {"changes": {}} if "update" in entity.operations else {}
        item = {**row_keys.members(entity, made.id), **changes}
        members = {"update": [item]} if "update" in entity.operations else {"delete": [item]}
        await context.send(entity, "batch", 422, body=members)
    if "delete" in entity.operations:
        await context.send(entity, "batch", 404, body={"delete": [missing]})
        if entity.versioned:
            await context.send(entity, "batch", 412, body={"delete": [late]})
        # What it is linked to may need it, where there are but few rows.
        expected = (200, 409) if await tables.is_needed(context, entity, made.id) else (200,)
        await context.send(entity, "batch", *expected, body={"delete": [about(entity, made.id)]})


async def _changed(context: Context, entity: Entity, made: Row) -> dict[str, Any]:
    """Change every field of a row, and return the body of that."""
    body = await rows.change_body(context, entity, made)
    item = about(entity, made.id, changes=body)
    response = await context.send(entity, "batch", 200, 409, body={"update": [item]})
    if response.status_code == 200:  # no value of a small domain was taken
        await field_values.read_back(context, entity, made.id, body)
    for field in hidden_fields(entity):
        if field.in_update and field.reference is None:
            part = {field.name: field_values.new_value(context, entity, field)}
            item = about(entity, made.id, changes=part)
            await context.send(entity, "batch", 200, 409, body={"update": [item]})
    return body


async def _conflict(context: Context, entity: Entity) -> None:
    """Collide with what is there, in the batch itself and with an earlier key; no pointer may name a hidden field."""
    await rows.clear()
    made = await rows.add(context, entity)
    key = {"Idempotency-Key": uuid4().hex}
    await context.send(entity, "batch", 200, body={}, headers=key)
    batches: list[dict[str, Any]] = []
    if "create" in entity.operations:
        batches.append({"create": [made.body, made.body]})
        batches.append({"create": [await rows.create_body(context, entity, targets=False)]})
    if "update" in entity.operations:
        body = await rows.change_body(context, entity, made)
        batches.append({"update": [about(entity, made.id, changes=body)] * 2})
    if "delete" in entity.operations:
        batches.append({"delete": [about(entity, made.id)] * 2})
    await context.send(entity, "batch", 409, body=batches[0], headers=key)
    names = {each.name for each in hidden_fields(entity)}
    for each in batches:
        response = await context.send(entity, "batch", 200, 409, body=each)
        pointers = [error["pointer"] for error in response.json().get("errors", ())]
        if any(pointer.rpartition("/")[2] in names for pointer in pointers):
            context.faults.append(f"batch of {entity.name} answered 409 and named a hidden field")
