"""What a migration must not lose, and that one which fails changes nothing."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.util import CommandError
from sqlalchemy import Column, ForeignKey, Index, MetaData, Table, text
from sqlalchemy.exc import DBAPIError, IntegrityError, SAWarning

from codegen.runtime import columns as c
from codegen.runtime.alembic_sqlite import convert
from codegen.runtime.columns import NAMES
from codegen.runtime.fixed import from_sqlite, to_sqlite
from tests.databases import engine_for
from tests.migrating import Project, blog, created, fill, migrated, stored

ROOT = Path(__file__).parent.parent


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without a migration."""
    return Project(tmp_path / "migrations")


def execute(url: str, *statements: str) -> Sequence[Any]:
    """Execute statements in a transaction, and return the rows of the last one."""

    async def run() -> Sequence[Any]:
        rows: Sequence[Any] = ()
        async with engine_for(url) as engine, engine.begin() as connection:
            for statement in statements:
                result = await connection.execute(text(statement))
                rows = result.all() if result.returns_rows else ()
        return rows

    return asyncio.run(run())


def library(title: int = 40, *, loans: bool = True) -> MetaData:
    """Return tables of books and who has them; keys are integers."""
    metadata = MetaData(naming_convention=NAMES)
    Table(
        "books",
        metadata,
        Column("id", c.BigInteger, primary_key=True),
        Column("title", c.varchar(title), nullable=False),
        Index("ix_books_title", "title", unique=True, sqlite_where=text("title <> ''")),
        sqlite_autoincrement=True,
    )
    if loans:
        book = ForeignKey("books.id", ondelete="CASCADE")
        Table(
            "loans",
            metadata,
            Column("id", c.Integer, primary_key=True),
            Column("book_id", c.BigInteger, book, nullable=False),
            sqlite_autoincrement=True,
        )
    return metadata


