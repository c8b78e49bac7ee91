"""The transaction of a write. The endpoint commits it, after the service returns and before the response is sent.

A commit at the exit of `get_db` could fail after the response was sent. If services committed, one transaction could
not combine several of them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from ..driver.engine_checks import bind_of, is_checked, require_transactions


@asynccontextmanager
async def transaction(db: AsyncSession) -> AsyncIterator[None]:
    """Commit at the end of the block. Roll back if it raises. Joins a transaction that has already begun."""
    try:
        await begin_write(db)
        yield
        await db.commit()
    except BaseException:
        await db.rollback()
        raise


async def begin_write(db: AsyncSession) -> None:
    """Begin a transaction with SQLite's write lock, so that no other write comes between its reads and its writes.

    Other databases lock rows, and begin with the first statement. Raises Problem 503 if writes are not safe, see
    `require_transactions`.
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
