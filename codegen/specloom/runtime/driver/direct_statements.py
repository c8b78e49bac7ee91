"""Single statements on the driver's own connection, without what SQLAlchemy does around each.

A statement is built by SQLAlchemy and compiled once; each time it runs, its parameters go straight to asyncpg. That is
done only where nobody could tell: where the session of a request has not begun anything and nothing listens to what it
does. Everything else goes through the session.
"""

import re
from collections.abc import Callable, Coroutine, Mapping
from operator import itemgetter
from typing import Any, Protocol, Self, runtime_checkable

from sqlalchemy import (
    ARRAY,
    Boolean,
    ClauseElement,
    Connection,
    Dialect,
    Engine,
    Numeric,
    PoolProxiedConnection,
    StaticPool,
    event,
    make_url,
)
from sqlalchemy.exc import DBAPIError, EmulatedDBAPIException
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import Float, TypeDecorator, TypeEngine

from ..errors.connection_errors import report_failures
from ..libraries.private_sqlalchemy import engine_has_listeners, greenlet_spawn, parameters, require_known
from ..types.columns import UtcDateTime
from . import statement_names
from .event_listeners import session_has_listeners
from .pool import ConnectionPool
from .sessions import LazySession

_DIALECT = make_url("postgresql+asyncpg://").get_dialect()
DIALECT: Dialect = _DIALECT()
"""That of connections which no engine has made."""
COLUMN_PREFIX = "in_"
"""Before the name of a parameter that stands for a column: SQLAlchemy keeps the column's own name for itself."""
_CHECKED_TYPES = (Boolean, UtcDateTime)
"""Types that do nothing to a value but look whether it is one of theirs, as the schemas and the driver do as well."""
_ITEM_NAME = re.compile(r"(at_[a-z]+)_([0-9]+)")
"""A parameter that stands for one of several values, such as the parts of a key."""
_NUMERIC, _DOUBLE = 1700, 701
"""What PostgreSQL's catalogue calls these types (`pg_type.oid`); SQLAlchemy asks for it."""


event.listen(_DIALECT, "do_connect", statement_names.disable_cache)
event.listen(_DIALECT, "do_connect", report_failures)  # of every engine that is not given a creator


@runtime_checkable
class DriverConnection(Protocol):
    """What is needed of a connection of asyncpg, or of its pool."""

    @property
    def fetch(self) -> Callable[..., Coroutine[Any, Any, list[Any]]]:
        """What runs a query and returns its rows."""
        ...

    @property
    def fetchrow(self) -> Callable[..., Coroutine[Any, Any, Any]]:
        """What runs a query and returns its first row, or None."""
        ...

    def is_closed(self) -> bool:
        """Return True if nothing can be run any more."""
        ...


class Prepared:
    """A statement as the driver takes it."""

    __slots__ = ("_parameters", "sql")

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.sql: str = str(compiled)
        self._parameters: tuple[tuple[str, Any, Callable[[Any], Any] | None], ...] = tuple(
            _parameter(name, bind, dialect) for name, bind in parameters(compiled)
        )

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the arguments for values by the names of their parameters; those it lacks are the statement's own."""
        return [
            values.get(name, own) if process is None else process(values.get(name, own))
            for name, own, process in self._parameters
        ]


def _parameter(name: str, bind: Any, dialect: Dialect) -> tuple[str, Any, Callable[[Any], Any] | None]:
    """Return what a parameter is called where values are given, its own value, and what is done to a given one."""
    process = to_driver(bind.type, dialect)
    one = _ITEM_NAME.fullmatch(name)
    if one is None:
        if name.startswith(COLUMN_PREFIX) and isinstance(bind.type, _CHECKED_TYPES):
            process = None
        return name.removeprefix(COLUMN_PREFIX), bind.value, process
    take = itemgetter(int(one[2]))

    def taken(values: Any) -> Any:
        return take(values) if process is None else process(take(values))

    return one[1], None, taken


