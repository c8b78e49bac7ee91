"""Drives operations into 409: by taken values, missing targets, rows that others need, and broken checks."""

import contextlib
import json
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from specloom.model import Check, Entity, Field, Operation
from tests.proofs.canaries import check_values, field_values, rows, tables
from tests.proofs.canaries.check_results import are_refused
from tests.proofs.canaries.context import Context, hidden_fields
from tests.proofs.canaries.row_keys import part_of, referring
from tests.proofs.canaries.row_limits import is_alone, restricting, unique_keys
from tests.proofs.canaries.rows import Row
from tests.proofs.canaries.values import python_of

TRIES = 200
"""How many rows that break a check are made up to find what one has that keeps it until it is changed."""


async def refused_create(context: Context, entity: Entity, made: Row) -> None:
    """Create what exists already, and rows that refer to nothing."""
    if "409" not in context.documented(entity, "create"):
        return
    await _send(context, entity, "create", made.body)
    for missing in _missing_targets(context, entity, update=False):
        body = await rows.create_body(context, entity)
        await _send(context, entity, "create", {**body, **missing}, 409)
    for check in entity.checks:
        if any(entity.field(name).in_create for name in check.fields):
            found = await _breaking(context, entity, check, None)
            if found is None:
                raise RuntimeError(f"no row of {entity.name} was found that breaks {check.name}")
            await _send(context, entity, "create", found, 409)
    body = await rows.create_body(context, entity)
    await _send_inexact(context, entity, "create", body, (each for each in entity.fields if each.in_create))


async def refused_write(context: Context, entity: Entity, operation: Operation) -> None:
    """Give a row the unique values of another, and let it refer to nothing."""
    if "409" not in context.documented(entity, operation):
        return
    await _take(context, entity, operation)
    for missing in _missing_targets(context, entity, update=True):
        await rows.clear()
        made = await rows.add(context, entity)
        body = await rows.change_body(context, entity, made)
        await _send(context, entity, operation, {**body, **missing}, 409, key=made.id)
    for check in entity.checks:
        if any(entity.field(name).in_update for name in check.fields):
            found = await _row_that_breaks(context, entity, check)
            if found is not None:
                await _send(context, entity, operation, found[1], 409, key=found[0].id)
    await rows.clear()
    made = await rows.add(context, entity)
    body = await rows.change_body(context, entity, made)
    await _send_inexact(
        context, entity, operation, body, (each for each in entity.fields if each.in_update), key=made.id
    )


async def _take(context: Context, entity: Entity, operation: Operation) -> None:
    """Give a row the unique values of another."""
    for key in unique_keys(entity):
        changed = [each for each in key if each.in_update]
        kept = [each for each in key if each not in changed]
        if (
            not changed
            or is_alone(context.service, entity)
            or any(set(other) <= set(kept) for other in unique_keys(entity))
        ):
            continue  # no two rows have in common what stays
        await rows.clear()
        one = await rows.add(context, entity)
        same = {each.name: one.body[each.name] for each in kept if each.name in one.body}
        if values := await values_for_nulls(
            context, entity, [each for each in kept if each.name not in same], one
        ):
            await tables.write(entity, one.id, values)
        for _ in range(field_values.TRIES):  # of a small domain: the two might be the same already
            other = await rows.add(context, entity, same)
            if any(other.body.get(each.name) != one.body.get(each.name) for each in changed):
                break
        for each in kept:
            if each.name not in one.body:  # no request can make it the same
                await tables.copy(entity, each, one.id, other.id)
        taken = {each.name: one.body[each.name] for each in changed}
        body = taken if operation == "update" else await rows.change_body(context, entity, other, taken)
        await _send(context, entity, operation, body, key=other.id)


async def _breaking(context: Context, entity: Entity, check: Check, row: Row | None) -> dict[str, Any] | None:
    """Return the body of a create, or of a change of a row, that breaks a check, or None if none was found."""
    body = await (rows.change_body(context, entity, row) if row else rows.create_body(context, entity))
    for reference, (first, *others) in entity.to_one:
        if reference.parts == check.fields:  # which are null together or not at all
            key = field_values.missing(context, context.service.entity(reference.target))
            return {**body, first.name: None, **{each.name: part_of(key, each) for each in others}}
    return check_values.breaking(context, entity, check, body, row.body if row else {})


