"""The code after the `yield` of dependencies runs in a compiled route as in FastAPI."""

import asyncio
import gc
import logging
import weakref
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from fastapi import BackgroundTasks, Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from generated.api import create_api
from generated.models.tag import Tag
from generated.runtime.driver.sessions import LazySession
from generated.runtime.endpoints.dependencies import GetDb
from generated.services import Services
from generated.services.tag import TagRow, TagService
from tests.support.fast_path_apps import Test, client_of, opened_by, with_engine

Behind = Callable[[str, BaseException | None], bool]
"""What a dependency does in the end, by its name and the error it sees: False to keep that to itself."""


@pytest.fixture
def run(postgres_database: str) -> Callable[[Test], None]:
    """Run a test with an engine for the blog's tables on PostgreSQL."""
    return lambda test: asyncio.run(with_engine(postgres_database, test))


class Ends:
    """Two dependencies and a session. Each records what it sees at its end."""

    def __init__(self, get_db: GetDb, behind: Behind, times: int = 1) -> None:
        self.seen: list[str] = []

        def named(name: str) -> Callable[[], AsyncIterator[None]]:
            async def dependency() -> AsyncIterator[None]:
                try:
                    for _ in range(times):
                        yield
                except BaseException as error:
                    self.seen.append(f"{name} sees {type(error).__name__}")
                    if behind(name, error):
                        raise
                    return
                self.seen.append(f"{name} ends")
                behind(name, None)

            return dependency

        self.first, self.second = named("first"), named("second")
        self.app = create_api(get_db, dependencies=[Depends(self.first), Depends(self.second)])

    async def seen_of(self, path: str, *, by_fastapi: bool) -> list[Any]:
        """Return the status of a request and the errors that its dependencies saw."""
        self.seen.clear()
        self.app.dependency_overrides = {len: len} if by_fastapi else {}
        async with client_of(self.app) as client:
            return [(await client.get(path)).status_code, *self.seen]


def passes(_: str, __: BaseException | None) -> bool:
    """Let every error pass."""
    return True


def fails(name: str, error: BaseException | None) -> bool:
    """Let the second one fail after the response, so that the first one sees its error."""
    if name == "second" and error is None:
        raise OSError("at the end")
    return True


def changes(name: str, error: BaseException | None) -> bool:
    """Let the second raise another error than it sees."""
    if name == "second" and error is not None:
        raise LookupError("in place of it")
    return True


def keeps(name: str, _: BaseException | None) -> bool:
    """Let the second keep an error to itself."""
    return name != "second"


@pytest.mark.parametrize("behind", [passes, fails, changes, keeps])
@pytest.mark.parametrize("times", [0, 1, 2])
@pytest.mark.parametrize("path", ["/tags", "/tags/0199c0de-0000-7000-8000-000000000000"])
def test_dependencies_see_the_same_errors_as_with_fastapi(
    run: Callable[[Test], None], behind: Behind, times: int, path: str
) -> None:
    """Whether they yield or not, and whether the endpoint or one of them fails."""

    async def test(_: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        ends = Ends(opened_by(new_session), behind, times)
        compiled = await ends.seen_of(path, by_fastapi=False)
        assert compiled == await ends.seen_of(path, by_fastapi=True)
        assert len(compiled) == (2 if times == 0 else 3)

    run(test)


def test_an_error_after_the_response_is_logged(
    run: Callable[[Test], None], caplog: pytest.LogCaptureFixture
) -> None:
    """The client cannot get another response."""

    async def fail() -> None:
        raise ValueError("the mail server is down")

    async def guard(tasks: BackgroundTasks) -> None:
        tasks.add_task(fail)

    async def test(_: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        app = create_api(opened_by(new_session), dependencies=[Depends(guard)])
        async with client_of(app) as client:
            assert (await client.get("/tags")).status_code == 200

    with caplog.at_level(logging.DEBUG):
        run(test)
    assert "unhandled ValueError at " in caplog.text
    assert "test_dependencies.py" in caplog.text and " fail: the mail server is down" in caplog.text


def test_a_session_is_freed_with_its_request(run: Callable[[Test], None]) -> None:
    """An error must not keep it and its connection until the garbage collector runs."""
    alive: list[weakref.ref[AsyncSession]] = []

    async def test(engine: AsyncEngine, _: object) -> None:
        async def get_db() -> AsyncIterator[AsyncSession]:
            async with LazySession(engine) as session:
                alive.append(weakref.ref(session))
                yield session

        async def wrapped() -> AsyncIterator[AsyncSession]:
            async for session in get_db():  # which ends when nobody holds it any more
                yield session

        class Tags(TagService):
            async def read(self, db: AsyncSession, id: int) -> TagRow:
                await db.execute(select(Tag.name).where(Tag.id == id))
                raise LookupError

        for name, services in (("x", Services()), ("y", Services(tag=Tags))):
            async with client_of(create_api(wrapped, services=services)) as client:
                gc.collect()
                gc.disable()
                try:
                    made = await client.post("/tags", json={"name": name})
                    for path in ("/tags", made.headers["location"], "/tags/0", "/tags/x", "/tags?cursor=x"):
                        await client.get(path)
                    await asyncio.sleep(0.1)
                    assert [each() for each in alive] == [None] * len(alive)
                finally:
                    gc.enable()

    run(test)
    assert len(alive) >= 8
