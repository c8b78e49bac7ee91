"""Starts the application of a context: a generated package with rows of every entity, and services that hide rows."""

import importlib
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from itertools import islice, product
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from specloom.model import Entity, Service
from tests.proofs.canaries.row_keys import in_path, is_row, key_in, part_of
from tests.proofs.oracles.context import FOURTH, OTHER, Context, Row
from tests.support.random_values import value_of

MOST_TRIES = 60


@asynccontextmanager
async def context_of(
    service: Service, package: str, engine: AsyncEngine, hiding: Collection[str] | None = None
) -> AsyncIterator[Context]:
    """Yield a context of a generated package on an empty database, with rows of every entity.

    Rows of the entities of these names can be hidden; of all of them if None. The others have generated services.
    """
    passwords = importlib.import_module(f"{package}.runtime.types.passwords")
    passwords.set_password_cost(time_cost=1, memory_cost=8, parallelism=1)
    context = Context(service, package, engine, Random(11))
    context.hidden = {each.name: set() for each in service.entities}
    async with engine.begin() as connection:
        await connection.run_sync(context.metadata.create_all)
    async with engine.connect() as context._connection:

        async def get_db() -> AsyncIterator[AsyncSession]:
            bound = AsyncSession(
                context._connection, join_transaction_mode="create_savepoint", expire_on_commit=False
            )
            async with bound as db:
                yield db

        services = importlib.import_module(f"{package}.services").Services
        hidden = [each for each in service.entities if hiding is None or each.name in hiding]
        made = services(**{each.module: _hiding(context, each) for each in hidden})
        context._app = importlib.import_module(f"{package}.api").create_api(get_db, services=made)
        await _fill(context)
        yield context


def _hiding(context: Context, entity: Entity) -> type[Any]:
    """Return a service that hides what the context says."""
    module = importlib.import_module(f"{context.package}.services.{entity.module}")
    generated: Any = getattr(module, f"{entity.name}Service")
    hidden = context.hidden[entity.name]

    class Hiding(generated):  # type: ignore[misc] # made at run time
        def visible(self) -> ColumnElement[bool]:
            found: ColumnElement[bool] = self.resource.id.not_in([*hidden]) if hidden else true()
            return found

        async def may_see_deleted(self) -> bool:
            return context.shows_deleted

    return Hiding


async def _fill(context: Context) -> None:
    """Create the rows of every entity and the links, and find keys that are missing."""
    assert context._connection is not None
    waiting = [*context.service.entities]
    while waiting:
        ready = [each for each in waiting if _needs(each) <= context.rows.keys()]
        assert ready, f"rows of {[each.name for each in waiting]} need each other"
        for entity in ready:
            waiting.remove(entity)
            context.rows[entity.name] = []
            while len(context.rows[entity.name]) <= FOURTH:
                row = await _new(context, entity)
                if row is None:
                    break
                await context._connection.commit()
                context.rows[entity.name].append(row)
            assert len(context.rows[entity.name]) > OTHER, f"too few rows of {entity.name}"
    for entity in context.service.entities:
        await _link(context, entity)
    for entity in context.service.entities:
        context.missing[entity.name] = await _missing(context, entity)
        context.cursors[entity.name] = await _cursors(context, entity)
        await context._connection.commit()
        async with context.trial():
            if (row := await _new(context, entity)) is not None:
                context.spare[entity.name] = row.body
        if "read" in entity.operations:
            response = await context.send("GET", f"/{entity.path}/{in_path(context.subject(entity).key)}")
            context.tags[entity.name] = dict(response.headers).get("etag")
    await context._connection.commit()


def _needs(entity: Entity) -> set[str]:
    """Return the entities of which there must be rows before one of this can be made."""
    needed = {
        reference.target for reference, fields in entity.to_one if not any(each.nullable for each in fields)
    }
    return needed - {entity.name}


async def _new(context: Context, entity: Entity) -> Row | None:
    """Create a row that refers to rows other than subjects, or return None if that is not possible."""
    named = [(reference, fields) for reference, fields in entity.to_one if fields[0].in_create]
    choices = [_targets(context, entity, reference, fields) for reference, fields in named]
    for keys in islice(product(*choices), MOST_TRIES):
        body = values(context, entity)
        for key, (_, fields) in zip(keys, named, strict=True):
            body |= {each.name: part_of(key, each) for each in fields}
        response = await context.send("POST", f"/{entity.path}", json=body)
        if response.status == 201:
            return Row(key_in(entity, response.json()), body, response.json())
        assert response.status == 409, response.body
    return None


def _targets(context: Context, entity: Entity, reference: Any, fields: Any) -> list[Any]:
    """Return the keys that a new row may refer to; None for nothing."""
    found = [each.key for each in context.rows.get(reference.target, [])[OTHER:]]
    if reference.target == entity.name or not found:
        return [None]
    return [*found, None] if fields[0].nullable else found


def values(context: Context, entity: Entity) -> dict[str, Any]:
    """Return the fields of a body that refer to nothing, with random values."""
    return {
        each.name: value_of(each.type, context.random)
        for each in entity.fields
        if each.in_create and each.reference is None
    }


async def _link(context: Context, entity: Entity) -> None:
    """Link a row that is always visible to the subjects and to other rows, by every relation to many."""
    owner = context.other(entity)
    for link, operation in context.service.link_operations(entity):
        if operation == "add":
            for target in context.rows[link.target][::2]:
                path = f"/{entity.path}/{in_path(owner.key)}/{link.path}/{in_path(target.key)}"
                response = await context.send("PUT", path)
                assert response.status in (204, 409), response.body  # where there may be no more
                assert context._connection is not None
                await context._connection.commit()


async def _cursors(context: Context, entity: Entity) -> list[str]:
    """Return the cursors of all pages of one row."""
    if "list" not in entity.operations:
        return []
    found: list[str] = []
    params = {"limit": "1"}
    while True:
        page = (await context.send("GET", f"/{entity.path}", params=params)).json()
        found += [page[name] for name in ("previous_cursor", "next_cursor") if page[name] is not None]
        if page["next_cursor"] is None:
            return found
        params["cursor"] = page["next_cursor"]


async def _missing(context: Context, entity: Entity) -> Any:
    """Return a key that no row has, as much like that of the subject as can be."""
    assert context._connection is not None
    table, subject = context.table(entity), context.subject(entity).key
    for _ in range(MOST_TRIES):
        if entity.parts:
            pools = [
                [each.key for each in context.rows[one.reference.target][OTHER:]]
                if one.reference is not None and not one.reference.parts
                else [part if one.reference is not None else value_of(one.type, context.random)]
                for one, part in zip(entity.key, subject, strict=True)
            ]
            tried: list[Any] = [tuple(each) for each in product(*pools)]
        else:
            tried = [2_000_000_011 if entity.counts_ids else value_of(entity.id.type, context.random)]
        for key in tried:
            found = await context._connection.execute(select(table).where(is_row(entity, table, key)))
            if found.first() is None:
                return key
    raise AssertionError(f"every key of {entity.name} is taken")
