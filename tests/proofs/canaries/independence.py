"""No output depends on a hidden value: another value in the database changes no byte.

This also covers values that are too small to be recognised, and values in an unexpected form: encrypted, hashed,
counted, or as the order of a list or the length of a response.
"""

import contextlib
from typing import Any

import httpx2 as httpx
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.database import new_session
from specloom.emit.sorting import sortable
from specloom.model import Entity, Field, Link
from tests.proofs.canaries import field_values, rows, tables
from tests.proofs.canaries.batches import about
from tests.proofs.canaries.context import Context, hidden_fields, hidden_links, model_of, owner
from tests.proofs.canaries.row_keys import part_of, referring
from tests.proofs.canaries.row_limits import has_few_rows, in_a_key, is_alone
from tests.proofs.canaries.values import python_of
from tests.support.expansions import together


async def compare(context: Context, entity: Entity) -> None:
    """Exchange each hidden value of two rows, several times, and compare all that reads them."""
    fields, links = hidden_fields(entity), hidden_links(entity)
    if not fields and not links:
        return
    await _exchange(context, entity, 1 if is_alone(context.service, entity) else 2)
    if not {owner(entity, each.name) for each in fields} <= context.compared:  # the other row had all values
        await _exchange(context, entity, 1)


async def _exchange(context: Context, entity: Entity, count: int) -> None:
    """Do so with some new rows."""
    fields, links = hidden_fields(entity), hidden_links(entity)
    await rows.clear()
    made = [await rows.add(context, entity) for _ in range(count)]
    values = {field: await _values(context, entity, field) for field in fields if _is_first(field)}
    targets = {
        link: await rows.some(context, link.target) for link in links
    }  # which may be rows of the same table
    listing = await _listing(context, entity, made)
    before = await _outputs(context, entity, made, listing)
    for field, exchanged in values.items():
        for value in exchanged:
            for row in made[: 1 if in_a_key(entity, field) else 2]:
                with contextlib.suppress(IntegrityError):  # unique, and the other row has it
                    await tables.write(entity, row.id, value)
                    context.compared.update(owner(entity, each.name) for each in value)
            after = await _outputs(context, entity, made, listing)
            if changed := sorted(place for place in before if before[place] != after[place]):
                context.faults.append(f"{owner(entity, field.name)} shows in {', '.join(changed)}")
                before = after
    for link in links:
        await tables.link_to(context, entity, link, made[0].id, targets[link])
        after = await _outputs(context, entity, made, listing)
        if changed := sorted(place for place in before if before[place] != after[place]):
            context.faults.append(f"{owner(entity, link.name)} shows in {', '.join(changed)}")
            before = after
        context.compared.add(owner(entity, link.name))
    for field in values:
        if "update" in entity.operations and field.in_update:
            await _guess(context, entity, field, made[0])


async def _guess(context: Context, entity: Entity, field: Field, row: rows.Row) -> None:
    """Write a value that the row has already: no difference to any other may tell that it was guessed."""
    if field.reference:
        body = {each.name: row.body.get(each.name) for each in referring(entity, field)}
    else:
        body = {field.name: field_values.new_value(context, entity, field)}
    seen: list[Any] = []
    for _ in range(3):
        fine = (200, 409) if in_a_key(entity, field) else (200,)
        response = await context.send(entity, "update", *fine, key=row.id, body=body)
        if response.status_code == 409:  # of a small domain, and the other row has it
            return
        seen.append(response.headers.get("etag") or response.json().get("updated_at"))
    if None not in seen and len(set(seen)) < len(seen):
        context.faults.append(
            f"{owner(entity, field.name)}: a guess that is right is answered otherwise than a wrong one"
        )
    if "batch" in entity.operations and entity.timestamps:
        await _guess_in_batch(context, entity, field, about(entity, row.id, changes=body))


