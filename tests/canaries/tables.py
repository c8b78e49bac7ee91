"""Reads and writes tables of the service under proof past the service."""

import contextlib
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.database import new_session
from codegen.model import Entity, Field, Link
from tests.canaries.values import python_of
from tests.canaries.world import World, model_of


async def write(entity: Entity, key: Any, values: dict[Field, Any]) -> None:
    """Write values into columns of a row, past the service."""
    table = model_of(entity).__table__
    async with new_session() as db:
        columns = {table.c[each.column]: value for each, value in values.items()}
        await db.execute(
            update(table).where(table.c[entity.id.column] == python_of(entity.id.type, key)).values(columns)
        )
        await db.commit()


async def copy(entity: Entity, field: Field, source: Any, target: Any) -> None:
    """Give a row the value that another has in a column, past the service."""
    table = model_of(entity).__table__
    key = table.c[entity.id.column]
    async with new_session() as db:
        wanted = select(table.c[field.column]).where(key == python_of(entity.id.type, source))
        value = (await db.execute(wanted)).scalar_one()
        await db.execute(
            update(table)
            .where(key == python_of(entity.id.type, target))
            .values({table.c[field.column]: value})
        )
        await db.commit()


async def link_to(world: World, entity: Entity, link: Link, key: Any, target_key: Any) -> None:
    """Link a row to a row of the target, past the service."""
    linked = world.service.entity(link.target)
    table = model_of(entity).metadata.tables[link.table]
    row = {
        link.column: python_of(entity.id.type, key),
        link.target_column: python_of(linked.id.type, target_key),
    }
    async with new_session() as db:
        with contextlib.suppress(IntegrityError):  # one of few rows, to which it is linked already
            await db.execute(insert(table).values(row))
            await db.commit()


async def any_of(entity: Entity) -> Any:
    """Return the id of a row of an entity as JSON has it, or None if there is no row."""
    wanted = select(model_of(entity).__table__.c[entity.id.column])
    async with new_session() as db:
        found = (await db.execute(wanted)).scalars().first()
    return str(found) if isinstance(found, UUID) else found
