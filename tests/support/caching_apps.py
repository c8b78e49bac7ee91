"""Applications in this process, for tests of the headers for caches."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any
from uuid import uuid4

import httpx2 as httpx
from fastapi import FastAPI, Header
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from generated.api import create_api
from generated.models import load_all
from generated.models.tag import Tag
from generated.runtime.driver.direct_statements import AcquiredConnection
from generated.services.tag import TagService
from tests.support.databases import engine_for

Wrap = Callable[[FastAPI], None]
Talk = Callable[[httpx.AsyncClient], Awaitable[None]]
ANN, BOB = {"x-caller": "ann"}, {"x-caller": "bob"}


def unchanged(_: FastAPI) -> None:
    """Leave an application as it is."""


def talk(
    url: str,
    conversation: Talk,
    wrap: Wrap = unchanged,
    *,
    direct: bool = False,
    **options: Any,
) -> None:
    """Run requests against an application. If `direct`, reads use the driver of PostgreSQL."""

    async def main() -> None:
        async with engine_for(url) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(load_all().metadata.drop_all)
                await connection.run_sync(load_all().metadata.create_all)
            new_session = async_sessionmaker(engine, expire_on_commit=False)

            async def get_db() -> AsyncIterator[AsyncSession]:
                async with new_session() as session:
                    yield session

            async def get_read_db() -> AsyncIterator[Any]:
                async with AcquiredConnection(engine.sync_engine) as connection:
                    yield connection

            if direct and engine.dialect.name == "postgresql":
                options["get_read_db"] = get_read_db
            app = create_api(get_db, **options)
            wrap(app)
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
                await conversation(client)

    asyncio.run(main())


class HeadedTags(TagService):
    """Shows each caller the tags that begin with its name."""

    def __init__(self, x_caller: Annotated[str, Header()] = "ann") -> None:
        self.caller = x_caller

    def visible(self) -> ColumnElement[bool]:
        return Tag.name.startswith(self.caller)


def by_fastapi(app: FastAPI) -> None:
    """Let FastAPI serve every request."""
    app.dependency_overrides = {len: len}


async def new_post(client: httpx.AsyncClient, tags: list[int]) -> httpx.Response:
    user = {"email": f"{uuid4().hex}@b.co", "password": "long enough"}
    post: dict[str, Any] = {"title": "t", "slug": uuid4().hex, "body": "b", "keywords": [], "tag_ids": tags}
    post["author_id"] = (await client.post("/users", json=user)).json()["id"]
    response = await client.post("/posts", json=post)
    assert response.status_code == 201, response.text
    return response


async def tagged_post(client: httpx.AsyncClient) -> httpx.Response:
    """Create a post with a tag that Ann sees, and one that Bob sees."""
    tags = [
        (await client.post("/tags", json={"name": name}, headers={"x-caller": name})).json()["id"]
        for name in ("ann", "bob")
    ]
    post = await new_post(client, tags[:1])
    link = await client.put(f"{post.headers['location']}/tags/{tags[1]}", headers=BOB)
    assert link.status_code == 204
    return post
