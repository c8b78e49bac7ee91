"""Names of prepared statements differ between processes, for every way to prepare a statement."""

import asyncio
import json
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from specloom.runtime.driver import statement_names
from specloom.runtime.driver.direct_statements import AcquiredConnection, ExternalConnection
from specloom.runtime.driver.pooler import use_transaction_pooler
from specloom.runtime.driver.statement_names import _randomize_names
from specloom.runtime.libraries import private_apis, private_asyncpg
from tests.support.serving import ROOT

PREPARING = """
import asyncio, json, sys
{imports}
import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

url = sys.argv[1]
engine_url = url.replace("postgresql:", "postgresql+asyncpg:")
NAMES = "SELECT name, statement FROM pg_prepared_statements"
found = {{}}


async def by_engine(kind, engine):
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1, :n"), {{"n": "1"}})
        driver = (await connection.get_raw_connection()).driver_connection
        await by_driver(kind, driver)
    await engine.dispose()


async def by_driver(kind, driver):
    await driver.fetch("SELECT 2")
    await driver.fetchrow("SELECT 3")
    await driver.fetchval("SELECT 4")
    await driver.execute("SELECT $1::int", 5)
    await driver.executemany("SELECT $1::int + 1", [(6,), (7,)])
    kept = await driver.prepare("SELECT 8")
    async with driver.transaction():
        async with driver.transaction():
            cursor = await driver.cursor("SELECT 9")
            await cursor.fetch(1)
    found[kind] = [row["name"] for row in await driver.fetch(NAMES)]
    assert len(found[kind]) >= 8, found


async def main():
    await by_engine("an engine of a user's", create_async_engine(engine_url))
    connect = lambda *_, **__: asyncpg.connect(url)
    await by_engine("an engine with a creator", create_async_engine("postgresql+asyncpg://", async_creator=connect))
    from tests.support.databases import engine_for
    async with engine_for(url) as engine:
        await by_engine("the application's engine", engine)
    connection = await asyncpg.connect(url)
    await by_driver("the driver", connection)
    await connection.close()
    async with asyncpg.create_pool(url, min_size=1, max_size=1) as pool, pool.acquire() as connection:
        await by_driver("the driver's pool", connection)
    print(json.dumps(found))


asyncio.run(main())
"""


@pytest.mark.parametrize(
    "imports",
    ["import asyncpg, generated.models", "import generated.models"],
    ids=["driver first", "driver later"],
)
def test_names_differ_between_processes(postgres_database: str, imports: str) -> None:
    """Names by SQLAlchemy's adapter and by the driver, also for engines and connections that users make."""
    command = [sys.executable, "-c", PREPARING.format(imports=imports), postgres_database]
    processes = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    found = [json.loads(process.communicate(timeout=60)[0]) for process in processes]
    for kind, given in found[0].items():
        assert not {*given} & {*found[1][kind]}, kind
        assert all(len(name) < 64 for name in given), "PostgreSQL compares 63 bytes"


def test_names_of_psycopg_differ_between_connections(postgres_database: str) -> None:
    """All names began with `_pg3_0`: behind PgBouncer, a SELECT ran the DELETE of another connection."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: the service does not need it")

    async def test() -> None:
        url = make_url(postgres_database).set(drivername="postgresql+psycopg")
        engine = create_async_engine(url)
        names: list[str] = []
        for _ in range(3):
            async with engine.connect() as connection:
                for _ in range(8):
                    await connection.execute(text("SELECT 1, :n"), {"n": 1})
                found = await connection.execute(text("SELECT name FROM pg_prepared_statements"))
                names += found.scalars()
                await connection.invalidate()
        await engine.dispose()
        assert len({*names}) == len(names) >= 3
        assert all(len(name) < 64 for name in names)

    asyncio.run(test())


def test_an_unknown_psycopg_connection_prepares_nothing() -> None:
    connection: Any = SimpleNamespace(prepare_threshold=5)
    _randomize_names(connection)
    assert connection.prepare_threshold is None


def test_the_pooler_supports_only_asyncpg() -> None:
    with pytest.raises(ValueError, match="prepare_threshold"):
        use_transaction_pooler(create_async_engine("sqlite+aiosqlite://"))


def test_a_forked_process_has_other_names() -> None:
    """Otherwise servers that load the application and then fork would share names."""
    code = """
import os
from generated.runtime.driver.statement_names import names

print(names.new("stmt"), flush=True)
if os.fork():
    os.wait()
print(names.new("stmt"), flush=True)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    before, of_child, after = (name.rpartition("_")[0] for name in done.stdout.split())
    assert before == after != of_child


def test_an_unknown_version_of_asyncpg_prepares_nothing(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Two processes could use the same name for different statements."""
    monkeypatch.setattr(private_apis, "import_module", lambda _: SimpleNamespace(Connection=object))
    monkeypatch.setattr(private_apis, "_reported", set())
    monkeypatch.setattr(
        private_asyncpg, "PRIVATE_APIS", private_apis.PrivateApis("asyncpg", "engines keep none")
    )
    monkeypatch.setattr(statement_names._State, "installed", None)
    url = make_url(postgres_database).set(drivername="postgresql+asyncpg")

    async def names_of_an_engine() -> list[str]:
        engine = create_async_engine(url)
        async with engine.connect() as connection:
            for number in range(3):
                await connection.execute(text("SELECT :n"), {"n": str(number)})
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.fetch("SELECT 2")
            with pytest.raises(RuntimeError, match="let `get_read_db` yield a session"):
                ExternalConnection(driver)
            found = [each["name"] for each in await driver.fetch("SELECT name FROM pg_prepared_statements")]
        await engine.dispose()
        return found

    assert [each for each in asyncio.run(names_of_an_engine()) if not each.startswith("__specloom")] == []
    (logged,) = caplog.messages
    assert logged.startswith("asyncpg 0.") and logged.endswith("has no _get_unique_id): engines keep none")


def test_an_unknown_version_of_asyncpg_is_refused_for_acquired_connections(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An engine with `async_creator` calls no `do_connect`, so its connections keep the names of the driver."""
    monkeypatch.setattr(statement_names._State, "installed", False)

    async def connect() -> Any:
        raise AssertionError("nothing connects")

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect)
    with pytest.raises(RuntimeError, match="let `get_read_db` yield a session"):
        ExternalConnection(AcquiredConnection(engine.sync_engine))
