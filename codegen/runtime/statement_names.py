"""Names of prepared statements that no other process gives.

asyncpg names statements by a counter of the process, so two processes give the same name to different statements. A
pooler that lends a server's connection to one client after the other, such as PgBouncer in transaction mode, then lets
one process run the statement of another: a GET ran a DELETE.

Here the counter is preceded by random digits of the process. asyncpg calls one function for every name: of statements
that SQLAlchemy's adapter, `fetch`, `execute`, `prepare` or a cursor prepares. So replacing it covers engines, pools and
connections of any origin, which neither `prepare(name=...)` nor a subclass of the connection would.

psycopg names statements by a counter of the connection, which does the same behind such a pooler. On the connections of
SQLAlchemy's pools that counter begins with a random number.
"""

import itertools
import os
import secrets
import sys
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry, Pool

_NAMING = "_get_unique_id"
"""The method of asyncpg's connections that gives all names. It is private: there is no public way for all of them."""

_COUNTER = "_prepared_idx"
"""The number in the next name that a connection of psycopg gives. It is private, too."""


class _Names:
    """The names of this process."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.renew()

    def renew(self) -> None:
        """Take other digits, as a copy of a process must."""
        self._process = secrets.token_hex(12)

    def new(self, prefix: str) -> str:
        """Return a name that begins with a prefix of at most ten characters: PostgreSQL compares 63."""
        return f"{prefix}_{self._process}_{next(self._numbers):x}"


names = _Names()


def _new_name(_: Any, prefix: str) -> str:
    return names.new(prefix)


def install() -> None:
    """Let asyncpg take its names from here, from now on and on open connections too, if it is loaded.

    Raises RuntimeError if it is a version that names statements by other means.
    """
    driver: Any = sys.modules.get("asyncpg")
    if driver is None or getattr(driver.Connection, _NAMING, None) is _new_name:
        return
    if not hasattr(driver.Connection, _NAMING):
        raise RuntimeError(
            "this version of asyncpg names prepared statements in an unknown way: install asyncpg 0.32"
        )
    setattr(driver.Connection, _NAMING, _new_name)


def _name_apart(connection: Any) -> None:
    """Let a connection of psycopg give names that no other one gives, or none if it counts in an unknown way."""
    prepared = getattr(connection, "_prepared", None)
    if hasattr(prepared, _COUNTER):
        setattr(prepared, _COUNTER, secrets.randbits(128))
    else:
        connection.prepare_threshold = None


@event.listens_for(Pool, "connect")
def _connected(_: object, entry: ConnectionPoolEntry) -> None:
    """Install the names before a new connection of any pool has prepared anything."""
    install()
    driver = entry.driver_connection
    if type(driver).__module__.partition(".")[0] == "psycopg":
        _name_apart(driver)


if hasattr(os, "register_at_fork"):  # where a process can be copied
    os.register_at_fork(after_in_child=names.renew)
install()  # importing the driver takes a while, which a service on SQLite does not need: it may come later
