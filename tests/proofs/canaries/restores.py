"""Drives `restore` into each of its statuses, and requests lists of deleted rows."""

import contextlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from specloom.model import Entity, Field, Role
from tests.proofs.canaries import field_values, rows, tables
from tests.proofs.canaries.conflicts import values_for_nulls
from tests.proofs.canaries.context import TAG, Context, hidden_fields
from tests.proofs.canaries.row_limits import unique_keys
from tests.proofs.canaries.rows import Row

UNSEEN = {"X-Deleted": "hidden"}
"""What is deleted is not shown to such a request, see `tests.support.showing_deleted`."""


async def drive(context: Context, entity: Entity) -> None:
    """Restore rows that are deleted, that are not, and that were never there."""
    made = await rows.add(context, entity)
    if await tables.is_needed(context, entity, made.id):
        await rows.clear()
        made = await rows.add(context, entity, full=False)
    await context.send(entity, "restore", 200, key=made.id)
    await context.send(entity, "delete", 204, key=made.id)
    missing = field_values.missing_key(context, entity.id.type)
    await context.send(entity, "restore", 404, key=made.id, headers=UNSEEN)
    await context.send(entity, "restore", 404, key=missing)
    if entity.versioned:
        await context.send(entity, "restore", 412, key=made.id, headers=TAG)
        await context.send(entity, "restore", 422, key=made.id, headers={"If-Match": "no tag"})
    if entity.match_required:
        nothing = {"If-Match": ""}
        await context.send(entity, "restore", 428, key=made.id, headers=nothing)
        await context.send(entity, "restore", 404, key=missing, headers=nothing)
    for key in ("%21", "x" * 300, "-", "no%20id", "99999999999999999999"):
        response = await context.send(entity, "restore", key=key)
        if response.status_code not in (404, 422):
            context.faults.append(f"restore of {entity.name} {key} was answered {response.status_code}")
    await context.send(entity, "restore", 200, key=made.id)
    await field_values.read_back(context, entity, made.id, made.body)
    if "409" in context.documented(entity, "restore"):
        await _taken(context, entity)
        await _without_targets(context, entity)


async def listed(context: Context, entity: Entity) -> None:
    """Ask for what is deleted, as someone who may see it and as someone who may not."""
    if entity.soft_delete:
        await context.send(entity, "list", 200, params={"deleted": "true"})
        await context.send(entity, "list", 403, params={"deleted": "true"}, headers=UNSEEN)
        await context.send(entity, "list", 200, params={"deleted": "false"})
        await context.send(entity, "list", 422, params={"deleted": "perhaps"})


async def _taken(context: Context, entity: Entity) -> None:
    """Give the unique values of a deleted row to another."""
    for key in unique_keys(entity):
        await rows.clear()
        one = await rows.add(context, entity)
        values = await values_for_nulls(context, entity, key, one)
        await tables.write(entity, one.id, {**values, _deleted_at(entity): datetime.now(UTC)})
        other = await rows.add(context, entity)
        for each in key:
            with contextlib.suppress(IntegrityError):  # of a small domain, and a third row has it
                await tables.copy(entity, each, one.id, other.id)
        await _refused(context, entity, one)


async def _without_targets(context: Context, entity: Entity) -> None:
    """Delete what a deleted row refers to."""
    for each in entity.references:
        assert each.reference is not None
        target = context.service.entity(each.reference.target)
        if not target.soft_delete or each.reference.on_delete == "set_null":
            continue
        await rows.clear()
        made = await rows.add(context, entity, full=False)
        other = await rows.some(context, target.name)  # itself, where there can be no more
        await tables.refer(entity, each, made.id, target, other)
        for row_entity, key in ((entity, made.id), (target, other)):
            await tables.write(row_entity, key, {_deleted_at(row_entity): datetime.now(UTC)})
        await _refused(context, entity, made)


async def _refused(context: Context, entity: Entity, row: Row) -> None:
    """Restore a row that may not be, and check that the response names no hidden field."""
    response = await context.send(entity, "restore", key=row.id)
    if response.status_code != 409:
        return
    names = [each.name for each in hidden_fields(entity)]
    messages: list[Any] = [each["message"] for each in response.json()["errors"]]
    if any(f"`{name}`" in message for name in names for message in messages):
        context.faults.append(f"restore of {entity.name} answered 409 and named a hidden field")


def _deleted_at(entity: Entity) -> Field:
    return next(each for each in entity.fields if each.role is Role.DELETED_AT)
