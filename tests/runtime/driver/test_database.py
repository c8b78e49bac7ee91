"""The application's engine and sessions, on real databases."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, make_url, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from specloom.runtime.errors.violations import describe
from specloom.runtime.services.transactions import begin_write, transaction
from tests.support.databases import engine_for

ROOT = Path(__file__).parents[3]
table = Table("numbers", MetaData(), Column("id", Integer, primary_key=True), Column("number", Integer))
NewSession = Callable[[], AsyncSession]
Scenario = Callable[[AsyncEngine, NewSession], Awaitable[None]]


def run(url: str, scenario: Scenario, **settings: Any) -> None:
    """Run a scenario on a database with the table."""

    async def prepared() -> None:
        async with engine_for(url, **settings) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(table.metadata.create_all)
            await scenario(engine, async_sessionmaker(engine, expire_on_commit=False))

    asyncio.run(prepared())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """URL of a file for SQLite."""
    return f"sqlite:///{tmp_path / 'test.db'}"


async def count(db: AsyncSession) -> int:
    """Return the number of rows."""
    return (await db.execute(select(func.count()).select_from(table))).scalar_one()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "file"])
def test_sqlite_is_durable_and_enforces_foreign_keys(url: str, sqlite_url: str) -> None:
    async def scenario(engine: AsyncEngine, new_session: NewSession) -> None:
        async with new_session() as db:
            names = ("foreign_keys", "synchronous", "journal_mode", "busy_timeout")
            values = [(await db.execute(text(f"PRAGMA {name}"))).scalar_one() for name in names]
        assert values == [1, 2, "wal" if url == "file" else "memory", 1500]

    run(sqlite_url if url == "file" else url, scenario, lock_timeout=1.5)


def test_memory_is_shared_by_sessions_and_not_by_engines() -> None:
    async def scenario(engine: AsyncEngine, new_session: NewSession) -> None:
        async with new_session() as db:
            assert await count(db) == 0
            await db.execute(insert(table))
            await db.commit()
        async with new_session() as db:
            assert await count(db) == 1

    for _ in range(2):
        run("sqlite://", scenario)


def test_readers_on_sqlite_neither_block_nor_wait(sqlite_url: str) -> None:
    async def scenario(engine: AsyncEngine, new_session: NewSession) -> None:
        async with new_session() as reader, new_session() as writer, new_session() as other:
            assert await count(reader) == 0
            await writer.execute(insert(table))
            assert await count(reader) == 0
            with pytest.raises(DBAPIError) as caught:
                await other.execute(insert(table))
            assert describe(caught.value).kind == "unavailable"
            await writer.commit()
            assert await count(reader) == 1
            await reader.execute(insert(table))  # its earlier read does not prevent the write
            await reader.commit()
            await other.rollback()
            assert await count(other) == 2

    run(sqlite_url, scenario, lock_timeout=0.1)


def test_rollback_undoes_all_writes(database_url: str) -> None:
    async def scenario(engine: AsyncEngine, new_session: NewSession) -> None:
        async with new_session() as db:
            await db.execute(insert(table))
            await db.execute(text("INSERT INTO numbers (number) VALUES (1)"))
            async with db.begin_nested() as savepoint:
                await db.execute(insert(table))
                await savepoint.rollback()
            assert await count(db) == 2
            await db.rollback()
            assert await count(db) == 0
            with pytest.raises(DBAPIError):
                await failing(db)
            assert await count(db) == 0
        async with new_session() as db:
            await db.execute(insert(table))
        async with new_session() as db:
            assert await count(db) == 0

    run(database_url, scenario)


async def failing(db: AsyncSession) -> None:
    """Write a row in a transaction that then fails."""
    async with transaction(db):
        await db.execute(insert(table))
        await db.execute(text("SELECT nothing FROM nowhere"))


@pytest.mark.parametrize("reads_first", [False, True])
def test_concurrent_read_modify_write_loses_no_update(database_url: str, reads_first: bool) -> None:
    """Read, add one, write: SQLite loses no increment, even if code reads before the transaction."""

    async def scenario(engine: AsyncEngine, new_session: NewSession) -> None:
        async with new_session() as db, transaction(db):
            await db.execute(insert(table).values(id=1, number=0))

        async def add() -> None:
            async with new_session() as db:
                if reads_first:
                    await count(db)
                async with transaction(db):
                    one = select(table.c.number).with_for_update()
                    number = (await db.execute(one)).scalar_one()
                    await asyncio.sleep(0)
                    await db.execute(table.update().values(number=number + 1))

        await asyncio.gather(*(add() for _ in range(40)))
        async with new_session() as db:
            assert (await db.execute(select(table.c.number))).scalar_one() == 40

    run(database_url, scenario)


def test_begin_immediate_twice_has_no_effect(database_url: str) -> None:
    async def scenario(engine: AsyncEngine, new_session: NewSession) -> None:
        async with new_session() as db:
            for _ in range(2):
                await begin_write(db)
                await begin_write(db)
                await db.execute(insert(table))
                await begin_write(db)
                await db.commit()
            assert await count(db) == 2

    run(database_url, scenario)


def test_writers_on_sqlite_are_served_fairly(sqlite_url: str) -> None:
    """When the first of many writers has finished, each other one has finished at least half of its writes."""

    async def scenario(engine: AsyncEngine, new_session: NewSession) -> None:
        written = [0] * 16
        at_the_first_end: list[int] = []

        async def write(writer: int) -> None:
            for _ in range(10):
                async with new_session() as db:
                    await count(db)
                    await db.execute(insert(table))
                    await db.commit()
                written[writer] += 1
            if not at_the_first_end:
                at_the_first_end.extend(written)

        await asyncio.gather(*map(write, range(16)))
        async with new_session() as db:
            assert await count(db) == 160
        assert min(at_the_first_end) >= 5

    run(sqlite_url, scenario, lock_timeout=60, pool_timeout=60)


def test_cancelled_writers_release_the_write_lock(sqlite_url: str) -> None:
    async def scenario(engine: AsyncEngine, new_session: NewSession) -> None:
        async def write() -> None:
            async with new_session() as db:
                await db.execute(insert(table))
                await asyncio.sleep(0.01)
                await db.commit()

        for delay in range(40):
            task = asyncio.create_task(write())
            await asyncio.sleep(delay / 2000)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await write()

    run(sqlite_url, scenario, lock_timeout=2)


_WRITER = """
import asyncio, sys
from sqlalchemy import text
from tests.support.databases import engine_for

