"""Applications on PostgreSQL whose requests use the fast path, and clients for them in this process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx2 as httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from generated.models import load_all
from generated.runtime.endpoints.dependencies import GetDb
from tests.support.databases import engine_for

Test = Callable[[AsyncEngine, async_sessionmaker[AsyncSession]], Awaitable[None]]


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client of an application in this process."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def with_engine(url: str, test: Test) -> None:
    """Run a test with an engine for the blog's tables in a database."""
    async with engine_for(url, pool_size=2, pool_timeout=0.5) as engine:
        async with engine.begin() as connection:
            await connection.run_sync(load_all().metadata.create_all)
        await test(engine, async_sessionmaker(engine, expire_on_commit=False))


def opened_by(new_session: async_sessionmaker[AsyncSession]) -> GetDb:
    """Return a plain dependency."""

    async def get_db() -> AsyncIterator[AsyncSession]:
        async with new_session() as session:
            yield session

    return get_db