def test_copy_of_a_table_on_sqlite_loses_nothing(project: Project, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    project.revise(url, library())
    execute(
        url,
        "CREATE INDEX expression ON books (lower(title))",
        "CREATE VIEW titles AS SELECT title FROM books",
        "CREATE TABLE log (title TEXT)",
        "CREATE TRIGGER logged AFTER INSERT ON books BEGIN INSERT INTO log VALUES (new.title); END",
        "INSERT INTO books (title) VALUES ('one'), ('two'), ('three')",
        "INSERT INTO loans (book_id) VALUES (1), (2)",
        "DELETE FROM books WHERE title = 'three'",
    )
    before = execute(url, "SELECT type, name FROM sqlite_schema ORDER BY 1, 2")
    models = library(title=80)
    Table("log", models, Column("title", c.text()))
    with pytest.warns(SAWarning, match="expression-based index"):
        project.revise(url, models)
    assert execute(url, "SELECT type, name FROM sqlite_schema ORDER BY 1, 2") == before
    assert [row[0] for row in execute(url, "SELECT book_id FROM loans")] == [1, 2]
    assert execute(url, "INSERT INTO books (title) VALUES ('four') RETURNING id") == [(4,)]
    assert execute(url, "SELECT title FROM titles") == [("one",), ("two",), ("four",)]
    assert execute(url, "SELECT title FROM log")[-1] == ("four",)
    with pytest.raises(IntegrityError):
        execute(url, "INSERT INTO loans (book_id) VALUES (9)")
    with pytest.raises(IntegrityError):
        execute(url, "INSERT INTO books (title) VALUES ('four')")


def test_tables_that_refer_to_each_other_are_dropped_and_come_back(
    project: Project, database_url: str
) -> None:
    metadata = MetaData(naming_convention=NAMES)
    blog().tables["tags"].to_metadata(metadata)
    project.revise(database_url, blog())
    asyncio.run(fill(database_url, blog()))
    project.revise(database_url, metadata)
    assert migrated(database_url) == created(database_url, metadata)
    project.alembic(command.downgrade, database_url, blog(), "-1")
    assert migrated(database_url) == created(database_url, blog())


def test_table_with_an_integer_key_comes_back(project: Project, database_url: str) -> None:
    project.revise(database_url, library())
    project.revise(database_url, library(loans=False))
    project.alembic(command.downgrade, database_url, library(), "-1")
    assert migrated(database_url) == created(database_url, library())


def manual(project: Project, url: str, models: MetaData, upgrade: str) -> Callable[[], Any]:
    """Write a migration by hand, and return the function that applies it."""
    script = project.alembic(command.revision, url, models, "by hand")
    path = Path(script.path)
    path.write_text(path.read_text().replace("    pass\n", f"    {upgrade}\n", 1))
    return lambda: project.alembic(command.upgrade, url, models, "head")


def test_failed_migration_changes_nothing(project: Project, database_url: str) -> None:
    project.revise(database_url, blog())
    asyncio.run(fill(database_url, blog()))
    before = migrated(database_url), asyncio.run(stored(database_url, blog()))
    statements = (
        "op.drop_table('post_tags'); op.execute('DELETE FROM posts'); op.execute('DROP TABLE nothing')"
    )
    with pytest.raises(DBAPIError):
        manual(project, database_url, blog(), statements)()
    assert (migrated(database_url), asyncio.run(stored(database_url, blog()))) == before


def test_mandatory_column_of_a_filled_table_fails_and_changes_nothing(
    project: Project, database_url: str
) -> None:
    project.revise(database_url, library())
    models = library()
    models.tables["books"].append_column(Column("pages", c.Integer, nullable=False))
    execute(database_url, "INSERT INTO books (title) VALUES ('one')")
    before = migrated(database_url)
    with pytest.raises(IntegrityError):
        project.revise(database_url, models)
    assert migrated(database_url) == before
    execute(database_url, "DELETE FROM books")
    project.alembic(command.upgrade, database_url, models, "head")
    project.alembic(command.check, database_url, models)


def test_migration_that_leaves_rows_without_what_they_refer_to(project: Project, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    project.revise(url, library())
    execute(url, "INSERT INTO books (title) VALUES ('one')", "INSERT INTO loans (book_id) VALUES (1)")
    with pytest.raises(CommandError, match="loans"):
        manual(project, url, library(), "op.execute('DELETE FROM books')")()
    assert execute(url, "SELECT id FROM books") == [(1,)]


@pytest.mark.parametrize(
    ("value", "old", "new", "expected"),
    [
        ("1.25", (4, 2), (4, 1), "1.3"),
        ("-1.25", (4, 2), (4, 1), "-1.3"),
        ("-0.04", (4, 2), (4, 1), "0.0"),
        ("99.99", (4, 2), (40, 20), "99.99"),
        ("-12345678901234567890.5", (40, 2), (30, 0), "-12345678901234567891"),
        ("-12.50", (40, 2), (4, 2), "-12.50"),
        ("99.99", (4, 2), (3, 1), None),
    ],
)
def test_conversion_of_decimals(
    value: str, old: tuple[int, int], new: tuple[int, int], expected: str | None
) -> None:
    stored = to_sqlite(int(Decimal(value).scaleb(old[1])), old[0])
    if expected is None:
        with pytest.raises(ValueError, match="does not fit"):
            convert(stored, old[1], *new)
    else:
        assert Decimal(from_sqlite(convert(stored, old[1], *new))).scaleb(-new[1]) == Decimal(expected)


@pytest.mark.parametrize(
    ("arguments", "url", "expected"),
    [
        ("upgrade head", "postgresql://a:canary@127.0.0.1:1/b", "there is no connection to the database"),
        ("current", "postgresql://a:canary@/", "DATABASE_URL: the name of the database is missing"),
        ("revision --autogenerate -m x", "mysql://a:canary@c/b", "DATABASE_URL: expected postgresql://"),
        ("check", "sqlite:////nowhere/test.db", "DATABASE_URL: expected sqlite:///path/to/file"),
    ],
)
def test_database_that_cannot_be_reached(arguments: str, url: str, expected: str) -> None:
    """One line on standard error, no traceback, no password."""
    environment = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-m", "alembic", *arguments.split()],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    output = (done.stdout + done.stderr).strip()
    assert done.returncode != 0
    assert expected in output
    assert len(output.splitlines()) == 1
    assert "canary" not in output
