# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 9840051824605dc6f6da8060cca47081
"""What a request reads from that writes nothing: the driver's connection, or a session where anything listens."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from .driver import Lent, runs_directly
from .listening import session_has_listeners
from .straight import Database


def open_for_reads(
    engine: AsyncEngine, new_session: Callable[[], AsyncSession]
) -> AbstractAsyncContextManager[Database]:
    """Return what opens a connection of the driver from the engine's pool, which is lighter, or a session.

    `new_session` returns a session on the same engine. It is used if the engine is of another driver than asyncpg, or
    if anything listens to the engine, its pool or sessions, so that each listener receives these reads too. To use it:

        async def get_read_db() -> AsyncIterator[Database]:
            async with open_for_reads(engine, new_session) as db:
                yield db
    """
    if runs_directly(engine.sync_engine) and not session_has_listeners(None):
        return Lent(engine.sync_engine)
    return new_session()
