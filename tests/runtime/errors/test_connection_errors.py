"""Failed connections: responses are 503, and the log says why, once for many requests."""

import asyncio
import itertools
import logging
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from asyncpg.exceptions import CannotConnectNowError
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from generated.api import create_api
from generated.runtime.driver.direct_statements import AcquiredConnection
from generated.runtime.driver.sessions import LazySession
from generated.runtime.driver.sqlite import sqlite_engine
from generated.runtime.errors import connection_errors
from generated.runtime.statements.fast_path import Database
from generated.services import Services
from generated.services.tag import TagService
from tests.support.databases import new_postgres_database
from tests.support.fast_path_apps import client_of


def test_reasons_of_failed_connections_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Once for many requests, with direct statements and with sessions, for all kinds of engines."""

    async def test() -> None:
        engine = create_async_engine("postgresql+asyncpg://u:canary@127.0.0.1:1/d")

        async def get_db() -> AsyncIterator[AsyncSession]:
            async with LazySession(engine) as session:
                yield session

        async def get_read_db() -> AsyncIterator[Database]:
            async with AcquiredConnection(engine.sync_engine) as connection:
                yield connection

        class Tags(TagService):
            async def may_see_deleted(self) -> bool:
                return True

        for app in (
            create_api(get_db),
            create_api(get_db, get_read_db=get_read_db),
            create_api(get_db, services=Services(tag=Tags)),
        ):
            caplog.clear()
            connection_errors.report.forget()
            async with client_of(app) as client:
                for method in ("GET", "POST") * 3:
                    response = await client.request(method, "/tags", json={"name": "x"})
                    assert response.status_code == 503 and response.headers["retry-after"]
            lines = [
                record.getMessage() for record in caplog.records if record.name == connection_errors.__name__
            ]
            assert len(lines) == 1, lines
            assert "cannot connect to the database" in lines[0] and "127.0.0.1" in lines[0]
            assert "canary" not in lines[0]

    caplog.set_level(logging.ERROR)
    asyncio.run(test())


def test_every_error_while_connecting_is_unavailable(
    postgres_server: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A database that is closed for maintenance, or an unknown setting: 503, not 500."""

    async def test(url: URL) -> None:
        lines = []
        closed = f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS '
        engine = create_async_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        for options in ({"server_settings": {"nonsense": "1"}}, {}):
            connection_errors.report.forget()
            caplog.clear()
            if not options:
                async with engine.connect() as connection:
                    await connection.exec_driver_sql(closed + "false")
            await check_unavailable(create_async_engine(url, connect_args=options))
            lines += [each.getMessage() for each in caplog.records if each.name == connection_errors.__name__]
            assert not [each for each in caplog.records if "unhandled" in each.getMessage()]
        async with engine.connect() as connection:
            await connection.exec_driver_sql(closed + "true")
        await engine.dispose()
        assert ["SQLSTATE 42704" in lines[0], "SQLSTATE 55000" in lines[1]] == [True, True]

    caplog.set_level(logging.ERROR)
    with new_postgres_database(postgres_server) as url:
        asyncio.run(test(make_url(url).set(drivername="postgresql+asyncpg")))


def test_reasons_of_failed_sqlite_connections_are_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    for engine in (
        create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/missing/x.db"),
        sqlite_engine(make_url(f"sqlite+aiosqlite:///{tmp_path}/missing/x.db")),
    ):
        connection_errors.report.forget()
        caplog.clear()
        asyncio.run(check_unavailable(engine))
        (line,) = [each.getMessage() for each in caplog.records if each.name == connection_errors.__name__]
        assert line == "cannot connect to the database: OperationalError: unable to open database file"


async def check_unavailable(engine: AsyncEngine) -> None:
    """Check that a service on an engine responds to reads and writes with 503."""

    async def get_db() -> AsyncIterator[AsyncSession]:
        async with AsyncSession(engine) as session:
            yield session

    async with client_of(create_api(get_db)) as client:
        for response in (
            await client.get("/tags"),
            await client.get("/tags?count=true"),
            await client.post("/tags", json={"name": "x"}),
            await client.post("/tags/batch", json={"create": [{"name": "x"}]}),
        ):
            assert response.status_code == 503 and response.headers["retry-after"], response.text
    await engine.dispose()
    # The threads of aiosqlite whose connections failed still report to the event loop.
    for thread in threading.enumerate():
        if "_connection_worker" in thread.name:
            await asyncio.to_thread(thread.join, 5)


def test_a_reason_is_logged_again_after_some_seconds(caplog: pytest.LogCaptureFixture) -> None:
    """With the number of failures since then. Another reason is logged at once. The number of reasons is limited."""
    now = itertools.count(0.0, 4.0)
    report = connection_errors.ConnectionReport(clock=lambda: next(now))
    for _ in range(5):
        report(ConnectionRefusedError(111, "refused"))
    report(CannotConnectNowError("the database system\nis starting up"))
    assert [record.getMessage().partition(": ")[2] for record in caplog.records] == [
        "ConnectionRefusedError: [Errno 111] refused",
        "ConnectionRefusedError: [Errno 111] refused (3 times since)",
        "CannotConnectNowError, SQLSTATE 57P03: the database system is starting up",
    ]
    for number in range(1000):
        report(ConnectionRefusedError(111, f"refused {number}"))
    assert len(report.reasons) <= 20
