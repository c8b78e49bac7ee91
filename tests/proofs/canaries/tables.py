"""Reads and writes tables of the service under proof directly, without the service."""

import contextlib
from typing import Any

from sqlalchemy import FromClause, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.database import new_session
from specloom.model import Entity, Field, Link, Reference
from tests.proofs.canaries import row_keys
from tests.proofs.canaries.context import Context, model_of
from tests.proofs.canaries.row_limits import FEW
from tests.proofs.canaries.values import python_of


def _kept(table: FromClause) -> dict[Any, Any]:
    """Return values that keep the version and the time of a change: what is written here must not show."""
    return {each: each for each in table.c if each.onupdate is not None}


async def write(entity: Entity, key: Any, values: dict[Field, Any]) -> None:
    """Write values into columns of a row, past the service."""
    table = model_of(entity).__table__
    async with new_session() as db:
        columns = _kept(table) | {table.c[each.column]: value for each, value in values.items()}
        await db.execute(update(table).where(row_keys.is_row(entity, table, key)).values(columns))
        await db.commit()


async def copy(entity: Entity, field: Field, source: Any, target: Any) -> None:
    """Give a row the value that another has in a column, past the service."""
    table = model_of(entity).__table__
    async with new_session() as db:
        wanted = select(table.c[field.column]).where(row_keys.is_row(entity, table, source))
        value = (await db.execute(wanted)).scalar_one()
        await db.execute(
            update(table)
            .where(row_keys.is_row(entity, table, target))
            .values(_kept(table) | {table.c[field.column]: value})
        )
        await db.commit()


async def refer(entity: Entity, field: Field, key: Any, target: Entity, target_key: Any) -> None:
    """Let a row refer to another by a field, past the service."""
    await write(entity, key, {field: python_of(target.id.type, target_key)})


async def link_to(context: Context, entity: Entity, link: Link, key: Any, target_key: Any) -> None:
    """Link a row to a row of the target, past the service."""
    linked = context.service.entity(link.target)
    table = model_of(entity).metadata.tables[link.table]
    row = {
        link.column: python_of(entity.id.type, key),
        link.target_column: python_of(linked.id.type, target_key),
    }
    async with new_session() as db:
        with contextlib.suppress(IntegrityError):  # one of few rows, to which it is linked already
            await db.execute(insert(table).values(row))
            await db.commit()


async def is_needed(context: Context, entity: Entity, key: Any) -> bool:
    """Return True if a row restricts the deletion of a row, or of one that would be deleted along with it.

    What would be deleted itself restricts nothing.
    """
    pending = [(entity, row_keys.python_key(entity, key))]
    seen = {(entity.name, pending[0][1])}
    restricting: set[tuple[str, Any]] = set()
    async with new_session() as db:
        while pending:
            target, value = pending.pop()
            for other, reference, fields in _references_to(context, target):
                table = model_of(other).__table__
                parts = value if reference.parts else (value,)
                refers = (table.c[each.column] == part for each, part in zip(fields, parts, strict=True))
                wanted = select(*row_keys.columns(other, table)).where(*refers)
                found = [tuple(row) if other.parts else row[0] for row in await db.execute(wanted)]
                if reference.on_delete == "restrict":
                    restricting |= {(other.name, one) for one in found}
                if reference.on_delete == "cascade":
                    more = [(other, one) for one in found if (other.name, one) not in seen]
                    seen |= {(other.name, one) for _, one in more}
                    pending += more
    return not restricting <= seen


def _references_to(context: Context, target: Entity) -> list[tuple[Entity, Reference, tuple[Field, ...]]]:
    return [
        (other, reference, fields)
        for other in context.service.entities
        for reference, fields in other.to_one
        if reference.target == target.name
    ]


async def any_of(context: Context, entity: Entity) -> Any:
    """Return the key of some row of an entity as JSON has it, or None if there is no row.

    It is not always the same one: two references that must not be the same as another row's need several.
    """
    found = await keys_of(entity)
    return context.random.choice(found) if found else None


async def keys_of(entity: Entity) -> list[Any]:
    """Return the keys of the first rows of an entity, at least all of one that has few, as JSON has them."""
    table = model_of(entity).__table__
    columns = row_keys.columns(entity, table)
    wanted = select(*columns).order_by(*columns).limit(FEW)
    if entity.soft_delete:
        wanted = wanted.where(table.c["deleted_at"].is_(None))
    async with new_session() as db:
        return [row_keys.as_json(entity, found) for found in await db.execute(wanted)]
