"""The fast path respects sessions, listeners, guards, middleware and hand-written routes."""

import asyncio
import itertools
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import pytest
from fastapi import Depends, HTTPException, Request
from sqlalchemy import AsyncAdaptedQueuePool, ColumnElement, event, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

from generated.api import create_api
from generated.models.tag import Tag
from generated.runtime.driver.direct_statements import AcquiredConnection
from generated.runtime.driver.pool import ConnectionPool
from generated.services import Services
from generated.services.tag import TagService
from tests.support.fast_path_apps import Test, client_of, opened_by, with_engine
from tests.support.scope_middleware import Seen
from tests.support.serving import ROOT


@pytest.fixture
def run(postgres_database: str) -> Callable[[Test], None]:
    """Run a test with an engine for the blog's tables on PostgreSQL, where the driver runs statements by itself."""
    return lambda test: asyncio.run(with_engine(postgres_database, test))


def test_plain_requests_use_it_and_middleware_sees_their_route(run: Callable[[Test], None]) -> None:
    """FastAPI serves a request that is unusual, and every request if a dependency is overridden."""

    async def test(_: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        app = create_api(opened_by(new_session))
        app.add_middleware(Seen)

        def by_fastapi() -> bool:
            return "fastapi_inner_astack" in Seen.last

        async with client_of(app) as client:
            made = await client.post("/tags", json={"name": "x"})
            assert made.status_code == 201 and not by_fastapi()
            path = made.headers["location"]
            assert (await client.get(path)).status_code == 200 and not by_fastapi()
            assert Seen.last["route"].path == "/tags/{tag_id}" and Seen.last["path_params"] == {
                "tag_id": path[6:]
            }
            for response in (
                await client.post("/tags", json={"nam": "x"}),
                await client.get("/tags?limit=0"),
                await client.get("/tags?limit=1&limit=2"),
                await client.get("/tags/x"),
            ):
                assert response.status_code == 422 and by_fastapi()
            app.dependency_overrides[test] = test
            assert (await client.get(path)).status_code == 200 and by_fastapi()

    run(test)


def test_it_joins_an_open_transaction_of_the_session(run: Callable[[Test], None]) -> None:
    """Earlier writes are committed and rolled back with the operation."""

    async def test(_: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        number = itertools.count(1)

        async def get_db() -> AsyncIterator[AsyncSession]:
            async with new_session() as session:
                session.add(Tag(name=f"{next(number)} by get_db"))
                await session.flush()
                yield session

        async with client_of(create_api(get_db)) as client:
            assert (await client.post("/tags", json={"name": "x"})).status_code == 201
            assert (await client.post("/tags", json={"name": "x"})).status_code == 409
            seen = [item["name"] for item in (await client.get("/tags?sort=name")).json()["items"]]
            assert seen == ["1 by get_db", "3 by get_db", "x"]
            async with new_session() as session:
                names = (await session.execute(select(Tag.name).order_by(Tag.name))).scalars().all()
            assert names == ["1 by get_db", "x"]

    run(test)


def test_listeners_of_sessions_and_engines_receive_every_statement(run: Callable[[Test], None]) -> None:
    """For example, a listener that sets a tenant for row-level security."""

    async def test(engine: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        heard: list[str] = []
        async with client_of(create_api(opened_by(new_session))) as client:
            made = await client.post("/tags", json={"name": "x"})
            assert not heard
            listeners: list[tuple[Any, str, Callable[..., None]]] = [
                (Session, "after_begin", lambda *_: heard.append("session")),
                (engine.sync_engine, "before_cursor_execute", lambda *_: heard.append("engine")),
            ]
            for target, name, listener in listeners:
                event.listen(target, name, listener)
                try:
                    for send in (
                        client.get(made.headers["location"]),
                        client.get("/tags"),
                        client.patch(made.headers["location"], json={"name": name}),
                    ):
                        heard.clear()
                        assert (await send).status_code == 200
                        assert heard
                finally:
                    event.remove(target, name, listener)

    run(test)


def test_a_lost_connection_is_replaced(run: Callable[[Test], None]) -> None:
    """On every code path, after the server has ended all connections. A request that gets one may be repeated."""

    async def test(engine: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        async def get_read_db() -> AsyncIterator[Any]:
            async with AcquiredConnection(engine.sync_engine) as connection:
                yield connection

        pids = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        others = text(f"SELECT pg_terminate_backend(pid) FROM ({pids}) AS others")
        for app in (
            create_api(opened_by(new_session)),
            create_api(opened_by(new_session), get_read_db=get_read_db),
        ):
            async with client_of(app) as client:
                await asyncio.gather(client.get("/tags"), client.get("/tags"))
                for method in ("GET", "POST"):
                    async with engine.connect() as connection:
                        await connection.execute(others)
                    for tries in range(4):
                        status = (await client.request(method, "/tags", json={"name": "x"})).status_code
                        assert status in ((200, 201, 409) if tries > 1 else (200, 201, 409, 503))

    run(test)


@pytest.mark.parametrize("pool", [ConnectionPool, AsyncAdaptedQueuePool])
@pytest.mark.parametrize(("option", "kept"), [({"pool_recycle": 0}, False), ({"pool_pre_ping": True}, True)])
def test_a_pool_renews_and_pings_its_connections(
    postgres_database: str, pool: type[AsyncAdaptedQueuePool], option: dict[str, Any], kept: bool
) -> None:
    """As its options require, although an idle connection is usually used without either."""

    async def test() -> None:
        url = make_url(postgres_database).set(drivername="postgresql+asyncpg")
        engine = create_async_engine(url, poolclass=pool, pool_size=1, max_overflow=0, **option)
        pids = []
        for _ in range(3):
            async with AcquiredConnection(engine.sync_engine) as connection:
                pids.append((await connection.fetchrow("SELECT pg_backend_pid()"))[0])
        await engine.dispose()
        assert len(set(pids)) == (1 if kept else 3)

    asyncio.run(test())


def test_a_pool_without_a_free_connection_is_503(run: Callable[[Test], None]) -> None:
    """The response has `Retry-After`."""

    async def test(engine: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        async def get_read_db() -> AsyncIterator[Any]:
            async with AcquiredConnection(engine.sync_engine) as connection:
                yield connection

        for app in (
            create_api(opened_by(new_session)),
            create_api(opened_by(new_session), get_read_db=get_read_db),
        ):
            async with client_of(app) as client, engine.connect(), engine.connect():
                for response in (await client.get("/tags"), await client.post("/tags", json={"name": "x"})):
                    assert response.status_code == 503 and response.headers["retry-after"]

    run(test)


def test_dependencies_end_as_they_do_with_fastapi(run: Callable[[Test], None]) -> None:
    """They see the error of the endpoint, and end only after the response was sent."""

    async def test(_: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        ended: list[str] = []

        async def get_db() -> AsyncIterator[AsyncSession]:
            async with new_session() as session:
                try:
                    yield session
                except HTTPException as error:
                    ended.append(f"saw {error.status_code}")
                    raise
            ended.append("to the end")

        async def guard(_: Annotated[AsyncSession, Depends(get_db)]) -> AsyncIterator[None]:
            yield
            ended.append("guard")

        async with client_of(create_api(get_db, dependencies=[Depends(guard)])) as client:
            assert (await client.get("/tags/1")).status_code == 404
            assert ended == ["saw 404"]
            ended.clear()
            assert (await client.get("/tags")).status_code == 200
            assert ended == ["guard", "to the end"]

        async def swallow() -> AsyncIterator[AsyncSession]:
            async with new_session() as session:
                try:
                    yield session
                except HTTPException:
                    return

        async with client_of(create_api(swallow)) as client:
            assert (await client.get("/tags")).status_code == 200
            assert (await client.get("/tags/1")).status_code == 500

    run(test)


def test_a_guard_reads_the_body_that_the_endpoint_gets(run: Callable[[Test], None]) -> None:
    """On the fast path and in FastAPI, as bytes and as JSON."""

    async def test(_: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        async def guard(request: Request) -> None:
            assert await request.body() == b'{"name": "x"}' and await request.json() == {"name": "x"}
            raise HTTPException(403, "seen")

        app = create_api(opened_by(new_session), dependencies=[Depends(guard)])
        headers = {"content-type": "application/json"}
        async with client_of(app) as client:
            for _attempt in range(2):
                response = await client.post("/tags", content=b'{"name": "x"}', headers=headers)
                assert response.status_code == 403
                app.dependency_overrides[test] = test

    run(test)


def test_reads_with_the_visible_of_another_service_use_the_session(
    run: Callable[[Test], None],
) -> None:
    """Such a service cannot use a connection of the driver."""

    async def test(engine: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        class Tags(TagService):
            def visible(self) -> ColumnElement[bool]:
                return Tag.name != "hidden"

        async def get_read_db() -> AsyncIterator[Any]:
            async with AcquiredConnection(engine.sync_engine) as connection:
                yield connection

        app = create_api(opened_by(new_session), get_read_db=get_read_db, services=Services(tag=Tags))
        async with client_of(app) as client:
            for path in ("/posts", "/tags", "/users", "/comments"):
                assert (await client.get(path)).status_code == 200, path

    run(test)


def test_an_entity_is_imported_at_its_first_request() -> None:
    """Neither the application's start nor a request for something else imports it."""
    code = """
import asyncio, sys
from generated.api import create_api
from benchmarks.scale_child import send

async def get_db():
    yield None

def imported():
    return sorted(name for name in sys.modules if name.startswith(("generated.models.", "generated.routers.")))

async def main():
    app = create_api(get_db)
    for method, path in (("GET", "/nothing"), ("GET", "/"), ("GET", "/v1/tags"), ("GET", "//tags")):
        assert (await send(app, method, path))[0] == 404
    assert imported() == []
    assert (await send(app, "GET", "/tags/x"))[0] == 422
    assert imported() == ["generated.models.tag", "generated.routers.tag"]

asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
