"""CHECKs in migrations: changes are detected and written for both databases."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import CheckConstraint, Column, MetaData, Table, insert
from sqlalchemy.exc import IntegrityError

from specloom.runtime.types import columns as c
from specloom.runtime.types.check_constraints import ByDialect
from specloom.runtime.types.columns import NAMES
from tests.support.databases import engine_for
from tests.support.migrating import Project, created, migrated


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path, postgres_database: str) -> list[str]:
    """URLs of the database on which migrations are written, and of the other kind."""
    found = [f"sqlite:///{tmp_path / 'test.db'}", postgres_database]
    return found if request.param == "sqlite" else found[::-1]


def tables(*checks: tuple[str, Any], places: int = 2, price: bool = True) -> MetaData:
    """Return a table with checks."""
    metadata = MetaData(naming_convention=NAMES)
    Table(
        "events",
        metadata,
        Column("id", c.Integer, primary_key=True),
        Column("title", c.varchar(40)),
        Column("starts", c.UtcDateTime),
        Column("ends", c.UtcDateTime),
        *([Column("price", c.FixedDecimal(8, places))] if price else []),
        Column("Size", c.Integer),
        *(CheckConstraint(condition, name=f"ck_events_{name}") for name, condition in checks),
    )
    return metadata


def cheap(places: int = 2) -> tuple[str, Any]:
    """Return a check on a decimal."""
    return "cheap", ByDialect('"price" < 99.5', sqlite=f'"price" < {995 * 10**places // 10}')


IN_ORDER = ("in_order", '"starts" < "ends"')
RECENT = (
    "recent",
    ByDialect(
        "\"starts\" >= '2020-01-01 00:00:00.000000+00'", sqlite="\"starts\" >= '2020-01-01 00:00:00.000000'"
    ),
)
TITLES = (
    "titles",
    "\"title\" NOT IN ('a\\:b', 'c\\\\:', '100%', 'it''s') AND length(\"title\") * 2 > \"Size\" - 5",
)


async def _insert(url: str, models: MetaData, **values: Any) -> None:
    async with engine_for(url) as engine, engine.begin() as connection:
        await connection.execute(insert(models.tables["events"]).values(**values))


def refuses(url: str, models: MetaData, **values: Any) -> bool:
    """Return True if the database rejects a row."""
    try:
        asyncio.run(_insert(url, models, **values))
    except IntegrityError as error:
        return "ck_events" in str(error)
    return False


Models = Callable[[], MetaData]
STEPS: list[Models] = [
    lambda: tables(cheap(), RECENT, TITLES),
    lambda: tables(cheap(), RECENT, TITLES, IN_ORDER),
    lambda: tables(cheap(3), IN_ORDER, TITLES, places=3),
    lambda: tables(IN_ORDER, price=False),
    tables,
    lambda: tables(TITLES, cheap()),
]


def test_changes_of_checks(tmp_path: Path, urls: list[str]) -> None:
    project = Project(tmp_path / "migrations")
    for models in STEPS:
        script = project.revise(urls[0], models(), *urls)
        assert "codegen" not in script
        for url in urls:
            assert migrated(url) == created(url, models())
            project.alembic(command.check, url, models())
    for url in urls:
        last = STEPS[-1]()
        assert refuses(url, last, id=1, price=100)
        assert refuses(url, last, id=1, title="a:b")
        assert refuses(url, last, id=1, title="c\\:")
        assert refuses(url, last, id=1, title="ab", Size=9)
        assert not refuses(url, last, id=1, title="ab", Size=8, price=99)


def test_downgrade(tmp_path: Path, urls: list[str]) -> None:
    """The downgrade contains conditions for both databases if possible, otherwise for its own."""
    project = Project(tmp_path / "migrations")
    first, second = tables(IN_ORDER, TITLES), tables(("size", '"Size" > 3'))
    for models in (first, second):
        project.revise(urls[0], models, *urls)
    for url in urls:
        project.alembic(command.downgrade, url, first, "-1")
        assert refuses(url, first, id=1, title="it's")
        assert not refuses(url, first, id=1, title="its", Size=2)


def test_downgrade_to_a_condition_of_one_database(tmp_path: Path, urls: list[str]) -> None:
    project = Project(tmp_path / "migrations")
    first, second = tables(cheap(), RECENT), tables()
    for models in (first, second):
        project.revise(urls[0], models, *urls)
    project.alembic(command.downgrade, urls[0], first, "-1")
    assert migrated(urls[0]) == created(urls[0], tables(cheap(), RECENT))
    with pytest.raises(KeyError):
        project.alembic(command.downgrade, urls[1], first, "-1")
    assert migrated(urls[1]) == created(urls[1], tables())
