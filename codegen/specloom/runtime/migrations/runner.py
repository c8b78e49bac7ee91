"""Migrations with Alembic, on PostgreSQL and SQLite from the same files.

All migrations of one command run in one transaction. What Alembic's own comparison misses or gets wrong is
added: CHECKs (`alembic_checks`), exact types (`alembic_types`), an order in which foreign keys hold
(`alembic_order`), indexes of search (`alembic_search`), and on SQLite the copying of tables without a loss
(`alembic_sqlite`).
"""

import asyncio
import logging
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ..driver.pooler import uses_transaction_pooler
from ..errors import connection_errors
from . import check_constraints, column_types, operation_order, search_indexes, sqlite


def run_migrations(metadata: MetaData, engine: AsyncEngine) -> None:
    """Do what the current command of Alembic asks for. To be called from its `env.py`.

    Raises CommandError, which Alembic prints as one line, if the database cannot be reached, or only through a pooler.
    """
    if context.is_offline_mode():
        dialect = engine.dialect.name
        context.configure(dialect_name=dialect, literal_binds=True, **_options(metadata))
        with context.begin_transaction():
            context.run_migrations()
    elif (given := context.config.attributes.get("connection")) is not None:
        _run(given, metadata)
    elif uses_transaction_pooler(engine):
        raise CommandError(
            "migrations cannot run through a pooler in transaction mode: "
            "set MIGRATE_DATABASE_URL to the URL of the database itself"
        )
    else:
        asyncio.run(_connect_and_run(metadata, engine))


async def _connect_and_run(metadata: MetaData, engine: AsyncEngine) -> None:
    connection_errors.log.addHandler(
        logging.NullHandler()
    )  # the error below has the reason; one line is enough
    try:
        connection = await engine.connect()
    except (OSError, DBAPIError) as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error)
        raise CommandError(f"there is no connection to the database: {reason}") from None
    try:
        await connection.run_sync(_run, metadata)
    finally:
        await connection.close()
        await engine.dispose()


def _run(connection: Connection, metadata: MetaData) -> None:
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        sqlite.prepare(connection)
    else:
        connection.exec_driver_sql("SET statement_timeout = 0")  # to copy a large table takes its time
    connection.commit()
    context.configure(connection=connection, **_options(metadata))
    with context.begin_transaction():
        if on_sqlite:
            sqlite.begin(connection)
        context.run_migrations()
        if on_sqlite:
            sqlite.check_foreign_keys(connection)


def _options(metadata: MetaData) -> dict[str, Any]:
    return {
        "target_metadata": metadata,
        "transactional_ddl": True,
        "render_as_batch": True,  # ALTER where the database can, a copy of the table where it cannot
        "render_item": _render_item,
        "compare_type": column_types.differs,
        "autogenerate_plugins": ["alembic.autogenerate.*", check_constraints.PLUGIN, search_indexes.PLUGIN],
        "include_name": search_indexes.include_name,
        "include_object": search_indexes.include_object,
        "process_revision_directives": _arrange,
    }


def _render_item(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    if kind == "check":
        return check_constraints.render_check(item)
    return column_types.render_item(kind, item, context)


def _arrange(migration_context: MigrationContext, _revision: Any, scripts: list[MigrationScript]) -> None:
    """Put the operations of new migrations in order. One that was to be found out and has none is not written."""
    for script in scripts:
        for operations in (script.upgrade_ops, script.downgrade_ops):
            assert operations is not None
            operations.ops = search_indexes.place_search_operations(
                operation_order.sort_operations(operations.ops)
            )
            stored = operations is script.downgrade_ops
            check_constraints.make_portable(operations.ops, migration_context.dialect, stored=stored)
        assert script.downgrade_ops is not None
        operation_order.add_autoincrement(script.downgrade_ops.ops)
    config = migration_context.config
    wanted = config is not None and getattr(config.cmd_opts, "autogenerate", False)
    if wanted and all(script.upgrade_ops is not None and script.upgrade_ops.is_empty() for script in scripts):
        scripts.clear()
