# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7b15654a1df51beeae4b35c30e9e83c1
"""The engine of a service, with its pool and its timeouts."""

from typing import Literal

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from ..errors.engine_errors import hide_values_in_errors
from .database_url import parse_database_url
from .pool import ConnectionPool
from .pooler import use_transaction_pooler
from .sqlite import sqlite_engine

POOL_RECYCLE = 1800
"""Seconds after which a connection to PostgreSQL is replaced."""


def make_engine(
    url: str | URL,
    *,
    pooler: Literal["transaction"] | None = None,
    pool_size: int = 20,
    pool_timeout: float = 5,
    connect_timeout: float = 5,
    statement_timeout: float = 30,
    lock_timeout: float = 5,
) -> AsyncEngine:
    """Return an engine for a PostgreSQL or SQLite database. It connects when it is first used.

    `pooler` is `transaction` if the URL is that of PgBouncer, or of another pooler, in transaction mode. `pool_size` is
    the maximum number of connections of a process. The timeouts are in seconds: for a free connection of the pool, for
    connecting, for a statement, and for a lock that another transaction holds. SQLite has no timeout for connecting
    and none for statements. Raises ValueError for any other kind of URL.
    """
    url = parse_database_url(url)
    if url.get_backend_name() == "sqlite":
        engine = sqlite_engine(
            url,
            pool_size=pool_size,
            pool_timeout=pool_timeout,
            lock_timeout=lock_timeout,
            hide_parameters=True,
        )
        hide_values_in_errors(engine)
        return engine

    # The driver parses the URL itself, because it supports more options than SQLAlchemy (sslmode, several hosts, ...).
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    server_settings = {
        "application_name": "specloom",
        "jit": "off",  # compiling a short statement takes longer than it saves
        "statement_timeout": _milliseconds(statement_timeout),
        "lock_timeout": _milliseconds(lock_timeout),
        "idle_in_transaction_session_timeout": _milliseconds(statement_timeout),
    }
    # There is no ping before each use: it would double the time of a short read. After a restart of the server, the
    # first error renews all connections.
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={"dsn": dsn, "timeout": connect_timeout, "server_settings": server_settings},
        poolclass=ConnectionPool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=pool_timeout,
        pool_recycle=POOL_RECYCLE,
        hide_parameters=True,
    )
    hide_values_in_errors(engine)
    if pooler == "transaction":
        use_transaction_pooler(engine)
    return engine


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"
