"""While the database starts, stops or recovers, responses are 503, and the log says why."""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, cast

import asyncpg
import httpx2 as httpx
import pytest
from asyncpg.exceptions import CannotConnectNowError, CrashShutdownError, InternalClientError
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError, OperationalError, PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from generated.api import create_api
from generated.models import load_all
from generated.runtime.driver import direct_statements, pool, sqlite
from generated.runtime.driver.sessions import LazySession
from generated.runtime.errors.violations import comes_from_driver
from generated.runtime.services.service import Service
from generated.runtime.statements.fast_path import Database
from generated.services import Services
from generated.services.tag import TagService
from specloom.runtime.errors.violations import describe
from tests.support.databases import engine_for
from tests.support.fast_path_apps import client_of
from tests.support.postgres import Server, restartable_postgres
from tests.support.serving import migrate, serve

PASSING: list[Exception] = [
    asyncpg.AdminShutdownError("terminating connection due to administrator command"),
    CrashShutdownError("terminating connection because of crash of another server process"),
    CannotConnectNowError("the database system is starting up"),
    asyncpg.TooManyConnectionsError("sorry, too many clients already"),
    asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.InterfaceError("cannot perform operation: connection is closed"),
    asyncpg.InterfaceError("pool is closing"),
    InternalClientError("cannot switch to state 12; another operation (2) is in progress"),
    asyncpg.exceptions.TargetServerAttributeNotMatched("None of the hosts match the target attribute"),
    ConnectionRefusedError(111, "Connect call failed"),
    ConnectionResetError(),
    TimeoutError(),
]
"""Errors of asyncpg while a server starts, stops or recovers."""
LASTING: list[Exception] = [
    asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
    asyncpg.UndefinedTableError('relation "x" does not exist'),
    InternalClientError("could not resolve query result and/or argument types"),
    ZeroDivisionError(),
]
"""Errors for which a retry does not help."""
DBAPI: Any = cast(Any, AsyncAdapt_asyncpg_dbapi)(asyncpg)  # it has no type annotations


def shapes(error: Exception) -> list[Exception]:
    """Return an error as the driver raises it, as SQLAlchemy's adapter does, and as SQLAlchemy itself does."""
    if isinstance(error, OSError):
        return [error]
    adapted = DBAPI.Error(str(error), error)
    return [error, adapted, DBAPIError(None, None, adapted)]


def named(error: Exception) -> str:
    """Return the id of a test with an error."""
    return f"{type(error).__name__}-{error}"[:50]


def _raise(error: Exception) -> None:
    raise error


_fail_in_driver = FunctionType(_raise.__code__, {"__name__": "asyncpg.connect_utils"})


def fail(error: Exception) -> None:
    """Raise an error. An OSError is raised in a frame of the driver."""
    (_fail_in_driver if isinstance(error, OSError) else _raise)(error)


def broken_api(error: Exception, where: str) -> FastAPI:
    """Return an application in which an error is raised at one place."""

    async def get_db() -> AsyncIterator[AsyncSession]:
        if where == "get_db":
            fail(error)
        yield LazySession(create_async_engine("postgresql+asyncpg://x/x"))

    async def get_read_db() -> AsyncIterator[Database]:
        if where == "get_read_db":
            fail(error)
        yield Driver()

    class Driver:
        async def fetchrow(self, *_: Any) -> Any:
            fail(error)

        fetch = fetchrow

        def is_closed(self) -> bool:
            return False

    class Tags(TagService):
        async def read(self, *_: Any) -> Any:
            fail(error)

    overriding = Services(tag=Tags) if where == "service" else Services()
    reads = get_read_db if where in ("get_read_db", "driver") else None
    app = create_api(get_db, get_read_db=reads, services=overriding)

    @app.get("/by-hand")
    async def by_hand() -> None:
        fail(error)

    return app


