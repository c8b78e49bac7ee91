"""Classifies database errors: which constraint was violated, or whether a retry may help.

A `Violation` contains names of the schema. It never contains a value or a text of the database, which may quote values.
"""

import sqlite3
from typing import Any, Literal, NamedTuple

from sqlalchemy.exc import (
    DBAPIError,
    EmulatedDBAPIException,
    OperationalError,
    PendingRollbackError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from ..problems.problem import Overloaded
from .connection_errors import happened_while_connecting

Kind = Literal["unique", "foreign_key", "not_null", "check", "data", "unavailable", "other"]


class Violation(NamedTuple):
    """The kind of an error, and its constraint or columns if the database names them.

    `data` is a value that its column cannot store. `unavailable` is any error after which a retry may succeed: a
    deadlock, a serialization failure, a timeout for a lock or connection, a full disk, a database that is down.
    PostgreSQL names constraints. SQLite names the columns of a unique constraint, and nothing for a foreign key.
    """

    kind: Kind
    constraint: str | None = None
    columns: tuple[str, ...] = ()


_DRIVERS = frozenset({"asyncpg", "aiosqlite", "sqlite3", "psycopg"})
"""Packages of database drivers."""
_RUNTIME = __name__.rsplit(".", 2)[0]
_DRIVER_MODULES = frozenset(f"{_RUNTIME}.driver.{each}" for each in ("direct_statements", "pool", "sqlite"))
"""Modules of the runtime that call the drivers."""
_LOST_CONNECTION = ("connection is closed", "connection was closed", "pool is clos", "cannot switch to state")
"""asyncpg's messages about a lost connection. The classes of these errors do not identify it."""
_CANNOT_RECONNECT = "8s2b"
"""SQLAlchemy's code for a session that lost its connection in a transaction."""


def is_driver_error(error: Exception) -> bool:
    """Return True for an error of asyncpg, of its connection, or of SQLAlchemy's adapter for it."""
    package = type(error).__module__.partition(".")[0]
    return isinstance(error, OSError | EmulatedDBAPIException) or package == "asyncpg"


def is_database_error(error: BaseException) -> bool:
    """Return True for an error of a driver, or of SQLAlchemy that wraps one."""
    package = type(error).__module__.partition(".")[0]
    return isinstance(error, StatementError | EmulatedDBAPIException) or package in _DRIVERS


def comes_from_driver(error: BaseException) -> bool:
    """Return True for a database error, and for any error whose stack contains a driver or a connection pool.

    Any other OSError, for example of a mail server, is not a database error.
    """
    traceback = error.__traceback__
    while traceback is not None:
        module = str(traceback.tb_frame.f_globals.get("__name__", ""))
        if module in _DRIVER_MODULES or module.partition(".")[0] in (*_DRIVERS, "sqlalchemy"):
            return True
        traceback = traceback.tb_next
    return is_database_error(error)


def driver_error(error: Exception) -> Any:
    """Return the error of the driver that SQLAlchemy and its adapter have wrapped."""
    while isinstance(error, StatementError | EmulatedDBAPIException) and isinstance(error.orig, Exception):
        error = error.orig
    return error


def describe(error: Exception) -> Violation:
    """Return the classification of an error of SQLAlchemy, its adapter or a driver."""
    driver = driver_error(error)
    if isinstance(error, PoolTimeoutError) or isinstance(driver, OSError):
        return Violation("unavailable")  # no free connection in the pool, or the server cannot be reached
    if isinstance(error, PendingRollbackError) and error.code == _CANNOT_RECONNECT:
        return Violation("unavailable")
    if type(driver) is ValueError:  # raised by the type of a column
        return Violation("data")
    if isinstance(driver, Overloaded):  # the type of a password column could not hash in time
        return Violation("unavailable")
    if isinstance(driver, sqlite3.Error):
        return _from_sqlite(driver)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return Violation("unavailable")
    if isinstance(error, DBAPIError) or is_driver_error(error):
        found = _from_postgresql(driver)
        no_state = found.kind == "other" and getattr(driver, "sqlstate", None) is None
        # psycopg raises this without a state if it cannot connect.
        return Violation("unavailable") if no_state and isinstance(error, OperationalError) else found
    return Violation("other")


def is_deadlock(error: DBAPIError) -> bool:
    """Return True if PostgreSQL cancelled a statement because of a deadlock."""
    return getattr(driver_error(error), "sqlstate", None) == "40P01"


def is_timeout(error: Exception) -> bool:
    """Return True if PostgreSQL cancelled a statement because of the statement timeout or the lock timeout."""
    return getattr(driver_error(error), "sqlstate", None) in ("55P03", "57014")


_SQLSTATES: dict[str, Kind] = {
    "23505": "unique",
    "23P01": "unique",  # an exclusion constraint
    "23503": "foreign_key",
    "23001": "foreign_key",  # ON DELETE RESTRICT
    "23502": "not_null",
    "23514": "check",
    "25006": "unavailable",  # the server has become a read-only standby
    "25P03": "unavailable",  # idle in a transaction for too long
    "3D000": "unavailable",  # the database does not exist
    "55P03": "unavailable",  # lock timeout
    "57014": "unavailable",  # statement timeout
}
_SQLSTATE_CLASSES: dict[str, Kind] = {
    "08": "unavailable",  # connection
    "22": "data",
    "28": "unavailable",  # authentication failed
    "40": "unavailable",  # deadlock, serialization failure
    "53": "unavailable",  # out of disk, memory or connections
    "57": "unavailable",  # the server is shutting down or starting
    "58": "unavailable",  # input or output failed
}


def _from_postgresql(error: Any) -> Violation:
    """Classify an error of asyncpg (details in attributes) or psycopg (details in `diag`)."""
    state = getattr(error, "sqlstate", None)
    if state is None:  # raised by the driver itself
        return Violation(_of_the_driver(error))
    if happened_while_connecting(error):  # whatever the reason: no statement has run
        return Violation("unavailable")
    kind = _SQLSTATES.get(state) or _SQLSTATE_CLASSES.get(state[:2], "other")
    if kind in ("data", "unavailable", "other"):
        return Violation(kind)
    facts = getattr(error, "diag", error)
    column = facts.column_name
    return Violation(kind, facts.constraint_name, (column,) if column else ())


def _of_the_driver(error: Any) -> Kind:
    """Return the kind of an error that asyncpg itself raised, without the server."""
    names = {each.__name__ for each in type(error).__mro__}
    if "ClientConfigurationError" in names:
        return "other"
    if isinstance(error, ValueError):
        return "data"
    if "TargetServerAttributeNotMatched" in names:  # for example because no host is the primary now
        return "unavailable"
    text = str(error)
    return "unavailable" if any(said in text for said in _LOST_CONNECTION) else "other"


_SQLITE_CONSTRAINTS: dict[int, Kind] = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: "unique",
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: "unique",
    sqlite3.SQLITE_CONSTRAINT_ROWID: "unique",
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: "foreign_key",
    sqlite3.SQLITE_CONSTRAINT_NOTNULL: "not_null",
    sqlite3.SQLITE_CONSTRAINT_CHECK: "check",
}
_SQLITE_CODES: dict[int, Kind] = {
    sqlite3.SQLITE_BUSY: "unavailable",
    sqlite3.SQLITE_LOCKED: "unavailable",
    sqlite3.SQLITE_FULL: "unavailable",
    sqlite3.SQLITE_IOERR: "unavailable",
    sqlite3.SQLITE_NOMEM: "unavailable",
    sqlite3.SQLITE_CANTOPEN: "unavailable",
    sqlite3.SQLITE_READONLY: "unavailable",
    sqlite3.SQLITE_PROTOCOL: "unavailable",
    sqlite3.SQLITE_TOOBIG: "data",
    sqlite3.SQLITE_MISMATCH: "data",
}


def _from_sqlite(error: sqlite3.Error) -> Violation:
    """Classify by the error code. Names come from messages like `UNIQUE constraint failed: users.email, users.name`."""
    code = getattr(error, "sqlite_errorcode", 0)
    kind = _SQLITE_CONSTRAINTS.get(code) or _SQLITE_CODES.get(code & 0xFF, "other")
    message = str(error)
    if message == "FOREIGN KEY constraint failed":  # ON DELETE RESTRICT has the error code of a trigger
        kind = "foreign_key"
    names = message.partition("constraint failed: ")[2]
    if kind == "check":
        return Violation(kind, names)
    if kind not in ("unique", "not_null"):
        return Violation(kind)
    if names.startswith("index '"):
        return Violation(kind, names.removeprefix("index '").removesuffix("'"))
    return Violation(kind, None, tuple(name.rpartition(".")[2] for name in names.split(", ")))
