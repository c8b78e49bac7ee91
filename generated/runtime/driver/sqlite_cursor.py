# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4a51985081299fc10ec785714dbf977d
"""A cursor of SQLite that fetches rows together with its statement: one call to the connection's thread, not four."""

import sqlite3
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, Self

import aiosqlite

FETCH_SIZE = 1000
"""Rows that are fetched with the statement. Further rows are fetched when they are needed."""


class Cursor(aiosqlite.Cursor):
    """A cursor that creates the cursor of the standard library with its first statement."""

    def __init__(self, connection: aiosqlite.Connection, driver: sqlite3.Connection) -> None:
        nothing_run: Any = SimpleNamespace(description=None, rowcount=-1, lastrowid=None, arraysize=1)
        super().__init__(connection, nothing_run)
        self._driver = driver
        self._rows: list[Any] = []
        self._has_more = False

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        """Run a statement and fetch its first rows."""
        given: Any = () if parameters is None else parameters
        return await self._begin(lambda: self._cursor.execute(sql, given))

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> Self:
        """Run a statement once for each set of parameters."""
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
                if not self._has_more:  # an unfinished statement prevents the connection from being closed
                    self._cursor.close()

        execute: Any = self._execute
        await execute(in_thread)
        return self

    async def fetchone(self) -> Any:
        """Return the next row, or None."""
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next rows: `size`, or `arraysize` by default."""
        wanted = self.arraysize if size is None else size
        rows, self._rows = self._rows[:wanted], self._rows[wanted:]
        missing = wanted - len(rows)
        if missing and self._has_more:
            more = [*await super().fetchmany(missing)]
            self._has_more = len(more) == missing
            rows += more
        return rows

    async def fetchall(self) -> list[Any]:
        """Return all remaining rows."""
        rows, self._rows = self._rows, []
        if self._has_more:
            rows += await super().fetchall()
            self._has_more = False
        return rows

    async def close(self) -> None:
        """End the statement, unless it ended with its last row."""
        if self._has_more:
            await super().close()
        self._rows, self._has_more = [], False
