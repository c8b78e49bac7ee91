"""A client of the blog and its rows, for tests of `fields` and `expand`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2 as httpx
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from generated.api import create_api
from generated.models import load_all
from generated.models.comment import Comment
from generated.models.post import Post
from generated.models.tag import Tag
from generated.models.user import User
from generated.runtime.driver.direct_statements import AcquiredConnection
from tests.support.databases import engine_for

COMMENT_COUNT = 103
"""Comments of one post. More than the maximum for `expand`."""


async def fill(url: str) -> None:
    """Create two users, two posts, two tags and many comments."""
    async with engine_for(url) as engine, async_sessionmaker(engine)() as db:
        async with engine.begin() as connection:
            await connection.run_sync(load_all().metadata.create_all)
        ada, bob = (
            User(email="ada@a.example", password="canary-hash"),
            User(email="bob@a.example", password="x"),
        )
        old, new = Tag(name="old"), Tag(name="new")
        db.add_all([ada, bob, old, new])
        await db.flush()
        first = Post(title="First", slug="ada-first", body="b", keywords=[], author_id=ada.id)
        db.add(first)
        await db.flush()
        second = Post(
            title="Second", slug="bob-second", body="b", keywords=["k"], author_id=bob.id, parent_id=first.id
        )
        second.tags = [new, old]
        db.add(second)
        await db.flush()
        for number in range(COMMENT_COUNT):
            db.add(Comment(body=f"{number}", post_id=second.id, author_id=None if number % 2 else ada.id))
            await db.flush()
        await db.commit()


class Client(httpx.AsyncClient):
    """A client that records the SQL statements of its requests."""

    statements: list[str]

    async def body(self, path: str, **headers: str) -> Any:
        """Return the body of a 200."""
        response = await self.get(path, headers=headers)
        assert response.status_code == 200, response.text
        return response.json()


@asynccontextmanager
async def client_of(url: str, *, driver: bool = False, **options: Any) -> AsyncIterator[Client]:
    """Yield a client of the blog. `options` are those of `create_api`. `driver` selects reads from the driver."""
    async with engine_for(url) as engine:
        new_session = async_sessionmaker(engine, expire_on_commit=False)

        async def get_db() -> AsyncIterator[AsyncSession]:
            async with new_session() as session:
                yield session

        async def get_read_db() -> AsyncIterator[Any]:
            async with AcquiredConnection(engine.sync_engine) as connection:
                yield connection

        app = create_api(get_db, get_read_db=get_read_db if driver else None, **options)
        async with Client(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            client.statements = []
            if not driver:
                _listen(engine, client.statements)
            yield client


def _listen(engine: AsyncEngine, statements: list[str]) -> None:
    def keep(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", keep)


def run_with_client(url: str, requests: Callable[[Client], Awaitable[None]], **options: Any) -> None:
    """Run a coroutine with a client of the blog."""

    async def run() -> None:
        async with client_of(url, **options) as client:
            await requests(client)

    asyncio.run(run())


async def second_post(client: Client) -> dict[str, Any]:
    """Return the post that has links and comments."""
    page = await client.body("/posts?slug=bob-second")
    found: dict[str, Any] = page["items"][0]
    return found
