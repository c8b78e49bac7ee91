"""Requests with an idempotency key from several callers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

import httpx2 as httpx
from fastapi import Cookie, Depends, FastAPI, Header, Query, Security
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from starlette.types import ASGIApp, Receive, Scope, Send

from generated.api import create_api
from generated.models import load_all
from generated.services.tag import TagService
from tests.support.databases import engine_for

Talk = Callable[[httpx.AsyncClient], Awaitable[None]]
Wrap = Callable[[FastAPI], Any]
KEY = {"idempotency-key": "the-key"}
BODY = {"name": "ann's"}
CONTENT_TYPES = [{"content-type": "application/json"}, {"content-type": "application/json; charset=utf-8"}]
"""The header of a request that a compiled route serves, and of one that FastAPI serves."""


def talk(
    url: str, conversation: Talk, wrap: Wrap = lambda app: app, get_db_needs: Any = None, **options: Any
) -> None:
    """Run requests against an application whose `get_db` has a dependency."""

    async def nothing() -> None:
        pass

    async def main() -> None:
        async with engine_for(url) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(load_all().metadata.create_all)
            new_session = async_sessionmaker(engine, expire_on_commit=False)

            async def get_db(
                _: Annotated[Any, Depends(get_db_needs or nothing)],
            ) -> AsyncIterator[AsyncSession]:
                async with new_session() as session:
                    yield session

            app = wrap(create_api(get_db, **options))
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as client:
                await conversation(client)

    asyncio.run(main())


async def post(client: httpx.AsyncClient, content_type: dict[str, str], **who: Any) -> httpx.Response:
    headers = {**content_type, **KEY, **who.pop("headers", {})}
    return await client.post("/tags", content=b'{"name": "ann\'s"}', headers=headers, **who)


class Named(BaseModel):
    x_key: str


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: str


async def header(x_key: Annotated[str, Header()]) -> None: ...


async def header_model(named: Annotated[Named, Header()]) -> None: ...


async def cookie(sid: Annotated[str, Cookie()]) -> None: ...


async def query(key: Annotated[str, Query()]) -> None: ...


async def several(key: Annotated[list[str], Query()]) -> None: ...


def scheme(made: Any) -> Any:
    async def read(_: Annotated[Any, Security(made)]) -> None: ...

    return read


BY_HEADER = ({"headers": {"x-key": "ann"}}, {"headers": {"x-key": "bob"}})
BY_COOKIE = ({"headers": {"cookie": "sid=1"}}, {"headers": {"cookie": "sid=2"}})
BY_QUERY = ({"params": {"key": "ann"}}, {"params": {"key": "bob"}})
BY_TOKEN = ({"headers": {"authorization": "Bearer a"}}, {"headers": {"authorization": "Bearer b"}})
BY_BASIC = ({"headers": {"authorization": "Basic YTph"}}, {"headers": {"authorization": "Basic Yjpi"}})


def service_that_needs(dependency: Any) -> type[TagService]:
    class Tags(TagService):
        def __init__(self, _: Annotated[Any, Depends(dependency)]) -> None: ...

    return Tags


class Middleware:
    """Middleware of the user's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
