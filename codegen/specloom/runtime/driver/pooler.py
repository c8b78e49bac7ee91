"""An engine whose connections reach PostgreSQL through a pooler in transaction mode, such as PgBouncer.

The pooler gives each transaction another connection of the server. So nothing may outlive a transaction on one: no
named statement, and no setting. The startup packet may hold only settings that the pooler follows; it rejects others.

What takes the place of both: statements are unnamed, and each transaction begins with `SET LOCAL` of what would have
stood in the startup packet, the timeouts above all. Since that has no effect outside a transaction, a statement that
the driver runs by itself gets its own transaction.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from ..libraries.private_asyncpg import keep_jit_setting

TRACKED_SETTINGS = frozenset(
    ("application_name", "client_encoding", "datestyle", "standard_conforming_strings", "timezone")
)
"""Settings that PgBouncer follows: it sets them on whatever connection of the server a client gets."""
_CONNECTION_OPTIONS = frozenset(
    ("dbname", "gsslib", "krbsrvname", "password", "passfile", "port", "host", "service", "user", "database")
)
"""What asyncpg reads itself in the query of a URL, besides `target_session_attrs` and what begins with `ssl`."""
_OPTION = re.compile(r"(?:-c\s*|--)([\w.-]+)=((?:\\.|[^\s\\])*)")
"""A setting in `options`, as the server reads it: `-c name=value` or `--name=value`."""
_LIST_SETTINGS = frozenset(("search_path", "temp_tablespaces"))
"""Settings with a list of names as their value: `SET` would take the text for one name."""


def use_transaction_pooler(engine: AsyncEngine) -> None:
    """Let an engine that has not connected yet work behind a pooler in transaction mode.

    The `server_settings` among its `connect_args` may be what they are without a pooler. The engine must connect by
    itself: a creator of the user's own has to turn off the statement cache and to send no settings. What SQLAlchemy
    runs in autocommit has no timeouts.

    Raises ValueError for another driver than asyncpg: psycopg is given `prepare_threshold=None` among `connect_args`.
    """
    if engine.dialect.driver != "asyncpg":
        raise ValueError(
            "only engines of postgresql+asyncpg: for psycopg, `connect_args={'prepare_threshold': None}` does it"
        )
    event.listen(engine.sync_engine, "do_connect", _connect_without_state)


def uses_transaction_pooler(engine: AsyncEngine) -> bool:
    """Return True if an engine was made to work behind a pooler in transaction mode."""
    return event.contains(engine.sync_engine, "do_connect", _connect_without_state)


def _connect_without_state(
    _dialect: Any, _entry: Any, _arguments: list[Any], options: dict[str, Any]
) -> None:
    """Turn off both caches of statements, and let transactions set what the startup packet may not hold."""
    options["statement_cache_size"] = options["prepared_statement_cache_size"] = 0
    settings: dict[str, Any] = options.pop("server_settings", None) or {}
    if options.get("dsn"):
        options["dsn"], of_url = _split_settings(options["dsn"])
        settings = {**of_url, **settings}  # those of the URL come last, as asyncpg has it
    followed = {name: value for name, value in settings.items() if name.lower() in TRACKED_SETTINGS}
    if followed:
        options["server_settings"] = followed
    local = "".join(
        _set_locally(name, str(value)) for name, value in settings.items() if name not in followed
    )
    connection = options.get("connection_class") or import_module("asyncpg").Connection
    options["connection_class"] = _connection_class(connection, local)


def _split_settings(url: str) -> tuple[str, dict[str, str]]:
    """Return a URL without the settings of the server in its query, and these."""
    parts = urlsplit(url)
    kept: list[tuple[str, str]] = []
    settings: dict[str, str] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name in _CONNECTION_OPTIONS or name.startswith("ssl") or name == "target_session_attrs":
            kept.append((name, value))
        elif name == "options":
            settings |= {key: re.sub(r"\\(.)", r"\1", text) for key, text in _OPTION.findall(value)}
        else:
            settings[name] = value
    return urlunsplit(parts._replace(query=urlencode(kept))), settings


@lru_cache(maxsize=16)
def _connection_class(connection: Any, local: str) -> Any:
    """Return a class of asyncpg's connections that changes no session, and whose transactions begin with settings."""
    initialize: Callable[..., None] = connection.__init__
    execute: Callable[..., Any] = connection.execute

    def in_transaction(run: Callable[..., Any]) -> Callable[..., Any]:
        async def run_in_transaction(self: Any, *arguments: Any, **options: Any) -> Any:
            if self.is_in_transaction():
                return await run(self, *arguments, **options)
            async with self.transaction():
                return await run(self, *arguments, **options)

        return run_in_transaction

    def initialize_without_jit(self: Any, *arguments: Any, **options: Any) -> None:
        initialize(self, *arguments, **options)
        keep_jit_setting(self)

    async def execute_with_settings(self: Any, query: str, *arguments: Any, **options: Any) -> Any:
        if query.startswith("BEGIN"):  # in the same message, which costs no more time
            query += local
        return await execute(self, query, *arguments, **options)

    members = {"__slots__": (), "__init__": initialize_without_jit, "execute": execute_with_settings}
    for name in ("fetch", "fetchrow", "fetchval"):
        members[name] = in_transaction(getattr(connection, name))
    return type(connection)("PooledConnection", (connection,), members)


def _set_locally(name: str, value: str) -> str:
    quoted = "'" + value.replace("'", "''") + "'"
    if name.lower() in _LIST_SETTINGS:
        return f" SELECT set_config('{name}', {quoted}, true);"
    return f" SET LOCAL {name} = {quoted};"
