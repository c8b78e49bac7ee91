"""The databases: a PostgreSQL server or SQLite files, filled before the first request and cleaned between loads."""

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg

from benchmarks.environments import SERVICE, variables
from benchmarks.rows import CREATED
from benchmarks.side import POSTGRESQL
from tests.support.postgres import SETTINGS, postgres

DELETE = f"DELETE FROM items WHERE slug = '{CREATED}'"  # noqa: S608 - of a constant
RESET = "UPDATE items SET name = 'as before', quantity = 0, price = 0"
DESCRIPTION = {
    "postgresql": ", ".join(
        f"{name} = {value}" for name, value in SETTINGS.items() if value and name != "timezone"
    )
    + "; reached over a Unix socket; vacuumed by the benchmark between loads that write",
    "sqlite": "WAL, synchronous = FULL",
}


@contextlib.contextmanager
def databases(kind: str) -> Iterator[dict[str, str]]:
    """Yield the URL of a filled database for each kind of storage, and remove them in the end."""
    with tempfile.TemporaryDirectory(prefix="specloom-bench-") as folder, contextlib.ExitStack() as stack:
        if kind == POSTGRESQL:
            url = stack.enter_context(postgres())
            # The test server's odd time zone is of no use here.
            asyncio.run(_execute(url, "ALTER DATABASE postgres SET timezone = 'UTC'"))
            _seed(url, "specloom")
            asyncio.run(_execute(url, "VACUUM ANALYZE items"))
            yield {"specloom": url, "sqlalchemy": url}
            return
        urls = {storage: f"sqlite:///{Path(folder, storage)}.db" for storage in ("specloom", "sqlalchemy")}
        for storage, url in urls.items():
            _seed(url, storage)
        yield urls


def tidy(url: str, *, reset: bool = True) -> None:
    """Remove what a load has created, and what it leaves behind in the files.

    With `reset` all rows get other values in the columns that a change sets, so that the next load changes them again.
    """
    statements = [DELETE, *([RESET] if reset else ())]
    if url.startswith("postgresql"):
        asyncio.run(_execute(url, *statements, "VACUUM ANALYZE items", "CHECKPOINT"))
        return
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=10)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def server_version(url: str) -> str:
    """Return the name and version of the database."""
    if not url.startswith("postgresql"):
        return f"SQLite {sqlite3.sqlite_version}"
    return asyncio.run(_execute(url, "SHOW server_version"))


async def _execute(url: str, *statements: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        value = None
        for statement in statements:
            value = await connection.fetchval(statement)
    finally:
        await connection.close()
    return f"PostgreSQL {value}"


def _seed(url: str, storage: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "benchmarks.seed", storage], env=variables(url), cwd=SERVICE, check=True
    )
