"""Single statements that run on asyncpg's own connection, without the overhead of an SQLAlchemy session.

SQLAlchemy builds and compiles a statement once. Each time it runs, its parameters are passed directly to asyncpg.
A statement runs this way only if the effect is the same: the session has not begun a transaction, and there is no event
listener. All other statements use the session.
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
"""The dialect of connections that were not made by an engine."""
COLUMN_PREFIX = "in_"
"""Prefix of parameters that are named after a column. SQLAlchemy reserves the plain name of the column."""
_CHECKED_TYPES = (Boolean, UtcDateTime)
"""Types whose bind processor only checks a value. The schemas and the driver check it too."""
_ITEM_NAME = re.compile(r"(at_[a-z]+)_([0-9]+)")
"""Name of a parameter for one item of a sequence, such as one part of a composite key."""
_NUMERIC, _DOUBLE = 1700, 701
"""The OIDs of these types in PostgreSQL (`pg_type.oid`). SQLAlchemy's result processors need them."""


event.listen(_DIALECT, "do_connect", statement_names.disable_cache)
event.listen(_DIALECT, "do_connect", report_failures)  # for every engine without a creator of its own


@runtime_checkable
class DriverConnection(Protocol):
    """The methods that are used of an asyncpg connection or pool."""

    @property
    def fetch(self) -> Callable[..., Coroutine[Any, Any, list[Any]]]:
        """The function that runs a query and returns its rows."""
        ...

    @property
    def fetchrow(self) -> Callable[..., Coroutine[Any, Any, Any]]:
        """The function that runs a query and returns its first row, or None."""
        ...

    def is_closed(self) -> bool:
        """Return True if the connection can run no more statements."""
        ...


class Prepared:
    """A statement in the form that the driver takes."""

    __slots__ = ("_parameters", "sql")

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.sql: str = str(compiled)
        self._parameters: tuple[tuple[str, Any, Callable[[Any], Any] | None], ...] = tuple(
            _parameter(name, bind, dialect) for name, bind in parameters(compiled)
        )

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the positional arguments for named values. A missing value is taken from the statement itself."""
        return [
            values.get(name, own) if process is None else process(values.get(name, own))
            for name, own, process in self._parameters
        ]


def _parameter(name: str, bind: Any, dialect: Dialect) -> tuple[str, Any, Callable[[Any], Any] | None]:
    """Return the key of a parameter in the given values, its default, and the conversion of a given value."""
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
    """Return the conversion of a column type from Python to the driver, or None if there is none."""
    return column_type.dialect_impl(dialect).bind_processor(dialect)


def from_driver(column_type: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return the conversion of a column type from the driver to Python, or None if there is none."""
    stored: Any = column_type
    while isinstance(stored, TypeDecorator | ARRAY):
        stored = stored.item_type if isinstance(stored, ARRAY) else stored.impl
    oid = _DOUBLE if isinstance(stored, Float) else _NUMERIC if isinstance(stored, Numeric) else None
    return column_type.dialect_impl(dialect).result_processor(dialect, oid)


def direct_engine(db: AsyncSession, mapper: Mapper[Any]) -> Engine | None:
    """Return the engine that may run a statement directly, or None if the statement must use the session.

    It must use the session in these cases: the session has begun a transaction, whose changes the statement would not
    see; the session is bound to a connection and not to an engine; there are event listeners or execution options.
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
    """Return True if a statement of this session may run directly on the engine, with the same effect."""
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
    """Return True if nothing in the configuration of an engine prevents direct statements."""
    return not (
        engine.dialect.driver != "asyncpg"
        or engine.get_execution_options()
        or engine_has_listeners(engine)
        or isinstance(engine.pool, StaticPool)  # the session raises an error that explains it
    )


class AcquiredConnection:
    """Acquires a connection from the pool of an engine, and returns it at the end of the block.

    It never uses a connection that is known to be lost. Raises SQLAlchemy's errors if there is no connection, and
    ConnectionError if the connection is lost in the block. It is also a `DriverConnection`, so that `release` can
    return the connection before the block ends.
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
                    # A listener of `connect` may have run a statement. SQLAlchemy has begun a transaction for it, and
                    # would roll back the caller's writes when the connection returns to the pool.
                    await greenlet_spawn(self._connection.commit)
                return self
            await self._return_connection(lost=True)  # for example because the server was restarted

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
        except EmulatedDBAPIException as error:  # `Engine.connect` wraps it in the same way
            raise DBAPIError(None, None, error, hide_parameters=True) from error

    @property
    def fetch(self) -> Callable[..., Coroutine[Any, Any, list[Any]]]:
        """The function that runs a query and returns its rows."""
        run: Callable[..., Coroutine[Any, Any, list[Any]]]
        run = self._driver.fetch if self._connection is not None else self._fetch_alone
        return run

    @property
    def fetchrow(self) -> Callable[..., Coroutine[Any, Any, Any]]:
        """The function that runs a query and returns its first row, or None."""
        run: Callable[..., Coroutine[Any, Any, Any]]
        run = self._driver.fetchrow if self._connection is not None else self._fetchrow_alone
        return run

    def is_closed(self) -> bool:
        """Return True if the connection was lost. After `release` it is False: each statement acquires a connection."""
        return self._connection is not None and bool(self._driver.is_closed())

    async def release(self) -> None:
        """Return the connection to the pool now. Each later statement acquires its own."""
        if self._connection is not None:
            await self._return_connection(lost=self._driver.is_closed())

    async def _return_connection(self, *, lost: bool) -> None:
        connection, pool, self._connection = self._connection, self._pool, None
        if lost and connection is not None:
            await greenlet_spawn(connection.invalidate)
        if isinstance(connection, PoolProxiedConnection):
            await greenlet_spawn(connection.close)  # closes the connection if the pool is full
        elif connection is not None and isinstance(pool, ConnectionPool):
            await pool.put_back(connection)

    async def _fetch_alone(self, query: str, *arguments: Any) -> list[Any]:
        async with AcquiredConnection(self._engine) as connection:
            return await connection.fetch(query, *arguments)

    async def _fetchrow_alone(self, query: str, *arguments: Any) -> Any:
        async with AcquiredConnection(self._engine) as connection:
            return await connection.fetchrow(query, *arguments)

    def __getattr__(self, name: str) -> Any:
        """Return any other attribute of the driver's connection. Raises RuntimeError after `release`."""
        if name in AcquiredConnection.__slots__:  # the block has not been entered
            raise AttributeError(name)
        if self._connection is None:
            raise RuntimeError("the connection was returned to the pool when the endpoint ended")
        return getattr(self._driver, name)


class ExternalConnection:
    """A connection that the application opens and closes."""

    __slots__ = ("_driver",)

    def __init__(self, driver: DriverConnection) -> None:
        require_known()
        statement_names.require_own_names(driver)
        self._driver = driver

    async def __aenter__(self) -> DriverConnection:
        return self._driver

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, Exception) and self._driver.is_closed():
            raise ConnectionError("the connection was lost") from None