def to_driver(column_type: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what a column's type does to a value before the driver gets it."""
    return column_type.dialect_impl(dialect).bind_processor(dialect)


def from_driver(column_type: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what a column's type does to a value that comes from the driver."""
    stored: Any = column_type
    while isinstance(stored, TypeDecorator | ARRAY):
        stored = stored.item_type if isinstance(stored, ARRAY) else stored.impl
    oid = _DOUBLE if isinstance(stored, Float) else _NUMERIC if isinstance(stored, Numeric) else None
    return column_type.dialect_impl(dialect).result_processor(dialect, oid)


def direct_engine(db: AsyncSession, mapper: Mapper[Any]) -> Engine | None:
    """Return the engine on which a statement of a table may run by itself, or None if it must go through the session.

    It must if the session has begun a transaction, which the statement would not see; if its connection is not one
    of an engine's pool; or if anything listens or was set that SQLAlchemy would heed.
    """
    engine: Engine | Connection
    session: Session | None = None
    if type(db) is LazySession and not db.used:
        engine = db.engine.sync_engine
    else:
        session = db.sync_session
        if type(session) is not Session or session.in_transaction():
            return None
        engine = session.get_bind(mapper)
    if type(engine) is not Engine or not engine_runs_directly(engine) or session_has_listeners(session):
        return None
    return engine


def session_runs_directly(db: AsyncSession, engine: Engine) -> bool:
    """Return True if a session would run a statement on an engine as the driver does: nobody could tell them apart."""
    if type(db) is LazySession and not db.used:
        return db.engine.sync_engine is engine
    session = db.sync_session
    return (
        type(session) is Session
        and session.bind is engine
        and not session.in_transaction()
        and not session_has_listeners(session)
    )


def engine_runs_directly(engine: Engine) -> bool:
    """Return True if statements may run on the driver's connections of an engine, for all that the engine knows."""
    return not (
        engine.dialect.driver != "asyncpg"
        or engine.get_execution_options()
        or engine_has_listeners(engine)
        or isinstance(engine.pool, StaticPool)  # a session then says what is wrong with it
    )


class AcquiredConnection:
    """Lends a connection of an engine's pool, never one that is known to be lost.

    Raises what SQLAlchemy raises if there is none to be had, ConnectionError if it was lost meanwhile. It is a
    `DriverConnection` itself, so that `release` can return the connection before the block ends.
    """

    __slots__ = ("_connection", "_driver", "_engine", "_pool")
    _driver: Any  # a DriverConnection, unless the engine is of another driver

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: ConnectionPoolEntry | PoolProxiedConnection | None = None

    async def __aenter__(self) -> Self:
        while True:
            pool = self._pool = self._engine.pool
            connection = pool.acquire() if isinstance(pool, ConnectionPool) else None
            self._connection = connection if connection is not None else await self._check_out()
            self._driver = self._connection.driver_connection
            if not self._driver.is_closed():
                if isinstance(self._connection, PoolProxiedConnection) and self._driver.is_in_transaction():
                    # A listener of `connect` may have run a statement, for which SQLAlchemy has begun a transaction:
                    # what is written in it would be rolled back when the connection goes back to the pool.
                    await greenlet_spawn(self._connection.commit)
                return self
            await self._return_connection(lost=True)  # the server was restarted meanwhile, say

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        if self._connection is None:
            return
        lost: bool = self._driver.is_closed()
        await self._return_connection(lost=lost)
        if lost and isinstance(error, Exception):
            raise ConnectionError("the connection was lost") from None

    async def _check_out(self) -> PoolProxiedConnection:
        try:
            return await greenlet_spawn(self._engine.raw_connection)
        except EmulatedDBAPIException as error:  # which `Engine.connect` wraps as well
            raise DBAPIError(None, None, error, hide_parameters=True) from error

    @property
    def fetch(self) -> Callable[..., Coroutine[Any, Any, list[Any]]]:
        """What runs a query and returns its rows."""
        run: Callable[..., Coroutine[Any, Any, list[Any]]]
        run = self._driver.fetch if self._connection is not None else self._fetch_alone
        return run

    @property
    def fetchrow(self) -> Callable[..., Coroutine[Any, Any, Any]]:
        """What runs a query and returns its first row, or None."""
        run: Callable[..., Coroutine[Any, Any, Any]]
        run = self._driver.fetchrow if self._connection is not None else self._fetchrow_alone
        return run

    def is_closed(self) -> bool:
        """Return True if the connection was lost. One that was returned is not: the next statement lends another."""
        return self._connection is not None and bool(self._driver.is_closed())

    async def release(self) -> None:
        """Return the connection now, if it is still lent. Each statement after that lends one for itself."""
        if self._connection is not None:
            await self._return_connection(lost=self._driver.is_closed())

    async def _return_connection(self, *, lost: bool) -> None:
        connection, pool, self._connection = self._connection, self._pool, None
        if lost and connection is not None:
            await greenlet_spawn(connection.invalidate)
        if isinstance(connection, PoolProxiedConnection):
            await greenlet_spawn(connection.close)  # which ends it if the pool has no place left
        elif connection is not None and isinstance(pool, ConnectionPool):
            await pool.put_back(connection)

    async def _fetch_alone(self, query: str, *arguments: Any) -> list[Any]:
        async with AcquiredConnection(self._engine) as connection:
            return await connection.fetch(query, *arguments)

    async def _fetchrow_alone(self, query: str, *arguments: Any) -> Any:
        async with AcquiredConnection(self._engine) as connection:
            return await connection.fetchrow(query, *arguments)

    def __getattr__(self, name: str) -> Any:
        """Return anything else that the driver's connection has. Raises RuntimeError once it was returned."""
        if name in AcquiredConnection.__slots__:  # it was never entered
            raise AttributeError(name)
        if self._connection is None:
            raise RuntimeError(
                "the connection was returned to the pool: it was connection for the endpoint alone"
            )
        return getattr(self._driver, name)


class ExternalConnection:
    """Lends a connection that someone else opened and will close."""

    __slots__ = ("_driver",)

    def __init__(self, driver: DriverConnection) -> None:
        if type(driver) is not AcquiredConnection:  # which has its pool's checks
            require_known()
            statement_names.require_own_names(driver)
        self._driver = driver

    async def __aenter__(self) -> DriverConnection:
        return self._driver

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, Exception) and self._driver.is_closed():
            raise ConnectionError("the connection was lost") from None