async def _guess_in_batch(context: Context, entity: Entity, field: Field, item: dict[str, Any]) -> None:
    """The same in a batch, whose response has no entity tag but the time of the change."""
    seen: list[Any] = []
    for _ in range(3):
        response = await context.send(entity, "batch", 200, body={"update": [item]})
        if response.status_code != 200:  # noted already; the value that is stored already was refused
            seen += ["refused", "refused"]
            break
        seen.append(response.json()["updated"][0]["updated_at"])
    if len(set(seen)) < len(seen):
        context.faults.append(
            f"{owner(entity, field.name)}: a guess in a batch that is right is answered otherwise"
        )


def _is_first(field: Field) -> bool:
    """Return False for a field that refers together with another that stands before it."""
    parts = () if field.reference is None else field.reference.parts
    return not parts or parts[0] == field.attribute


async def _values(context: Context, entity: Entity, field: Field) -> list[dict[Field, Any]]:
    """Return some values for the column of a field, null among them where it may be; for all that refer together."""
    fields = referring(entity, field)
    values: list[dict[Field, Any]] = [dict.fromkeys(fields)] if field.nullable else []
    if field.reference is not None:
        target = context.service.entity(field.reference.target)
        keys = [await rows.some(context, target.name) for _ in range(2)]
        if has_few_rows(context.service, target):  # of which the row may have the one already
            keys += await tables.keys_of(target)
        return [
            *values,
            *({each: python_of(each.type, part_of(key, each)) for each in fields} for key in keys),
        ]
    if field.type.kind == "boolean":
        return [*values, *({field: each} for each in (True, False, True))]
    if field.type.kind == "enum":
        return [*values, *({field: each} for each in field.type.values[:3])]
    return [
        *values,
        *({field: python_of(field.type, field_values.new_value(context, entity, field))} for _ in range(2)),
    ]


async def _listing(context: Context, entity: Entity, made: list[rows.Row]) -> list[tuple[Entity, Link, Any]]:
    """Return what lists the rows below the path of another: its entity, the relation, its id. It is linked to all."""
    found = []
    for other in context.service.entities:
        for link, operation in context.service.link_operations(other):
            if operation == "list" and link.target == entity.name:
                key = await rows.some(context, other.name, sparing=True)
                for row in made:
                    await tables.link_to(context, other, link, key, row.id)
                found.append((other, link, key))
    return found


async def _outputs(
    context: Context, entity: Entity, made: list[rows.Row], listing: list[tuple[Entity, Link, Any]]
) -> dict[str, Any]:
    """Return everything that reads the rows: answers without their date, and the texts of model instances."""
    found: dict[str, Any] = {}
    for row in made:
        if "read" in entity.operations:
            await _keep(context, entity, found, "read", key=row.id)
            await _keep(context, entity, found, "read", key=row.id, headers={"If-None-Match": '"1"'})
        if "update" in entity.operations:
            await _keep(context, entity, found, "update", key=row.id, body={})
        if {"batch", "update"} <= set(entity.operations):
            await _keep(context, entity, found, "batch", body={"update": [about(entity, row.id, changes={})]})
    if "list" in entity.operations:
        for sort in (None, *sortable(entity)):
            await _keep(
                context, entity, found, "list", params={"count": "true", **({"sort": sort} if sort else {})}
            )
    for other, link, key in listing:
        for sort in (None, *sortable(entity)):
            params = {"count": "true", **({"sort": sort} if sort else {})}
            _note(
                found,
                link.relation,
                await context.send_link(other, link, "list", 200, key=key, params=params),
            )
    for other in context.service.entities:
        if "list" in other.operations and entity.name in context.reached(other):
            expand = together(context.paths(other))
            await _keep(context, other, found, "list", params={"expand": expand})
    async with new_session() as db:
        instances = (await db.execute(select(model_of(entity)))).scalars().all()
        found["repr of models"] = sorted(f"{each!r} {each} {[each]}" for each in instances)
    return found


async def _keep(
    context: Context, entity: Entity, found: dict[str, Any], operation: Any, **request: Any
) -> None:
    _note(found, operation, await context.send(entity, operation, 200, **request))


def _note(found: dict[str, Any], name: str, response: httpx.Response) -> None:
    headers = sorted((name, value) for name, value in response.headers.multi_items() if name != "date")
    found[f"{name} {len(found)}"] = (response.status_code, headers, response.content)