async def _row_that_breaks(
    context: Context, entity: Entity, check: Check
) -> tuple[Row, dict[str, Any]] | None:
    """Return a row that keeps a check, and a body for a change with which it does not.

    None if there is no such row: what it would have from its creation on breaks a check by itself.
    """
    fields = [entity.field(name) for name in check.fields]
    stays = [each for each in fields if not each.in_update and each.reference is None]
    tried = 0
    for _ in range(TRIES):
        # What stays as it was created may decide alone: it is that of a row which breaks the check.
        body = await rows.create_body(context, entity, targets=False)
        body = check_values.breaking(context, entity, check, body, {}) or {}
        given = {each.name: body[each.name] for each in stays if each.name in body}
        if tried == field_values.TRIES:
            break
        if are_refused(entity, given):
            continue
        tried += 1
        await rows.clear()
        with contextlib.suppress(rows.NoRowError):  # one that keeps a check may need another value
            made = await rows.add(context, entity, given)
            if (change := await _breaking(context, entity, check, made)) is not None:
                return made, change
    if not tried:
        return None
    raise RuntimeError(f"no row of {entity.name} was found that a change lets break {check.name}")


async def values_for_nulls(context: Context, entity: Entity, key: list[Field], row: Row) -> dict[Field, Any]:
    """Return values for what is null of a key, and so never taken: hand-written code may set what no request can."""
    found: dict[Field, Any] = {}
    for field in key:
        if field.reference is None and row.body.get(field.name) is None:
            body = {**row.body, field.name: field_values.new_value(context, entity, field)}
            kept = check_values.keeping(context, entity, body, {}, row.body.keys() - {field.name})
            found[field] = python_of(field.type, kept[field.name])
        elif field.reference is not None and row.body.get(field.name) is None and field not in found:
            target = await rows.some(context, field.reference.target, sparing=True)
            fields = referring(entity, field)
            found |= {each: python_of(each.type, part_of(target, each)) for each in fields}
    return found


async def refused_delete(context: Context, entity: Entity) -> None:
    """Delete a row that others need."""
    if "409" not in context.documented(entity, "delete"):
        return
    for chain in restricting(context.service, entity):
        needed = {each.reference.target for other, _ in chain for each in other.references if each.reference}
        for tried in range(field_values.TRIES):
            await rows.clear()
            made = await rows.add(context, entity, full=False)
            for other in context.service.entities if tried else ():
                if other.name in {entity.name, *needed} and not is_alone(context.service, other):
                    await rows.some(context, other.name)
            await refer_to(context, made, chain)
            if await tables.is_needed(context, entity, made.id):
                break  # otherwise what refers to it goes along with it by another reference
        await context.send(entity, "delete", 409, key=made.id)


async def refer_to(context: Context, row: Row, chain: list[tuple[Entity, Field]]) -> None:
    """Create a row that refers to a row, one that refers to that, and so on along a chain of `restricting`."""
    for other, field in chain:
        row = await _referring(context, other, field, row)


async def _referring(context: Context, entity: Entity, field: Field, target: Row) -> Row:
    """Create a row that refers to another by a field, past the service where no request can."""
    fields = referring(entity, field)
    if field.in_create:
        given = {each.name: part_of(target.id, each) for each in fields}
        return await rows.add(context, entity, given, full=False)
    made = await rows.add(context, entity, full=False)
    values = {each: python_of(each.type, part_of(target.id, each)) for each in fields}
    await tables.write(entity, made.id, values)
    return made


async def _send(
    context: Context,
    entity: Entity,
    operation: Operation,
    body: dict[str, Any],
    *expected: int,
    key: Any = None,
) -> None:
    """Send a body that collides, and check that the response names no hidden field."""
    response = await context.send(entity, operation, *expected, key=key, body=body)
    names = {f"/body/{each.name}" for each in hidden_fields(entity)}
    if response.status_code == 409 and names & {each["pointer"] for each in response.json()["errors"]}:
        context.faults.append(f"{operation} of {entity.name} answered 409 and named a hidden field")


async def _send_inexact(
    context: Context,
    entity: Entity,
    operation: Operation,
    body: dict[str, Any],
    fields: Iterable[Field],
    key: Any = None,
) -> None:
    """Send a number that a double does not hold, in each `json` field that takes any value."""
    for field in fields:
        if field.type.kind == "json" and not field.type.schema:
            text = json.dumps({**body, field.name: "INEXACT"}).replace('"INEXACT"', "9007199254740993.0")
            await context.send(entity, operation, 409, key=key, content=text)


def _missing_targets(context: Context, entity: Entity, *, update: bool) -> Iterator[dict[str, Any]]:
    """Yield for each reference and each relation the members of a body that refer to no row."""
    taken = attrgetter("in_update" if update else "in_create")
    for reference, fields in entity.to_one:
        if taken(fields[0]):
            key = field_values.missing(context, context.service.entity(reference.target))
            yield {each.name: part_of(key, each) for each in fields}
    for link in entity.links:
        if link.visibility.in_update if update else link.visibility.in_create:
            yield {link.name: [field_values.missing(context, context.service.entity(link.target))]}
