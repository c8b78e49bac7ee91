# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 413f2230f5e0036e5655ad3fcfe76dd9
"""Who commits: the endpoint, after the service and before the answer leaves.

A commit left to the exit of `get_db` would fail after the answer has gone out, and services that commit could not be
combined in one transaction.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from ..driver.engine_checks import bind_of, is_checked, require_transactions


@asynccontextmanager
async def transaction(db: AsyncSession) -> AsyncIterator[None]:
    """Commit what is done inside, or roll back and raise on. Joins a transaction that has already begun."""
    try:
        await begin_write(db)
        yield
        await db.commit()
    except BaseException:
        await db.rollback()
        raise


async def begin_write(db: AsyncSession) -> None:
    """Take SQLite's write lock before anything is read, so that what is written follows from what is stored.

    Other databases lock rows, and begin with the first statement. Raises Problem 503 if the engine lacks something.
    """
    bind = bind_of(db)
    if bind.dialect.name == "sqlite" or not is_checked(bind.engine):
        await db.run_sync(_begin)


def _begin(session: Session) -> None:
    connection = session.connection()
    require_transactions(connection)
    if connection.dialect.name != "sqlite":
        return
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
