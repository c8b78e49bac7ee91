# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 9c22118d720e2d625581efa39436960d
"""What a request reads from that writes nothing: the driver's connection, or a session where anything listens."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from ..driver.direct_statements import AcquiredConnection, engine_runs_directly, session_runs_directly
from ..driver.event_listeners import session_has_listeners
from .fast_path import Database


def open_for_reads(
    engine: AsyncEngine, new_session: Callable[[], AsyncSession]
) -> AbstractAsyncContextManager[Database]:
    """Return what opens a connection of the driver from the engine's pool, which is lighter, or a session.

    `new_session` returns a session on the same engine. It is used if the engine is of another driver than asyncpg, or
    if anything listens to the engine, its pool, all sessions or this one, so that each listener receives these reads
    too; also if the session is of a synchronous class of the user's own, or its bind has options. To use it:

        async def get_read_db() -> AsyncIterator[Database]:
            async with open_for_reads(engine, new_session) as db:
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
