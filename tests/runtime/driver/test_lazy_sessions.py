"""Sessions that are set up at their first use. They behave like other sessions; simple requests do not need them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import delete, event, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_object_session
from sqlalchemy.orm import Session

from generated.api import create_api
from generated.models.tag import Tag
from generated.runtime.driver.sessions import LazySession
from generated.services import Services
from generated.services.tag import TagService
from tests.support.fast_path_apps import Test, client_of, with_engine


@pytest.fixture
def run(postgres_database: str) -> Callable[[Test], None]:
    """Run a test with an engine for the blog's tables on PostgreSQL."""
    return lambda test: asyncio.run(with_engine(postgres_database, test))


async def clear(engine: AsyncEngine) -> None:
    """Delete all tags."""
    async with engine.begin() as connection:
        await connection.execute(delete(Tag))


def test_only_several_statements_set_up_the_session(run: Callable[[Test], None]) -> None:
    """Services that override a method get the session, and listeners of sessions are called."""

    async def test(engine: AsyncEngine, _: object) -> None:
        used: list[bool] = []

        async def get_db() -> AsyncIterator[AsyncSession]:
            session = LazySession(engine)
            yield session
            used.append(session.used)
            await session.close()

        class Tags(TagService):
            async def may_see_deleted(self) -> bool:
                return True

        async def conversation(services: Services) -> None:
            used.clear()
            async with client_of(create_api(get_db, services=services)) as client:
                made = await client.post("/tags", json={"name": "x"})
                path = made.headers["location"]
                responses = [
                    made,
                    await client.get(path),
                    await client.get("/tags?count=true"),
                    await client.patch(path, json={"name": "y"}),
                ]
            assert [each.status_code for each in responses] == [201, 200, 200, 200]
            await clear(engine)

        await conversation(Services())
        assert used == [False] * 4
        await conversation(Services(tag=Tags))
        assert used == [True] * 4
        begun: list[Any] = []

        def listener(*arguments: Any) -> None:
            begun.append(arguments)

        event.listen(Session, "after_begin", listener)
        try:
            await conversation(Services())
        finally:
            event.remove(Session, "after_begin", listener)
        assert used == [True] * 4 and len(begun) == 4

    run(test)


def test_a_lazy_session_behaves_like_any_session(run: Callable[[Test], None]) -> None:
    """Its rows keep their values after a commit, and are attached to it."""

    async def test(engine: AsyncEngine, _: object) -> None:
        async with LazySession(engine) as session:
            assert not session.in_transaction()
            assert [session.used] == [False]
            tag = Tag(name="x")
            session.add(tag)
            assert async_object_session(tag) is session
            assert [session.used] == [True]
            await session.commit()
            assert tag.name == "x"
            assert (await session.scalars(select(Tag.name))).all() == ["x"]
            assert session.in_transaction()
        assert not session.in_transaction()
        assert hasattr(session, "flush") and not hasattr(session, "flsh")

    run(test)
