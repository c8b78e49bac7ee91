# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 1fb0ada6b2e176a88ce230cf3eb76ac3
"""Engines for PostgreSQL behind a pooler in transaction mode, such as PgBouncer.

The pooler may run each transaction on a different server connection. So no state may outlive a transaction: no named
statement and no setting. The pooler rejects a startup packet with settings that it does not track.

Therefore statements are unnamed, and each transaction begins with `SET LOCAL` for the settings that would be in the
startup packet, such as the timeouts. `SET LOCAL` has no effect outside a transaction, so a direct statement also runs
in a transaction.
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
"""Settings that PgBouncer tracks: it sets them again on each server connection that it assigns to a client."""
_CONNECTION_OPTIONS = frozenset(
    ("dbname", "gsslib", "krbsrvname", "password", "passfile", "port", "host", "service", "user", "database")
)
"""Query parameters of a URL that asyncpg reads itself, besides `target_session_attrs` and `ssl…`."""
_OPTION = re.compile(r"(?:-c\s*|--)([\w.-]+)=((?:\\.|[^\s\\])*)")
"""A setting in `options`, as the server reads it: `-c name=value` or `--name=value`."""
_LIST_SETTINGS = frozenset(("search_path", "temp_tablespaces"))
"""Settings whose value is a list of names: `SET` would take the quoted text as one name."""


def use_transaction_pooler(engine: AsyncEngine) -> None:
    """Make an engine work behind a pooler in transaction mode. Call it before the engine connects.

    The `server_settings` in its `connect_args` need not change. With a creator of its own, the engine is not supported:
    the creator must turn off the statement cache and send no settings. Statements in autocommit have no timeouts.

    Raises ValueError for any driver but asyncpg. For psycopg, set `prepare_threshold=None` in `connect_args`.
    """
    if engine.dialect.driver != "asyncpg":
        raise ValueError(
            "only for postgresql+asyncpg: with psycopg, set `connect_args={'prepare_threshold': None}` instead"
        )
    event.listen(engine.sync_engine, "do_connect", _connect_without_state)


def uses_transaction_pooler(engine: AsyncEngine) -> bool:
    """Return True if `use_transaction_pooler` was called for an engine."""
    return event.contains(engine.sync_engine, "do_connect", _connect_without_state)


def _connect_without_state(
    _dialect: Any, _entry: Any, _arguments: list[Any], options: dict[str, Any]
) -> None:
    """Turn off both statement caches, and move settings from the startup packet to the transactions."""
    options["statement_cache_size"] = options["prepared_statement_cache_size"] = 0
    settings: dict[str, Any] = options.pop("server_settings", None) or {}
    if options.get("dsn"):
        options["dsn"], of_url = _split_settings(options["dsn"])
        settings = {**of_url, **settings}  # as in asyncpg, `server_settings` override the URL
    followed = {name: value for name, value in settings.items() if name.lower() in TRACKED_SETTINGS}
    if followed:
        options["server_settings"] = followed
    local = "".join(
        _set_locally(name, str(value)) for name, value in settings.items() if name not in followed
    )
    connection = options.get("connection_class") or import_module("asyncpg").Connection
    options["connection_class"] = _connection_class(connection, local)


def _split_settings(url: str) -> tuple[str, dict[str, str]]:
    """Return a URL without the server settings in its query, and these settings."""
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
    """Return a subclass of asyncpg's connection whose transactions begin with settings. It keeps no session state."""
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
        if query.startswith("BEGIN"):  # in the same message, so it costs no round trip
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
