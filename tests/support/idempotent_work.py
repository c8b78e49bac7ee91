"""Work on the database of an application, and its table of idempotency keys."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx2 as httpx
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from generated.runtime.endpoints.idempotency import KEYS
from tests.support.databases import engine_for

PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def named(key: str, **more: str) -> dict[str, str]:
    return {"Idempotency-Key": key, **more}


def new_tag() -> dict[str, Any]:
    return {"name": uuid4().hex}


def seen(response: httpx.Response) -> tuple[Any, ...]:
    """Return a response without its date and without the mark of a replay."""
    return response.status_code, response.content, {**response.headers, "date": "", "idempotent-replayed": ""}


def count(client: httpx.Client, path: str, **filters: Any) -> int:
    total: int = client.get(path, params={"count": "true", "limit": 1, **filters}).json()["total"]
    return total


def run_on(url: str, work: Callable[[AsyncEngine], Awaitable[Any]], **settings: Any) -> Any:
    """Do something with an engine of the application's for a database."""

    async def main() -> Any:
        async with engine_for(url, **settings) as engine:
            return await work(engine)

    return asyncio.run(main())


async def stored(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        return [*await connection.execute(select(KEYS))]


def expire(url: str) -> None:
    """Let every stored response expire."""

    async def work(engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.execute(update(KEYS).values(expires_at=PAST))

    run_on(url, work)
