"""Foreign keys on SQLite, which enforces them only on connections that turn them on."""

import contextlib
import sqlite3
from typing import Any

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.pool import Pool

_KEYS = "idempotency_keys"
"""A table that the database of every service has."""
_ENFORCED = "specloom.foreign_keys"
"""Key in the `info` of a connection on which foreign keys are known to be enforced."""


def ensure_enforced(connection: Connection) -> bool:
    """Turn on foreign keys on a connection. Return False if that had no effect, as inside a transaction.

    The result is stored with the driver's connection, so that this runs once for each.
    """
    if _ENFORCED not in connection.info:
        cursor = connection.connection.cursor()
        try:
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute("PRAGMA foreign_keys")
            if cursor.fetchone() != (1,):
                return False
        finally:
            cursor.close()
        connection.info[_ENFORCED] = True
    return True


def install() -> None:
    """Enforce foreign keys on each new connection of every engine in the process, also for hand-written code.

    Databases that have tables, but not those of a service, are left alone: they belong to other software.
    """
    if not event.contains(Pool, "connect", _enforce_when_opened):
        event.listen(Pool, "connect", _enforce_when_opened)


def _enforce_when_opened(connection: Any, _: object) -> None:
    driver: Any = getattr(
        connection, "driver_connection", connection
    )  # the adapter of an async driver has this attribute
    if not isinstance(driver, sqlite3.Connection | aiosqlite.Connection):
        return
    cursor = connection.cursor()
    # An encrypted database cannot be read before its key is set. Then the first write turns foreign keys on.
    with contextlib.suppress(sqlite3.DatabaseError):
        cursor.execute("SELECT count(*) = 0 OR sum(name = ?) FROM sqlite_master", (_KEYS,))
        counted = cursor.fetchone()
        if counted is not None and counted[0]:
            cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
    if driver.in_transaction:  # always the case with autocommit=False
        connection.rollback()
