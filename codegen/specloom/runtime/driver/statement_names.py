"""Names of prepared statements that are unique among processes.

asyncpg names statements with a counter, so two processes give the same name to different statements. A pooler in
transaction mode, such as PgBouncer, shares server connections between processes. Then one process can run the statement
of another: a GET ran a DELETE.

Here the counter follows random digits of the process. asyncpg makes every name with one function, so replacing this
function covers engines, pools and connections of any origin. `prepare(name=...)` or a subclass of the connection would
not. The function is private. If a version of asyncpg lacks it, engines keep no prepared statements.

psycopg names statements with a counter of the connection, and has the same problem. On the connections of SQLAlchemy's
pools, this counter starts at a random number.
"""

import itertools
import os
import secrets
import sys
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from ..libraries.private_asyncpg import replace_naming

_COUNTER = "_prepared_idx"
"""psycopg's private attribute for the number in the next name."""


class _Names:
    """Makes the names of this process."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.renew()

    def renew(self) -> None:
        """Choose new random digits, as a forked process must."""
        self._process = secrets.token_hex(12)

    def new(self, prefix: str) -> str:
        """Return a name that begins with a prefix. The prefix has at most ten characters: PostgreSQL compares 63."""
        return f"{prefix}_{self._process}_{next(self._numbers):x}"


names = _Names()


def _new_name(_: Any, prefix: str) -> str:
    return names.new(prefix)


class _State:
    """Whether asyncpg uses these names; None as long as it is not loaded."""

    installed: bool | None = None


def install() -> bool:
    """Make asyncpg use these names from now on, also on open connections. Do nothing if it is not loaded.

    Return False if this version of asyncpg names statements in an unknown way.
    """
    if _State.installed is None and "asyncpg" in sys.modules:
        _State.installed = replace_naming(_new_name)
    return _State.installed is not False


def require_own_names(connection: Any) -> None:
    """Raise RuntimeError for a connection that the application has opened, if it does not use these names."""
    if not install():
        raise RuntimeError(
            f"the version of asyncpg that made this {type(connection).__name__} names prepared statements in an unknown"
            " way, so that two processes could use the same name for different ones: let `get_read_db` yield a session,"
            " or install asyncpg 0.32"
        )


def disable_cache(_dialect: Any, _entry: Any, _arguments: list[Any], options: dict[str, Any]) -> None:
    """Turn off the statement cache of a new connection if it does not use these names.

    Statements that SQLAlchemy prepares for one execution still get a unique name. This listens to `do_connect` of
    asyncpg's dialect.
    """
    if not install():
        options["statement_cache_size"] = options["prepared_statement_cache_size"] = 0
        options["prepared_statement_name_func"] = lambda: names.new("__specloom")


def _randomize_names(connection: Any) -> None:
    """Make the names of a psycopg connection unique, or turn them off if this version counts in an unknown way."""
    prepared = getattr(connection, "_prepared", None)
    if hasattr(prepared, _COUNTER):
        setattr(prepared, _COUNTER, secrets.randbits(128))
    else:
        connection.prepare_threshold = None


@event.listens_for(Pool, "connect")
def _connected(_: object, entry: ConnectionPoolEntry) -> None:
    """Install the names before a new connection of any pool prepares a statement."""
    install()
    driver = entry.driver_connection
    if type(driver).__module__.partition(".")[0] == "psycopg":
        _randomize_names(driver)


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=names.renew)
install()  # does not import asyncpg: a service on SQLite does not need it
