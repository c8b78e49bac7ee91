"""Migrations result in the same tables as `create_all`, by the databases' catalogs, and keep all rows."""

import asyncio
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, make_url

from generated.models import load_all
from specloom.runtime.types import columns as c
from tests.support.databases import engine_for, new_postgres_database
from tests.support.migrating import Project, blog, created, fill, migrated, stored

ROOT = Path(__file__).parents[3]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without a migration."""
    return Project(tmp_path / "migrations")


@pytest.fixture
def databases(tmp_path: Path, postgres_database: str) -> dict[str, str]:
    """URLs of an empty database of each kind."""
    return {"sqlite": f"sqlite:///{tmp_path / 'test.db'}", "postgresql": postgres_database}


@pytest.fixture(params=["sqlite", "postgresql"])
def written_on(request: pytest.FixtureRequest, databases: dict[str, str]) -> tuple[str, str]:
    """URLs of the database on which migrations are written, and of one of the other kind, which must run them too."""
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[request.param]
    return databases[request.param], databases[other]


def test_first_migration(project: Project, written_on: tuple[str, str]) -> None:
    models = blog()
    script = project.revise(written_on[0], models, written_on[1])
    assert "codegen" not in script
    for url in written_on:
        assert migrated(url) == created(url, blog())
        project.alembic(command.downgrade, url, models, "base")
        assert migrated(url) == {}
        project.alembic(command.upgrade, url, models, "head")


def test_texts_sort_by_code_point(project: Project, postgres_database: str) -> None:
    project.revise(postgres_database, blog())
    collations = {(row[2].partition("(")[0], row[3]) for row in migrated(postgres_database)["columns"]}
    assert {name for name in collations if name[1]} == {("character varying", "C"), ("text", "C")}


def test_nothing_to_change(project: Project, database_url: str) -> None:
    project.revise(database_url, blog())
    project.alembic(command.check, database_url, blog())


CHANGES: dict[str, dict[str, Any]] = {
    "more of everything": {
        "statuses": ("draft", "published", "archived"),
        "title": c.varchar(200),
        "rating": c.FixedDecimal(6, 3),
        "keyword": 80,
        "views": c.BigInteger,
        "reference": "SET NULL",
        "more": True,
    },
    "other kinds of everything": {
        "statuses": ("draft", "it's", ":x", "100%", "a)b,(", 'q"q', "--", "ünï", "%(x)s"),
        "title": c.text(),
        "rating": c.FixedDecimal(30, 10),  # SQLite needs text for so many digits
        "views": c.FixedDecimal(6, 2),
    },
    "an enum of one value": {"statuses": ("draft",)},
    "nothing but a new value of an enum": {"statuses": ("draft", "published", "archived")},
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Iterator[tuple[Path, str]]:
    """A folder with a migration and a filled SQLite database, and the URL of such a PostgreSQL database."""
    folder = tmp_path_factory.mktemp("base")
    with new_postgres_database(postgres_server) as url:
        urls = (f"sqlite:///{folder / 'test.db'}", url)
        Project(folder / "migrations").revise(urls[0], blog(), urls[1])
        for each in urls:
            asyncio.run(fill(each, blog()))
        yield folder, url


@pytest.fixture
def filled(base: tuple[Path, str], tmp_path: Path, postgres_server: str) -> Iterator[dict[str, str]]:
    """URLs of a migrated and filled database of each kind. `migrations` is next to the SQLite file."""
    shutil.copytree(base[0], tmp_path, dirs_exist_ok=True)
    with new_postgres_database(postgres_server, str(make_url(base[1]).database)) as url:
        yield {"sqlite": f"sqlite:///{tmp_path / 'test.db'}", "postgresql": url}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("written_on", ["sqlite", "postgresql"])
def test_change_of_filled_tables(filled: dict[str, str], tmp_path: Path, name: str, written_on: str) -> None:
    project = Project(tmp_path / "migrations")
    before = asyncio.run(stored(filled["sqlite"], blog()))
    assert asyncio.run(stored(filled["postgresql"], blog())) == before
    script = project.revise(filled[written_on], blog(**CHANGES[name]), *filled.values())
    assert "codegen" not in script
    for url in filled.values():
        assert migrated(url) == created(url, blog(**CHANGES[name]))
        after = asyncio.run(stored(url, blog(**CHANGES[name])))
        for table, rows in before.items():
            for row, now in zip(rows, after[table], strict=True):
                assert row.items() <= now.items()
        project.alembic(command.downgrade, url, blog(), "-1")
        assert migrated(url) == created(url, blog())
        assert asyncio.run(stored(url, blog())) == before


def test_committed_migrations_lead_to_the_committed_models(database_url: str) -> None:
    config = Config(toml_file=ROOT / "pyproject.toml", stdout=io.StringIO())

    def migrate(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        command.check(config)

    async def scenario() -> None:
        async with engine_for(database_url) as engine, engine.connect() as connection:
            await connection.run_sync(migrate)

    asyncio.run(scenario())
    assert migrated(database_url) == created(database_url, load_all().metadata)
