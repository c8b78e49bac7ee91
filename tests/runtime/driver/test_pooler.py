"""A service behind a real PgBouncer in transaction mode. `make check-pooler` does the same with more requests."""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import httpx2 as httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from generated.runtime.driver.direct_statements import AcquiredConnection
from generated.runtime.driver.pooler import use_transaction_pooler
from generated.runtime.driver.sessions import LazySession
from tests.proofs.check_pooler import POOLED, Result, behind_pooler, check, run, search_connections
from tests.support import processes
from tests.support.databases import engine_for, new_postgres_database
from tests.support.pgbouncer import MISSING, PROGRAM, pgbouncer
from tests.support.serving import ROOT, migrate, serve

pytestmark = pytest.mark.skipif(PROGRAM is None, reason=MISSING)
IGNORED = "jit, statement_timeout, lock_timeout, idle_in_transaction_session_timeout"


class Pooled(NamedTuple):
    """A database with the blog's tables: its URL through the pooler, and its direct URL."""

    url: str
    direct: str


@pytest.fixture(scope="module")
def pooled(postgres_server: str) -> Iterator[Pooled]:
    """A database behind a pooler."""
    with new_postgres_database(postgres_server) as direct:
        migrate(direct)
        with pgbouncer(direct) as url:
            yield Pooled(url, direct)


def test_two_processes_neither_lose_nor_mix_up_data(postgres_database: str, tmp_path: Path) -> None:
    """They also leave no state on the server connections."""
    result = check(postgres_database, tmp_path, requests=500, parallel=6)
    assert not result.faults
    assert result.requests >= 500 and result.connections > 1 and result.expected


def test_the_proof_fails_with_counted_names(postgres_database: str, tmp_path: Path) -> None:
    """With asyncpg's own names, a GET ran a DELETE."""
    application = "tests.proofs.counted_names_app:app"
    more = f"ignore_startup_parameters = {IGNORED}\n"
    with behind_pooler(postgres_database, tmp_path, application, {}, more) as (addresses, _):
        result = asyncio.run(run(addresses, postgres_database, rounds=40, parallel=6))
    print(result.faults)
    assert result.faults


@pytest.mark.parametrize("held", ["a row", "a table"])
def test_waiting_for_a_lock_ends_within_its_timeout(pooled: Pooled, tmp_path: Path, held: str) -> None:
    """The response is 503: for writes, reads of a table that a migration locks, batches, and idempotent writes."""
    statement = (
        "SELECT * FROM tags FOR UPDATE" if held == "a row" else "LOCK TABLE tags IN ACCESS EXCLUSIVE MODE"
    )
    environment = {**POOLED, "LOCK_TIMEOUT": "0.3", "STATEMENT_TIMEOUT": "20"}

    async def holding(client: httpx.Client) -> list[httpx.Response]:
        path = client.post("/tags", json={"name": held}).headers["location"]
        holder = await asyncpg.connect(pooled.direct)
        async with holder.transaction():
            await holder.execute(statement)
            responses = [
                await asyncio.to_thread(client.request, method, where, json=body, headers=headers)
                for method, where, body, headers in requests(held, path)
            ]
        await holder.close()
        assert client.patch(path, json={"name": f"{held} again"}).status_code == 200
        return responses

    with serve(pooled.url, tmp_path / "server.log", environment=environment) as client:
        started = time.monotonic()
        responses = asyncio.run(holding(client))
        assert time.monotonic() - started < 20, "the timeout of statements ended them"
    assert [response.status_code for response in responses] == [503] * len(responses)
    assert all(response.headers["retry-after"] for response in responses)


def requests(held: str, path: str) -> list[tuple[str, str, Any, dict[str, str]]]:
    """Return requests that wait for the lock."""
    waiting: list[tuple[str, str, Any, dict[str, str]]] = [
        ("PATCH", path, {"name": "new"}, {}),
        ("DELETE", path, None, {}),
        ("POST", "/tags/batch", {"update": [{"id": int(path[6:]), "changes": {"name": "new"}}]}, {}),
    ]
    if held == "a table":
        waiting += [
            ("GET", path, None, {}),
            ("GET", "/tags", None, {}),
            ("POST", "/tags", {"name": "another"}, {}),
            ("POST", "/tags", {"name": "another"}, {"Idempotency-Key": "k"}),
        ]
    return waiting


