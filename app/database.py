"""The database: an engine made from the settings, and the sessions of requests."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from app.settings import settings
from generated.runtime import Database, LazySession, make_engine, open_read_connection

engine = make_engine(settings.database_url, pooler=settings.database_pooler, **settings.engine_options)


def new_session() -> AsyncSession:
    """Return a new session. The caller must close it. Rows keep their values after a commit."""
    return LazySession(engine)


async def get_db() -> AsyncIterator[AsyncSession]:
    """Open a session for a request, and close it afterwards. Code that writes must commit."""
    session = new_session()
    try:
        yield session
    finally:
        if session.in_transaction():  # otherwise there is nothing to close
            async with session:
                pass


async def get_read_db() -> AsyncIterator[Database]:
    """Open a connection for a request that only reads. To read from a replica, pass another engine."""
    async with open_read_connection(engine, new_session) as db:
        yield db


SessionDep = Annotated[AsyncSession, Depends(get_db)]
"""The session that guards and services share with generated routes."""
RouteSessionDep = Annotated[AsyncSession, Depends(get_db, scope="function")]
"""The session of a hand-written route. It is closed before the response is sent, because a client may read slowly."""