@pytest.mark.parametrize("where", ["get_db", "get_read_db", "driver", "service", "by hand"])
@pytest.mark.parametrize("error", [*PASSING, *LASTING], ids=named)
def test_each_error_gets_its_status_wherever_it_is_raised(where: str, error: Exception) -> None:
    """503 with `Retry-After` if a retry may help, otherwise 500."""

    async def test() -> None:
        for shape in shapes(error):
            async with client_of(broken_api(shape, where)) as client:
                response = await client.get("/by-hand" if where == "by hand" else "/tags/1")
            assert response.headers["content-type"] == "application/problem+json"
            assert response.status_code == (503 if error in PASSING else 500), repr(shape)
            assert ("retry-after" in response.headers) == (error in PASSING)

    asyncio.run(test())


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(111, "no mail server"), FileNotFoundError(2, "no file")]
)
def test_other_system_errors_are_not_database_errors(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """A 503 would be wrong, and would not name the failed system in the log."""

    async def get_db() -> AsyncIterator[AsyncSession]:
        _raise(error)
        yield LazySession(create_async_engine("postgresql+asyncpg://x/x"))

    async def test() -> None:
        async with client_of(create_api(get_db)) as client:
            assert (await client.get("/tags/1")).status_code == 500

    asyncio.run(test())
    assert str(error) in caplog.text and "test_unavailable.py" in caplog.text


@pytest.mark.parametrize("module", [direct_statements, pool, sqlite])
def test_a_lost_connection_is_an_error_of_the_database(module: ModuleType) -> None:
    lose = FunctionType(_raise.__code__, {"__name__": module.__name__})
    with pytest.raises(ConnectionError) as raised:
        lose(ConnectionError("the connection was lost"))
    assert comes_from_driver(raised.value)


def test_errors_of_sqlalchemy_about_a_lost_connection() -> None:
    lost = PendingRollbackError("Can't reconnect until invalid transaction is rolled back.", code="8s2b")
    assert describe(lost).kind == "unavailable"
    assert describe(PendingRollbackError("a flush has failed", code="7s2a")).kind == "other"
    assert describe(OperationalError(None, None, Exception("no route to host"))).kind == "unavailable"
    refused = asyncpg.exceptions.ClientConfigurationError("`sslmode` parameter must be one of: ...")
    assert describe(refused).kind == "other"


REQUESTS: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/tags?limit=2", None),
    ("POST", "/tags", {"name": "{}"}),
    ("GET", "/posts?expand=author&limit=2", None),
    ("GET", "/statistics", None),
    ("GET", "/readyz", None),
    ("POST", "/tags/batch", {"create": [{"name": "b{}"}]}),
)


async def request_all(address: str, server: Server, restarts: int) -> Counter[str]:
    """Send requests with twelve clients while the server is restarted. Return the number of each outcome."""
    seen: Counter[str] = Counter()
    until = [time.monotonic() + 60]
    numbers = itertools.count()

    async def send(client: httpx.AsyncClient, method: str, path: str, body: Any, key: str | None) -> Any:
        headers = {} if key is None else {"Idempotency-Key": key}
        response = await client.request(method, path, json=body, headers=headers)
        problem = path != "/readyz" and response.status_code == 503
        wrong = response.status_code >= 500 and (
            response.status_code != 503 or (problem and "retry-after" not in response.headers)
        )
        seen[f"{method} {path.partition('?')[0]}: {response.status_code}" if wrong else "as it must"] += 1
        seen[f"{response.status_code}"] += 1
        return response

    async def one_client() -> None:
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            while time.monotonic() < until[0]:
                for method, path, body in REQUESTS:
                    number = str(next(numbers))
                    filled = json.loads(json.dumps(body).replace("{}", number))
                    response = await send(client, method, path, filled, None)
                    if response.status_code == 201:
                        made = response.headers["location"]
                        await send(client, "GET", made, None, None)
                        await send(client, "PATCH", made, {"name": f"c{number}"}, None)
                        await send(client, "DELETE", made, None, None)
                        await send(client, "POST", path, {"name": f"k{number}"}, number)

    clients = [asyncio.create_task(one_client()) for _ in range(12)]
    for number in range(restarts):
        await asyncio.sleep(0.4)
        await asyncio.to_thread(server.restart, "immediate" if number % 3 == 2 else "fast")
    until[0] = time.monotonic() + 0.5
    await asyncio.gather(*clients)
    return seen


def test_requests_during_restarts(tmp_path: Path) -> None:
    """Fast restarts, and restarts with recovery. Afterwards all requests succeed."""
    log = tmp_path / "server.log"
    with restartable_postgres() as server:
        migrate(server.url)
        with serve(server.url, log) as client:
            seen = asyncio.run(request_all(str(client.base_url), server, restarts=9))
            after = client.get("/tags").status_code
    print(seen)
    assert set(seen) <= {"as it must", *(str(status) for status in (200, 201, 204, 404, 409, 503))}, seen
    assert seen["503"] and seen["201"] and after == 200
    lines = [json.loads(line)["event"] for line in log.read_text().splitlines() if line.startswith("{")]
    assert not [line for line in lines if line.startswith("unhandled")]
    messages = [line for line in lines if line.startswith("cannot connect to the database: ")]
    assert messages and len(messages) < 100


def test_a_statement_is_not_retried_after_a_timeout(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session repeats a failed direct read, but not after a timeout, which would double the time."""
    again: list[str] = []
    for name in ("read", "list"):
        monkeypatch.setattr(Service, name, lambda *_, name=name: again.append(name))

    async def test() -> None:
        async with engine_for(postgres_database, lock_timeout=0.1) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(load_all().metadata.create_all)

            async def get_db() -> AsyncIterator[AsyncSession]:
                async with LazySession(engine) as session:
                    yield session

            async with client_of(create_api(get_db)) as client, engine.begin() as holder:
                assert (await client.get("/tags")).status_code == 200
                await holder.execute(text("LOCK TABLE tags IN ACCESS EXCLUSIVE MODE"))
                for path in ("/tags", "/tags/1"):
                    response = await client.get(path)
                    assert response.status_code == 503 and response.headers["retry-after"]
        assert again == []

    asyncio.run(test())
