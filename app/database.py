"""The database: engine, sessions, and the dependency that gives one to each request."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from app.redaction import hide_values
from app.settings import Settings, settings
from generated.runtime.driver.pool import LendingPool
from generated.runtime.driver.pooler import use_transaction_pooler
from generated.runtime.driver.sessions import LazySession
from generated.runtime.driver.sqlite import sqlite_engine
from generated.runtime.statements.direct_reads import open_for_reads
from generated.runtime.statements.fast_path import Database


def make_engine(settings: Settings) -> AsyncEngine:
    """Return the engine for the database that the settings name. It connects when it is first used."""
    url = settings.database_url
    common: dict[str, Any] = {"pool_timeout": settings.pool_timeout, "hide_parameters": True}
    if url.get_backend_name() == "sqlite":
        engine = sqlite_engine(
            url, pool_size=settings.pool_size, lock_timeout=settings.lock_timeout, **common
        )
        hide_values(engine)
        return engine

    # The driver reads the URL itself: it knows all that may stand there (sslmode, several hosts, ...).
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    server_settings = {
        "application_name": "specloom",
        "jit": "off",  # costs more than it brings to short statements
        "statement_timeout": f"{settings.statement_timeout * 1000:.0f}",
        "lock_timeout": f"{settings.lock_timeout * 1000:.0f}",
        "idle_in_transaction_session_timeout": f"{settings.statement_timeout * 1000:.0f}",
    }

    # No ping before each use, which would double a short read: after the server was restarted, the first
    # error renews all connections.
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={
            "dsn": dsn,
            "timeout": settings.connect_timeout,
            "server_settings": server_settings,
        },
        poolclass=LendingPool,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_recycle=1800,
        **common,
    )
    hide_values(engine)
    if settings.database_pooler == "transaction":
        use_transaction_pooler(engine)
    return engine


def make_migration_engine(settings: Settings) -> AsyncEngine:
    """Return the engine for migrations, which passes by a pooler."""
    if settings.migrate_database_url is None:
        return make_engine(settings)
    direct = {"database_url": settings.migrate_database_url, "database_pooler": None}
    return make_engine(settings.model_copy(update=direct))


engine = make_engine(settings)


def new_session() -> AsyncSession:
    """Return a session, to be closed by whoever asked for it. Rows keep their values after a commit."""
    return LazySession(engine)


async def get_db() -> AsyncIterator[AsyncSession]:
    """Open a session for a request and close it afterwards. Who writes, commits."""
    session = new_session()
    try:
        yield session
    finally:
        if session.in_transaction():  # otherwise it holds nothing that must be given back
            async with session:
                pass


async def get_read_db() -> AsyncIterator[Database]:
    """Open what a request reads from that writes nothing: a connection of the driver, or a session if anything listens.

    It is of the same pool. An engine of its own here makes reads go to a replica.
    """
    async with open_for_reads(engine, new_session) as db:
        yield db


SessionDep = Annotated[AsyncSession, Depends(get_db)]
"""The session that guards and services share with generated routes, which release it before the response is sent."""
RouteSessionDep = Annotated[AsyncSession, Depends(get_db, scope="function")]
"""The session of a hand-written route. It is closed before the response is sent, too: a client may read that slowly."""
