"""SQLite for a server: durable, with foreign keys, and with a queue of writers.

A transaction begins before its first write, with `BEGIN IMMEDIATE`. This takes the write lock of the database at once,
so the transaction cannot fail later because of another writer. Reads alone need no transaction: each statement sees a
consistent state, as on PostgreSQL, and blocks no other connection. Code that writes what it computes from a read
executes `BEGIN IMMEDIATE` itself, before the read.

The writers of a process wait in a queue before they ask SQLite for its lock. SQLite itself polls with growing pauses,
so that some writers would wait much longer than others.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite
from aiosqlite.context import contextmanager
from sqlalchemy import URL, SelectBase, event, make_url
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from .sqlite_cursor import Cursor

BEGIN = "BEGIN IMMEDIATE"

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",  # readers do not block the writer, nor the writer readers
    "PRAGMA synchronous = FULL",  # commits survive a power failure
)
_WITHOUT_TRANSACTION = frozenset({"SELECT", "VALUES", "EXPLAIN", "PRAGMA", "VACUUM", "ATTACH", "DETACH"})


class Connection(aiosqlite.Connection):
    """A connection that waits for the other writers of the process before it begins to write."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], write_lock: asyncio.Lock, timeout: float
    ) -> None:
        super().__init__(self._open, iter_chunk_size=64)
        self._thread.daemon = True  # an open connection must not keep the process alive
        self._connect_driver = connect
        self._opened: sqlite3.Connection | None = None
        self._write_lock = write_lock
        self._timeout = timeout
        self._has_write_lock = False
        self._may_have_begun = False

    def _open(self) -> sqlite3.Connection:
        self._opened = self._connect_driver()
        return self._opened

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        """Return a cursor that needs one call to the thread for each statement."""
        if self._opened is None:
            raise ValueError("no active connection")  # the same text as in aiosqlite
        return Cursor(self, self._opened)

    async def begin_immediate(self) -> None:
        """Begin a transaction that may write. Raises sqlite3.OperationalError after `timeout` seconds."""
        try:
            async with asyncio.timeout(self._timeout):
                await self._write_lock.acquire()
        except TimeoutError:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_BUSY, "SQLITE_BUSY"
            raise error from None
        self._has_write_lock = self._may_have_begun = True
        try:
            await self.execute(BEGIN)
        except BaseException:
            self._release_write_lock()
            raise

    async def commit(self) -> None:
        """Commit, and let the next writer begin."""
        try:
            await super().commit()
            self._may_have_begun = False
        finally:
            self._release_write_lock()

    async def rollback(self) -> None:
        """Roll back, and let the next writer begin. A connection that has only read sends no statement."""
        try:
            if self._may_have_begun or self.in_transaction:
                await super().rollback()
                self._may_have_begun = False
        finally:
            self._release_write_lock()

    def stop(self) -> asyncio.Future[Any] | None:
        """Close, and let the next writer begin. SQLAlchemy calls this when a task was cancelled."""
        self._release_write_lock()
        # aiosqlite does not close a connection that is still being opened. So it is closed here, in its own thread.
        self._tx.put_nowait((None, self._close))
        return super().stop()

    def _release_write_lock(self) -> None:
        if self._has_write_lock:
            self._has_write_lock = False
            self._write_lock.release()


def in_memory(url: URL) -> bool:
    """Return True for the URL of an SQLite database in memory."""
    return url.database in (None, "", ":memory:") or url.query.get("mode") == "memory"


def sqlite_engine(
    url: URL | str, *, pool_size: int = 20, pool_timeout: float = 5, lock_timeout: float = 5, **options: Any
) -> AsyncEngine:
    """Return an engine for an SQLite database, such as `sqlite+aiosqlite:///path/to/file`.

    `pool_size` is the maximum number of connections; a database in memory has one. `pool_timeout` is how many seconds
    a request waits for a connection, `lock_timeout` how many seconds a transaction waits to write. `options` are passed
    to `create_async_engine`.
    """
    url = make_url(url)
    write_lock = asyncio.Lock()

    def connect(file: str, **named: Any) -> Connection:
        return Connection(lambda: _open(file, timeout=lock_timeout, **named), write_lock, lock_timeout)

    engine = create_async_engine(
        url,
        connect_args={"async_creator_fn": connect},
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1 if in_memory(url) else pool_size,
        max_overflow=0,
        pool_timeout=pool_timeout,
        **options,
    )
    for name in ("do_execute", "do_executemany"):
        event.listen(engine.sync_engine, name, _begin_before_writing)
    return engine


def _open(file: str, **named: Any) -> sqlite3.Connection:
    """Return a connection of the standard library that never begins a transaction itself."""
    connection: sqlite3.Connection = sqlite3.connect(file, **named, isolation_level=None)
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    return connection


def _begin_before_writing(
    _cursor: DBAPICursor, statement: str, _parameters: Any, context: ExecutionContext
) -> bool:
    """Begin a transaction if there is none and the statement may write. Return True if the statement is the BEGIN."""
    if _reads(statement, context):
        return False
    adapter: Any = context.root_connection.connection.dbapi_connection
    if adapter.driver_connection.in_transaction:
        return False
    adapter.run_async(Connection.begin_immediate)
    return statement == BEGIN


def _reads(statement: str, context: ExecutionContext) -> bool:
    """Return True if a statement certainly needs no transaction."""
    word = statement.split(None, 1)[0].upper()
    if word == "WITH":
        return context.compiled is not None and isinstance(context.compiled.statement, SelectBase)
    return word in _WITHOUT_TRANSACTION
