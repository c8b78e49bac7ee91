# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 679737e1dd805944cedaa991cce2daed
"""Names of prepared statements that no other process gives.

asyncpg names statements by a counter of the process, so two processes give the same name to different statements. A
pooler that lends a server's connection to one client after the other, such as PgBouncer in transaction mode, then lets
one process run the statement of another: a GET ran a DELETE.

Here the counter is preceded by random digits of the process. asyncpg calls one function for every name: of statements
that SQLAlchemy's adapter, `fetch`, `execute`, `prepare` or a cursor prepares. So replacing it covers engines, pools and
connections of any origin, which neither `prepare(name=...)` nor a subclass of the connection would. That function is
private: with a version of asyncpg that lacks it, engines keep no prepared statements.

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

from ..libraries.private_asyncpg import replace_naming

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


class _State:
    """Whether asyncpg takes its names from here; None as long as it is not loaded."""

    installed: bool | None = None


def install() -> bool:
    """Let asyncpg take its names from here, from now on and on open connections too, if it is loaded.

    Return False if it is a version that names statements by other means.
    """
    if _State.installed is None and "asyncpg" in sys.modules:
        _State.installed = replace_naming(_new_name)
    return _State.installed is not False


def require_own_names(connection: Any) -> None:
    """Raise RuntimeError for a connection that the application has opened itself, if its names are not from here."""
    if not install():
        raise RuntimeError(
            f"the version of asyncpg that made this {type(connection).__name__} names prepared statements in an unknown"
            " way, so that two processes could give one name to two of them: let `get_read_db` yield a session, or"
            " install asyncpg 0.32"
        )


def disable_cache(_dialect: Any, _entry: Any, _arguments: list[Any], options: dict[str, Any]) -> None:
    """Let a new connection keep no prepared statements if their names are not from here.

    Those that SQLAlchemy prepares for one execution are named by us. A listener of `do_connect` of asyncpg's dialect.
    """
    if not install():
        options["statement_cache_size"] = options["prepared_statement_cache_size"] = 0
        options["prepared_statement_name_func"] = lambda: names.new("__specloom")


def _randomize_names(connection: Any) -> None:
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
        _randomize_names(driver)


if hasattr(os, "register_at_fork"):  # where a process can be copied
    os.register_at_fork(after_in_child=names.renew)
install()  # importing the driver takes a while, which a service on SQLite does not need: it may come later