def test_without_the_setting_the_log_says_why(pooled: Pooled, tmp_path: Path) -> None:
    """PgBouncer rejects the startup packet; each request is 503."""
    log = tmp_path / "server.log"
    with serve(pooled.url, log) as client:
        assert client.get("/tags").status_code == 503
        assert client.post("/tags", json={"name": "x"}).status_code == 503
    lines = [json.loads(line)["event"] for line in log.read_text().splitlines() if line.startswith("{")]
    messages = [line for line in lines if "unsupported startup parameter" in line]
    assert len(messages) == 1 and messages[0].endswith("(behind a pooler, set DATABASE_POOLER=transaction)")


def test_an_engine_made_by_the_user(pooled: Pooled) -> None:
    """Settings of the startup packet are set in each transaction, and only there."""

    async def test() -> None:
        settings = {
            "lock_timeout": "1234",
            "jit": "off",
            "Application_Name": "it's",
            "search_path": "public, 'x'",
        }
        engine = create_async_engine(
            pooled.url.replace("postgresql:", "postgresql+asyncpg:"),
            connect_args={"server_settings": settings},
        )
        use_transaction_pooler(engine)

        names, expected = (
            ("lock_timeout", "application_name", "search_path"),
            ["1234ms", "it's", "public, 'x'"],
        )
        async with LazySession(engine) as session:
            values = [(await session.execute(text(f"SHOW {name}"))).scalar_one() for name in names]
        assert values == expected
        async with AcquiredConnection(engine.sync_engine) as driver:
            assert [(await driver.fetchrow(f"SHOW {name}"))[0] for name in names] == expected
            assert [(await driver.fetch(f"SHOW {name}"))[0][0] for name in names] == expected
            with pytest.raises(asyncpg.DivisionByZeroError):
                await driver.fetchrow("SELECT 1 / 0")
            assert not driver.is_in_transaction()
        async with engine.connect() as connection:
            serializable = await connection.execution_options(isolation_level="SERIALIZABLE")
            shown = [
                (await serializable.execute(text(f"SHOW {name}"))).scalar_one()
                for name in ("transaction_isolation", "lock_timeout")
            ]
            assert shown == ["serializable", "1234ms"]
        async with engine.begin() as connection:  # with types that the driver must introspect
            for value in ("'{a}'::text[]", "'{1}'::int[]", "'{2031-01-01}'::date[]"):
                await connection.execute(text(f"SELECT {value.replace(':', chr(92) + ':')}"))
        await engine.dispose()
        result = Result()
        await search_connections(pooled.url, pooled.direct, result)
        assert not result.faults

    asyncio.run(test())


def test_settings_in_the_url(pooled: Pooled) -> None:
    """The driver would send them in the startup packet, and PgBouncer would reject it."""
    options = (
        "options=-csearch_path%3Dpublic%2Cx%20--work_mem%3D5MB&statement_timeout=4321&application_name=it"
    )

    async def test() -> None:
        url = f"{pooled.url}?{options}&sslmode=disable"
        async with engine_for(url, database_pooler="transaction", lock_timeout=1.5) as engine:
            names = ("search_path", "work_mem", "application_name", "lock_timeout", "statement_timeout")
            async with AcquiredConnection(engine.sync_engine) as driver:
                shown = [(await driver.fetchrow(f"SHOW {name}"))[0] for name in names]
        # The settings of the application override those of the URL, as without a pooler.
        assert shown == ["public,x", "5MB", "specloom", "1500ms", "30s"]

    asyncio.run(test())


def test_migrations_bypass_the_pooler(postgres_server: str, pooled: Pooled) -> None:
    """With `MIGRATE_DATABASE_URL`. Without it they are rejected: their settings would stay on the connection."""
    command = ["alembic", "upgrade", "head"]
    with new_postgres_database(postgres_server) as direct:
        variables = {**os.environ, "DATABASE_URL": pooled.url, "DATABASE_POOLER": "transaction"}
        status, output = processes.captured(command, ROOT, variables)
        assert status and "MIGRATE_DATABASE_URL" in output.splitlines()[-1]
        nowhere = "postgresql://postgres@127.0.0.1:1/nowhere"
        variables |= {"DATABASE_URL": nowhere, "MIGRATE_DATABASE_URL": direct}
        status, output = processes.captured(command, ROOT, variables)
        assert not status, output
        found = asyncio.run(_tables(direct))
    assert "tags" in found


async def _tables(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    await connection.close()
    return [row["tablename"] for row in rows]
