# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4365127503ac9db8420cd1881b266b32
"""What a service relies on, of an engine that the application passes in: provided here, or asked for in one sentence.

Provided or checked: foreign keys on SQLite (`foreign_keys`), a transaction that takes SQLite's write lock at once
(`transactions`), statements that return rows, a connection for each session, and transactions at all.
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
"""Engines on which a transaction has been found to be one."""

_MAKE = "create the engine with `sqlite_engine(url)` from the runtime's module `sqlite`"
_OTHER_DATABASE = "The service runs on PostgreSQL and SQLite, not on {}: create the engine for one of them."
_NO_RETURNING = (
    "The service needs SQLite 3.35 or PostgreSQL, whose writes return rows: use a newer SQLite library."
)
_ONE_CONNECTION = (
    "This {} engine has one connection for all sessions (StaticPool), so that one request could undo what another has"
    " written: {}."
)
_OTHER_POOL = {
    "sqlite": f"{_MAKE}, or with `poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0`",
    "postgresql": "create the engine without that `poolclass`",
}
_NO_BIND = "The session that `get_db` yields has engines for some tables alone (`binds`): create it with `bind=engine`."
_NO_AUTOBEGIN = (
    "The session that `get_db` yields begins no transaction (`autobegin=False`): create it without that, or call"
    " `await session.begin()` before it is yielded."
)
_NO_FOREIGN_KEYS = (
    f"SQLite does not enforce foreign keys on a connection of this engine: {_MAKE}, or execute"
    " `PRAGMA foreign_keys = ON` when a connection is opened, before it begins a transaction."
)
_NO_TRANSACTIONS = (
    "This engine runs each statement as a transaction (AUTOCOMMIT), so that a request that fails could leave half of"
    " its writes: create the engine without that `isolation_level`."
)


def is_checked(engine: Engine) -> bool:
    """Return True if `require_transactions` has found nothing missing on an engine."""
    return engine in _CHECKED_ENGINES


def require_for_reads(db: AsyncSession) -> None:
    """Raise Problem 503 if sessions on the engine of a session disturb each other, or it is of another database.

    Also if the session has no engine, or cannot begin a transaction.
    """
    engine = bind_of(db).engine
    if engine not in _CHECKED_ENGINES:
        _require(engine)


def bind_of(db: AsyncSession) -> Engine | Connection:
    """Return what a session runs its statements on. Raises Problem 503 if that cannot be, by how it was created."""
    try:
        bind = db.get_bind()
    except UnboundExecutionError:
        _reject(_NO_BIND)
    if not (db.sync_session.autobegin or db.in_transaction()):
        _reject(_NO_AUTOBEGIN)
    return bind


def require_transactions(connection: Connection) -> None:
    """Raise Problem 503 if what is written on a connection is not safe. Provides foreign keys on SQLite."""
    engine = connection.engine
    if engine not in _CHECKED_ENGINES:
        _require(engine)
        # On SQLite the service begins its transactions by a statement, which no setting of the driver prevents.
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
