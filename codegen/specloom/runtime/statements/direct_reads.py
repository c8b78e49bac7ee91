"""Opens the database for requests that only read: a connection of the driver, or a session."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from ..driver.direct_statements import AcquiredConnection, engine_runs_directly, session_runs_directly
from ..driver.event_listeners import session_has_listeners
from .fast_path import Database


def open_read_connection(
    engine: AsyncEngine, new_session: Callable[[], AsyncSession]
) -> AbstractAsyncContextManager[Database]:
    """Return a context manager that gives a connection of the driver, which is faster, or a session.

    `new_session` returns a session on the same engine. The session is used if the engine has another driver than
    asyncpg, if the session is of a synchronous class of the application or its bind has options, or if anything listens
    to events of the engine, its pool, all sessions or this session. So every listener also receives these reads.

        async def get_read_db() -> AsyncIterator[Database]:
            async with open_read_connection(engine, new_session) as db:
                yield db
    """
    if engine_runs_directly(engine.sync_engine) and not session_has_listeners(None):
        session = new_session()
        return (
            AcquiredConnection(engine.sync_engine)
            if session_runs_directly(session, engine.sync_engine)
            else session
        )
    return new_session()