async def main():
    async with engine_for(sys.argv[1], lock_timeout=60) as engine:
        async with engine.begin() as connection:
            create = "CREATE TABLE IF NOT EXISTS numbers (id INTEGER PRIMARY KEY, number INTEGER)"
            await connection.execute(text(create))
        for _ in range(20):
            async with engine.begin() as connection:
                await connection.execute(text("INSERT INTO numbers (number) VALUES (1)"))

asyncio.run(main())
"""


def test_processes_share_a_new_file(sqlite_url: str) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", _WRITER, sqlite_url], cwd=ROOT) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]

    async def scenario(engine: AsyncEngine, new_session: NewSession) -> None:
        async with new_session() as db:
            assert await count(db) == 60

    run(sqlite_url, scenario)


def test_postgresql_gets_the_application_name_and_timeouts(postgres_database: str) -> None:
    async def scenario(engine: AsyncEngine, new_session: NewSession) -> None:
        async with new_session() as db:
            names = ("application_name", "statement_timeout", "lock_timeout")
            values = [(await db.execute(text(f"SHOW {name}"))).scalar_one() for name in names]
            assert values == ["specloom", "30s", "1500ms"]
            assert engine.pool.status().startswith("Pool size: 7 ")

    run(postgres_database, scenario, lock_timeout=1.5, pool_size=7)


def test_postgresql_url_may_have_options_of_the_driver(postgres_database: str) -> None:
    async def scenario(engine: AsyncEngine, new_session: NewSession) -> None:
        async with new_session() as db:
            assert await count(db) == 0

    url = make_url(postgres_database).update_query_dict({"sslmode": "disable", "target_session_attrs": "any"})
    run(url.render_as_string(hide_password=False).replace("postgresql:", "postgres:"), scenario)


def test_errors_hide_values(database_url: str) -> None:
    async def scenario(engine: AsyncEngine, new_session: NewSession) -> None:
        async with new_session() as db:
            await db.execute(insert(table).values(id=1, number=12345678))
            with pytest.raises(DBAPIError) as caught:
                await db.execute(insert(table).values(id=1, number=12345678))
            assert "12345678" not in str(caught.value)

    run(database_url, scenario)
