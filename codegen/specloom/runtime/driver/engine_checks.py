"""Checks of the engine that the application passes in.

A service needs enforced foreign keys (`foreign_keys`), transactions, `RETURNING`, and a connection for each session.
If the engine lacks one of them, the request fails with a 503 that says how to create the engine.
"""

import logging
from typing import NoReturn
from weakref import WeakSet

from sqlalchemy import Connection, Engine, StaticPool
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import UnboundExecutionError
from sqlalchemy.ext.asyncio import AsyncSession

from ..problems.problem import Problem
from . import foreign_keys

foreign_keys.install()
log = logging.getLogger(__name__)
_CHECKED_ENGINES: WeakSet[Engine] = WeakSet()
"""Engines that have passed all checks."""

_MAKE = "create the engine with `sqlite_engine(url)` from the runtime"
_OTHER_DATABASE = "The service runs on PostgreSQL and SQLite, not on {}: create the engine for one of them."
_NO_RETURNING = (
    "The service needs SQLite 3.35 or PostgreSQL, whose writes return rows: use a newer SQLite library."
)
_ONE_CONNECTION = (
    "This {} engine has one connection for all sessions (StaticPool), so that one request could roll back the writes of"
    " another: {}."
)
_OTHER_POOL = {
    "sqlite": f"{_MAKE}, or with `poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0`",
    "postgresql": "create the engine without this `poolclass`",
}
_NO_BIND = "The session that `get_db` yields has engines only for some tables (`binds`): create it with `bind=engine`."
_NO_AUTOBEGIN = (
    "The session that `get_db` yields begins no transaction (`autobegin=False`): create it without this option, or call"
    " `await session.begin()` before the `yield`."
)
_NO_FOREIGN_KEYS = (
    f"SQLite does not enforce foreign keys on a connection of this engine: {_MAKE}, or execute"
    " `PRAGMA foreign_keys = ON` on each new connection, before it begins a transaction."
)
_NO_TRANSACTIONS = (
    "This engine commits each statement (AUTOCOMMIT), so that a request that fails could leave half of its writes:"
    " create the engine without this `isolation_level`."
)


def is_checked(engine: Engine) -> bool:
    """Return True if an engine has passed `require_transactions`."""
    return engine in _CHECKED_ENGINES


def require_for_reads(db: AsyncSession) -> None:
    """Raise Problem 503 if the session or its engine is not fit for reads.

    The database must be supported, sessions must not share a connection, and the session must have an engine and be
    able to begin a transaction.
    """
    engine = bind_of(db).engine
    if engine not in _CHECKED_ENGINES:
        _require(engine)


def bind_of(db: AsyncSession) -> Engine | Connection:
    """Return the engine or connection of a session. Raises Problem 503 if it has none or begins no transaction."""
    try:
        bind = db.get_bind()
    except UnboundExecutionError:
        _reject(_NO_BIND)
    if not (db.sync_session.autobegin or db.in_transaction()):
        _reject(_NO_AUTOBEGIN)
    return bind


def require_transactions(connection: Connection) -> None:
    """Raise Problem 503 if writes on a connection are not safe. Turns on foreign keys on SQLite."""
    engine = connection.engine
    if engine not in _CHECKED_ENGINES:
        _require(engine)
        # On SQLite the service begins its transactions with a statement: no setting of the driver prevents that.
        if engine.dialect.name != "sqlite" and engine.dialect.detect_autocommit_setting(_driver(connection)):
            _reject(_NO_TRANSACTIONS)
        _CHECKED_ENGINES.add(engine)
    if engine.dialect.name == "sqlite" and not foreign_keys.ensure_enforced(connection):
        _reject(_NO_FOREIGN_KEYS)


def _require(engine: Engine) -> None:
    dialect = engine.dialect
    if dialect.name not in ("sqlite", "postgresql"):
        _reject(_OTHER_DATABASE.format(dialect.name))
    if not (dialect.insert_returning and dialect.update_returning and dialect.delete_returning):
        _reject(_NO_RETURNING)
    if isinstance(engine.pool, StaticPool):
        name = "SQLite" if dialect.name == "sqlite" else "PostgreSQL"
        _reject(_ONE_CONNECTION.format(name, _OTHER_POOL[dialect.name]))


def _driver(connection: Connection) -> DBAPIConnection:
    driver = connection.connection.dbapi_connection
    assert driver is not None
    return driver


def _reject(sentence: str) -> NoReturn:
    log.error(sentence)
    raise Problem(503, sentence, headers={"Retry-After": "1"})
