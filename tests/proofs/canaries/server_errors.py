"""Drives every operation into 503 and 500 by real faults: locks, dependencies and triggers that fail, lost tables.

The service under these faults lets no response be larger than a byte, so that what is expanded is 409.
"""

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
from sqlalchemy import text

from app.database import engine
from app.settings import settings
from specloom.model import Entity, Operation
from tests.proofs.canaries import field_values, keys, rows
from tests.proofs.canaries.batches import about
from tests.proofs.canaries.context import Context, hidden_fields
from tests.proofs.canaries.values import SHORTEST

_ON_COLLECTION = ("create", "list", "batch")
"""Operations whose path holds no id."""


async def drive(context: Context) -> None:
    """Break the database step by step, and send every operation at each.

    Also repeat requests: this application has middleware, so that it does not know who calls.
    """
    await engine.dispose()
    async with _locked(context):
        await _send_all(context, 503, {})
    for entity in context.service.entities:
        await keys.repeat_unknown(context, entity)
    for entity in context.service.entities:
        await rows.clear()
        await _expand(context, entity)
    await rows.clear()
    await _send_all(context, 500, {"x-fault": "canary"})
    for entity in context.service.entities:
        await _say_what_is_stored(context, entity)
    await rows.clear()
    await _triggers(context)
    async with engine.begin() as connection:
        for name in _tables(context):
            await connection.execute(
                text(f'ALTER TABLE "{name}" RENAME TO "gone {_tables(context).index(name)}"')
            )
    await _send_all(context, 500, {})


async def _expand(context: Context, entity: Entity) -> None:
    """Expand a row by all that there is, each for itself."""
    made = await rows.add(context, entity)
    for path in context.paths(entity):
        if "list" in entity.operations:
            await context.send(entity, "list", 409, params={"expand": path})
        if "read" in entity.operations:
            await context.send(entity, "read", 409, key=made.id, params={"expand": path})


async def _say_what_is_stored(context: Context, entity: Entity) -> None:
    """Let the operations of an entity fail with what its hidden fields hold in the database."""
    await rows.clear()
    await rows.add(context, entity)
    for operation in entity.operations:
        await _send(context, entity, operation, 500, {"x-fault": "stored"})


async def _send_all(context: Context, expected: int, headers: dict[str, str]) -> None:
    for entity in context.service.entities:
        for operation in entity.operations:
            await _send(context, entity, operation, expected, headers)
        for link, each in context.service.link_operations(entity):
            key = field_values.missing(context, entity)
            target = field_values.missing(context, context.service.entity(link.target))
            await context.send_link(entity, link, each, expected, key=key, target=target, headers=headers)


async def _send(
    context: Context, entity: Entity, operation: Operation, expected: int, headers: dict[str, str]
) -> None:
    """Send a valid request with canaries in its body."""
    body = None
    if operation in ("create", "update", "replace"):
        body = await rows.create_body(context, entity, targets=False)
        if operation != "create":
            body = await rows.change_body(context, entity, rows.Row(None, body))
    if operation == "batch":
        body = await _batch(context, entity)
    key = None if operation in _ON_COLLECTION else field_values.missing(context, entity)
    await context.send(entity, operation, expected, key=key, body=body, headers=headers)


async def _batch(context: Context, entity: Entity, made: rows.Row | None = None) -> dict[str, Any]:
    """Return a batch that writes: it creates, or else changes or deletes a row, or one that is not there."""
    row = about(entity, field_values.missing(context, entity) if made is None else made.id)
    if "create" in entity.operations:
        body = await rows.create_body(context, entity, targets=False) if made is None else made.body
        return {"create": [body]}
    if "delete" in entity.operations:
        return {"delete": [row]}
    body = await rows.create_body(context, entity, targets=False) if made is None else made.body
    return {"update": [{**row, "changes": await rows.change_body(context, entity, rows.Row(None, body))}]}


async def _triggers(context: Context) -> None:
    """Let each table fail on a write, with an error of the database that quotes the row."""
    for entity in context.service.entities:
        writes: list[Operation] = [
            each for each in ("create", "update", "replace", "delete", "batch") if each in entity.operations
        ]
        if not writes:
            continue
        await rows.clear()
        made = await rows.add(context, entity)
        secret = _secret(entity, made)
        async with engine.begin() as connection:
            for event in ("INSERT", "UPDATE", "DELETE"):
                for statement in _trigger(entity.table, event, secret):
                    await connection.execute(text(statement))
        for operation in writes:
            body = (
                await rows.change_body(context, entity, made)
                if operation in ("update", "replace")
                else made.body
            )
            sent = None if operation == "delete" else body
            if operation == "batch":
                sent = await _batch(context, entity, made)
            # A change to the same values (there may be but two booleans) writes nothing and so meets no trigger.
            expected = (200, 500) if operation in ("update", "replace", "batch") else (500,)
            key = None if operation in _ON_COLLECTION else made.id
            await context.send(entity, operation, *expected, key=key, body=sent)
        async with engine.begin() as connection:
            for event in ("INSERT", "UPDATE", "DELETE"):
                on = f' ON "{entity.table}"' if engine.dialect.name == "postgresql" else ""
                await connection.execute(text(f'DROP TRIGGER "fail {event}"{on}'))


def _secret(entity: Entity, made: rows.Row) -> str:
    """Return a value of the row's that must not come out, for the text of the error."""
    for field in hidden_fields(entity):
        value = str(made.body.get(field.name) or "")
        if len(value) >= SHORTEST:
            return value.replace("'", "''").replace(":", "\\:")
    return "kanárek"


def _trigger(table: str, event: str, secret: str) -> list[str]:
    name = f'"fail {event}"'
    if engine.dialect.name == "sqlite":  # whose RAISE takes no expression
        return [
            f"CREATE TRIGGER {name} BEFORE {event} ON \"{table}\" BEGIN SELECT RAISE(ABORT, '{secret}'); END"
        ]
    row = "OLD" if event == "DELETE" else "NEW"
    fault = (
        f"RAISE EXCEPTION 'cannot keep % and {secret.replace('%', '%%')}', {row} USING DETAIL = {row}::text"
    )
    function = f'"fail {event} of {table}"'
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {fault}; END $$",
        f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {function}()',
    ]


def _tables(context: Context) -> list[str]:
    return [entity.table for entity in context.service.entities] + [
        link.table for entity in context.service.entities for link in entity.associations
    ]


@contextlib.asynccontextmanager
async def _locked(context: Context) -> AsyncIterator[None]:
    """Keep everybody else from the database, reading and writing."""
    url = settings.database_url
    if url.get_backend_name() == "sqlite":
        # An exclusive lock of a WAL database needs that there are no other connections, and rejects new ones.
        connection = sqlite3.connect(url.database or "", isolation_level=None, timeout=5)
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            yield
        finally:
            connection.close()
        return
    other = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        async with other.transaction():
            names = ", ".join(f'"{name}"' for name in _tables(context))
            await other.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await other.close()
