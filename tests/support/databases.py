"""Creates and drops databases for single tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

from sqlalchemy import NullPool, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.settings import Settings
from tests.support.engines import make_engine


@contextlib.contextmanager
def new_postgres_database(server: str, template: str = "template1") -> Iterator[str]:
    """Make a database on the server, as a copy of `template`, and yield its URL; drop it at the end.

    `server` is the URL of any other database there. There must be no connection to the template meanwhile.
    """
    name = f"test_{uuid4().hex[:16]}"
    asyncio.run(_execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(_execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _execute(server: str, statement: str) -> None:
    url = make_url(server).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(text(statement))


@contextlib.asynccontextmanager
async def engine_for(url: str, **settings: Any) -> AsyncIterator[AsyncEngine]:
    """Yield the application's engine for a database, with settings other than the defaults; dispose of it."""
    engine = make_engine(Settings.model_validate({"database_url": url, **settings}))
    try:
        yield engine
    finally:
        await engine.dispose()
