"""A cursor of SQLite that brings the rows along with its statement: one trip to the connection's thread, not four."""

import sqlite3
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, Self

import aiosqlite

FETCH_SIZE = 1000
"""Rows that come along; those behind them stay with SQLite until they are asked for."""


class Cursor(aiosqlite.Cursor):
    """A cursor whose own one, of the standard library, is made together with its first statement."""

    def __init__(self, connection: aiosqlite.Connection, driver: sqlite3.Connection) -> None:
        nothing_run: Any = SimpleNamespace(description=None, rowcount=-1, lastrowid=None, arraysize=1)
        super().__init__(connection, nothing_run)
        self._driver = driver
        self._rows: list[Any] = []
        self._has_more = False

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        """Run a statement and take its first rows."""
        given: Any = () if parameters is None else parameters
        return await self._begin(lambda: self._cursor.execute(sql, given))

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> Self:
        """Run a statement for each of several parameters."""
        return await self._begin(lambda: self._cursor.executemany(sql, parameters))

    async def _begin(self, run: Callable[[], object]) -> Self:
        def in_thread() -> None:
            self._has_more = False
            self._cursor = self._driver.cursor()
            try:
                run()
                self._rows = self._cursor.fetchmany(FETCH_SIZE) if self._cursor.description else []
                self._has_more = len(self._rows) == FETCH_SIZE
            finally:
                if (
                    not self._has_more
                ):  # a statement that has not ended keeps its connection from being closed
                    self._cursor.close()

        execute: Any = self._execute
        await execute(in_thread)
        return self

    async def fetchone(self) -> Any:
        """Return the next row, or None."""
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next rows, `arraysize` of them if no number is given."""
        wanted = self.arraysize if size is None else size
        rows, self._rows = self._rows[:wanted], self._rows[wanted:]
        missing = wanted - len(rows)
        if missing and self._has_more:
            more = [*await super().fetchmany(missing)]
            self._has_more = len(more) == missing
            rows += more
        return rows

    async def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        rows, self._rows = self._rows, []
        if self._has_more:
            rows += await super().fetchall()
            self._has_more = False
        return rows

    async def close(self) -> None:
        """End the statement, if it has not ended with its last row."""
        if self._has_more:
            await super().close()
        self._rows, self._has_more = [], False
