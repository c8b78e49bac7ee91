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


async def refer(entity: Entity, field: Field, key: Any, target: Entity, target_key: Any) -> None:
    """Let a row refer to another by a field, past the service."""
    await write(entity, key, {field: python_of(target.id.type, target_key)})


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


async def is_needed(world: World, entity: Entity, key: Any) -> bool:
    """Return True if a row restricts the deletion of a row, or of one that would be deleted along with it."""
    pending = [(entity, python_of(entity.id.type, key))]
    seen = {(entity.name, pending[0][1])}
    async with new_session() as db:
        while pending:
            target, value = pending.pop()
            for other, each in _references_to(world, target):
                table = model_of(other).__table__
                wanted = select(table.c[other.id.column]).where(table.c[each.column] == value)
                found = (await db.execute(wanted)).scalars().all()
                assert each.reference is not None
                if found and each.reference.on_delete == "restrict":
                    return True
                if each.reference.on_delete == "cascade":
                    more = [(other, one) for one in found if (other.name, one) not in seen]
                    seen |= {(other.name, one) for _, one in more}
                    pending += more
    return False


def _references_to(world: World, target: Entity) -> list[tuple[Entity, Field]]:
    return [
        (other, each)
        for other in world.service.entities
        for each in other.references
        if each.reference is not None and each.reference.target == target.name
    ]


async def any_of(entity: Entity) -> Any:
    """Return the id of a row of an entity as JSON has it, or None if there is no row."""
    table = model_of(entity).__table__
    wanted = select(table.c[entity.id.column])
    if entity.soft_delete:
        wanted = wanted.where(table.c["deleted_at"].is_(None))
    async with new_session() as db:
        found = (await db.execute(wanted)).scalars().first()
    return str(found) if isinstance(found, UUID) else found
