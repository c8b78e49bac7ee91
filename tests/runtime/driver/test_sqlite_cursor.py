"""SQLite's cursor that fetches the first rows with the statement: every way to fetch returns the same rows."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from generated.runtime.driver.sqlite_cursor import FETCH_SIZE, Cursor
from tests.support.databases import engine_for

Scenario = Callable[[AsyncConnection], Awaitable[None]]
NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) SELECT i FROM n"


@pytest.fixture
def run(tmp_path: Path) -> Callable[[Scenario], None]:
    """Run a scenario on a connection of the application's engine."""

    async def connected(scenario: Scenario) -> None:
        async with engine_for(f"sqlite:///{tmp_path / 'test.db'}") as engine, engine.connect() as connection:
            await scenario(connection)

    return lambda scenario: asyncio.run(connected(scenario))


async def cursor_of(connection: AsyncConnection) -> aiosqlite.Cursor:
    """Return a cursor of the driver."""
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, aiosqlite.Connection)
    return await driver.cursor()


@pytest.mark.parametrize("count", [1, FETCH_SIZE - 1, FETCH_SIZE, FETCH_SIZE + 1, 2 * FETCH_SIZE + 7])
def test_all_rows_are_returned_in_order(run: Callable[[Scenario], None], count: int) -> None:
    """All at once, as a stream, one by one, and in chunks whose ends differ from the end of the first rows."""

    async def scenario(connection: AsyncConnection) -> None:
        wanted = [(number,) for number in range(1, count + 1)]
        numbers = text(NUMBERS).bindparams(count=count)
        assert (await connection.execute(numbers)).all() == wanted
        streamed = await connection.stream(numbers)
        assert [row async for row in streamed] == wanted
        cursor = await cursor_of(connection)
        assert isinstance(cursor, Cursor)
        await cursor.execute(NUMBERS, {"count": count})
        single = [await cursor.fetchone() for _ in range(3)]
        rows = [row for row in single if row is not None]
        while part := await cursor.fetchmany(300):
            rows += part
        assert rows == wanted and await cursor.fetchone() is None
        await cursor.execute(NUMBERS, {"count": count})
        assert [row async for row in cursor] == wanted

    run(scenario)


def test_a_cursor_that_is_closed_early_holds_no_lock(run: Callable[[Scenario], None]) -> None:
    """Its table can be dropped. An open statement would prevent that."""

    async def scenario(connection: AsyncConnection) -> None:
        await connection.execute(text("CREATE TABLE t (i INTEGER)"))
        await connection.execute(text(f"INSERT INTO t {NUMBERS}"), {"count": FETCH_SIZE + 1})
        await connection.commit()
        cursor = await cursor_of(connection)
        await cursor.execute("SELECT i FROM t")
        await cursor.close()
        await connection.execute(text("DROP TABLE t"))
        await connection.commit()

    run(scenario)


def test_a_statement_whose_rows_cannot_be_read_has_ended(run: Callable[[Scenario], None]) -> None:
    """Its table can be dropped, even while code has a reference to the cursor."""

    async def scenario(connection: AsyncConnection) -> None:
        await connection.execute(text("CREATE TABLE t (i TEXT)"))
        await connection.execute(text("INSERT INTO t VALUES (CAST(x'ff' AS TEXT)), ('')"))
        await connection.commit()
        cursor = await cursor_of(connection)
        with pytest.raises(sqlite3.OperationalError, match="UTF-8"):
            await cursor.execute("SELECT i FROM t")
        await connection.execute(text("DROP TABLE t"))
        await connection.commit()

    run(scenario)


def test_row_counts_and_errors_are_reported(run: Callable[[Scenario], None]) -> None:
    """The number of written rows, and errors."""

    async def scenario(connection: AsyncConnection) -> None:
        cursor = await cursor_of(connection)
        assert not cursor.description and cursor.rowcount == -1
        await cursor.execute("CREATE TABLE t (i INTEGER PRIMARY KEY)")
        await cursor.executemany("INSERT INTO t VALUES (?)", [(number,) for number in range(5)])
        assert cursor.rowcount == 5
        await cursor.execute("INSERT INTO t VALUES (7) RETURNING i")
        assert (
            cursor.description[0][0] == "i" and [*await cursor.fetchall()] == [(7,)] and cursor.lastrowid == 7
        )
        with pytest.raises(sqlite3.IntegrityError):
            await cursor.execute("INSERT INTO t VALUES (7)")
        await cursor.execute("SELECT count(*) FROM t")
        assert await cursor.fetchone() == (6,)

    run(scenario)


def test_a_transaction_that_the_driver_begins_is_rolled_back(
    run: Callable[[Scenario], None],
) -> None:
    """A connection that has only read sends no ROLLBACK."""

    async def scenario(connection: AsyncConnection) -> None:
        driver = (await connection.get_raw_connection()).driver_connection
        assert isinstance(driver, aiosqlite.Connection)
        await driver.execute("CREATE TABLE t (i INTEGER)")
        await connection.execute(text("SELECT * FROM t"))
        await driver.execute("BEGIN")
        await driver.execute("INSERT INTO t VALUES (1)")
        await connection.rollback()
        assert not driver.in_transaction
        assert (await connection.execute(text("SELECT * FROM t"))).all() == []

    run(scenario)
