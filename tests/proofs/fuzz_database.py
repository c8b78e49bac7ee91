"""Empties the database of a running service between two scenarios."""

import asyncio
import contextlib
import sqlite3

from sqlalchemy import NullPool, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

KEPT = frozenset({"alembic_version", "sqlite_sequence"})
"""Tables that hold no rows of the service."""


def empty_database(url: str) -> None:
    """Delete every row of a database, SQLite or PostgreSQL."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        _empty_sqlite(address.database or "")
    else:
        asyncio.run(_empty_postgres(url))


def _empty_sqlite(path: str) -> None:
    with contextlib.closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
        # What a virtual table consists of, and the keys beside it, are written by triggers.
        tables = connection.execute(
            "SELECT name, type FROM pragma_table_list WHERE schema = 'main'"
        ).fetchall()
        kept = KEPT | {f"{name}_keys" for name, kind in tables if kind == "virtual"} | {"sqlite_schema"}
        names = [name for name, kind in tables if kind == "table" and name not in kept]
        deletions = "".join(f'DELETE FROM "{name}";' for name in names)
        connection.executescript(f"PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE; {deletions} COMMIT;")


async def _empty_postgres(url: str) -> None:
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    async with engine.begin() as connection:
        found = await connection.execute(
            text("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        )
        await connection.execute(text("SET LOCAL session_replication_role = replica"))  # no foreign keys
        for name in found.scalars():
            if name not in KEPT:
                await connection.execute(text(f"DELETE FROM {name}"))
