"""Migrations end where `create_all` does, by the databases' own catalogues, and keep what is stored."""

import asyncio
import copy
import datetime as dt
import io
import shutil
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
    insert,
    select,
    update,
)

from app.database import make_engine
from app.settings import Settings
from codegen.runtime import columns as c
from codegen.runtime.columns import NAMES
from tests.catalogue import Catalogue, catalogue
from tests.databases import engine_for, new_postgres_database

ENV = """
from alembic import context
from codegen.runtime.alembic import run

run(context.config.attributes["metadata"], context.config.attributes["engine"])
"""


class Status(StrEnum):
    """Of a post."""

    DRAFT = "draft"
    PUBLISHED = "published"


def blog(
    statuses: tuple[str, ...] = ("draft", "published"),
    title: Any = None,
    rating: Any = None,
    keyword: int = 40,
    views: Any = c.Integer,
    reference: str = "CASCADE",
    extra: tuple[Any, ...] = (),
) -> MetaData:
    """Return tables with every type and kind of relation, some of which a test may vary."""
    metadata = MetaData(naming_convention=NAMES)
    listed = ", ".join("'" + status.replace("'", "''").replace(":", "\\:") + "'" for status in statuses)
    Table(
        "users",
        metadata,
        Column("id", c.Uuid, primary_key=True),
        Column("email", c.varchar(254), nullable=False),
        Column(
            "favourite_id",
            c.Uuid,
            ForeignKey("posts.id", name="fk_users_favourite_id", ondelete="SET NULL", use_alter=True),
        ),
        UniqueConstraint("email", name="uq_users_email"),
    )
    Table(
        "posts",
        metadata,
        Column("id", c.Uuid, primary_key=True),
        Column("title", title or c.varchar(80), nullable=False),
        Column("body", c.text(), nullable=False),
        Column("status", c.EnumText(Status), nullable=False),
        Column("rating", rating or c.Fixed(4, 2)),
        Column("budget", c.Fixed(40, 2)),
        Column("views", views, nullable=False),
        Column("size", c.BigInteger),
        Column("weight", c.Double),
        Column("pinned", c.Boolean, nullable=False),
        Column("day", c.Date),
        Column("time", c.Time),
        Column("created_at", c.UtcDateTime, nullable=False),
        Column("length", c.Duration),
        Column("data", c.LargeBinary),
        Column("extra", c.Json),
        Column("keywords", c.Array(c.varchar(keyword)), nullable=False),
        Column("prices", c.Array(c.Fixed(6, 2))),
        Column("Odd Name", c.Integer),
        Column(
            "author_id",
            c.Uuid,
            ForeignKey("users.id", name="fk_posts_author_id", ondelete=reference, use_alter=True),
            nullable=False,
        ),
        Column("parent_id", c.Uuid, ForeignKey("posts.id", name="fk_posts_parent_id", ondelete="SET NULL")),
        Column("tag_id", c.BigInteger, ForeignKey("tags.id", name="fk_posts_tag_id")),
        *extra,
        UniqueConstraint("author_id", "title", name="uq_posts_author_id_title"),
        CheckConstraint(f"status IN ({listed})", name="ck_posts_status"),
        Index("ix_posts_author_id", "author_id"),
        Index("ix_posts_status_day", "status", "day"),
    )
    Table(
        "tags",
        metadata,
        Column("id", c.BigInteger, primary_key=True),
        Column("name", c.varchar(40)),
        sqlite_autoincrement=True,
    )
    Table(
        "post_tags",
        metadata,
        Column(
            "post_id",
            c.Uuid,
            ForeignKey("posts.id", name="fk_post_tags_post_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        Column(
            "tag_id",
            c.BigInteger,
            ForeignKey("tags.id", name="fk_post_tags_tag_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        Index("ix_post_tags_tag_id", "tag_id"),
    )
    return metadata


class Project:
    """A folder with migrations."""

    def __init__(self, folder: Path) -> None:
        self.config = Config(stdout=io.StringIO())
        self.config.set_main_option("script_location", str(folder))
        self.versions = folder / "versions"
        self.versions.mkdir(parents=True)
        (folder / "env.py").write_text(ENV)
        shutil.copy(Path(__file__).parent.parent / "app" / "migrations" / "script.py.mako", folder)

    def alembic(
        self, action: Callable[..., Any], url: str, models: MetaData, *arguments: Any, **named: Any
    ) -> Any:
        """Run a command of Alembic on a database, with models to compare it with."""
        engine = make_engine(Settings.model_validate({"database_url": url}))
        self.config.attributes.update(metadata=models, engine=engine)
        return action(self.config, *arguments, **named)

    def revise(self, url: str, models: MetaData, *others: str) -> str:
        """Write a migration to the models, apply it there and to other databases, and return its text."""
        script = self.alembic(command.revision, url, models, "change", autogenerate=True)
        for each in (url, *others):
            self.alembic(command.upgrade, each, models, "head")
            self.alembic(command.check, each, models)
        return Path(script.path).read_text()


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
    """URLs of the database on which migrations are written, and of the other kind, which must understand them."""
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[request.param]
    return databases[request.param], databases[other]


def migrated(url: str) -> Catalogue:
    """Return the catalogue of a database."""

    async def read() -> Catalogue:
        async with engine_for(url) as engine:
            return await catalogue(engine)

    return asyncio.run(read())


@pytest.fixture
def created(tmp_path: Path, postgres_server: str) -> Callable[[str, MetaData], Catalogue]:
    """A function that returns the catalogue after `create_all` on another database of the kind of the given one."""

    async def create(url: str, models: MetaData) -> Catalogue:
        async with engine_for(url) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(models.create_all)
            return await catalogue(engine)

    def catalogue_of(url: str, models: MetaData) -> Catalogue:
        if url.startswith("sqlite"):
            return asyncio.run(create("sqlite://", models))
        with new_postgres_database(postgres_server) as other:
            return asyncio.run(create(other, models))

    return catalogue_of


Created = Callable[[str, MetaData], Catalogue]


def test_first_migration(project: Project, written_on: tuple[str, str], created: Created) -> None:
    models = blog()
    script = project.revise(written_on[0], models, written_on[1])
    assert "codegen" not in script
    for url in written_on:
        assert migrated(url) == created(url, models)
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


KEYS = {"author": UUID(int=1), "post": UUID(int=2), "child": UUID(int=3)}


async def fill(url: str, models: MetaData, **values: Any) -> None:
    """Store an author, two posts and a tag that refer to each other in every way."""
    users, posts, tags, links = (models.tables[name] for name in ("users", "posts", "tags", "post_tags"))
    post = {
        "id": KEYS["post"],
        "title": "Title",
        "body": "Body",
        "status": "draft",
        "rating": Decimal("-9.87"),
        "budget": Decimal("-12345678901234567890.12"),
        "views": 7,
        "pinned": True,
        "created_at": dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
        "extra": {"a": 1},
        "keywords": ["b", "a"],
        "prices": [Decimal("0.10"), Decimal("-1.99")],
        "author_id": KEYS["author"],
        **values,
    }
    async with engine_for(url) as engine, engine.begin() as connection:
        await connection.execute(insert(users).values(id=KEYS["author"], email="a@example.com"))
        await connection.execute(insert(tags).values(name="tag"))
        await connection.execute(insert(posts).values(post))
        child = {**post, "id": KEYS["child"], "title": "Child", "parent_id": KEYS["post"], "tag_id": 1}
        await connection.execute(insert(posts).values(child))
        await connection.execute(insert(links).values(post_id=KEYS["post"], tag_id=1))
        await connection.execute(update(users).values(favourite_id=KEYS["post"]))


async def stored(url: str, models: MetaData) -> dict[str, list[dict[str, Any]]]:
    """Return all rows by table."""
    result = {}
    async with engine_for(url) as engine, engine.connect() as connection:
        for table in models.sorted_tables:
            rows = await connection.execute(select(table).order_by(*table.primary_key.columns))
            result[table.name] = [dict(row) for row in rows.mappings()]
    return result


CHANGES: dict[str, dict[str, Any]] = {
    "new value of an enum": {"statuses": ("draft", "published", "archived")},
    "odd values of an enum": {
        "statuses": ("draft", "it's", ":x", "100%", "a)b,(", 'q"q', "--", "ünï", "%(x)s")
    },
    "only one value of an enum": {"statuses": ("draft",)},
    "longer text": {"title": c.varchar(200)},
    "unbounded text": {"title": c.text()},
    "more decimals": {"rating": c.Fixed(6, 3)},
    "so many decimals that SQLite needs text": {"rating": c.Fixed(30, 10)},
    "longer items": {"keyword": 80},
    "wider integer": {"views": c.BigInteger},
    "integer to decimal": {"views": c.Fixed(6, 2)},
    "other rule for deletions": {"reference": "SET NULL"},
    "new columns": {
        "extra": (
            Column("notes", c.Json),
            Column("score", c.Fixed(10, 4)),
            Column("codes", c.Array(c.Uuid)),
            Column("kind", c.EnumText(Status)),
            Column("editor_id", c.Uuid, ForeignKey("users.id", name="fk_posts_editor_id")),
            CheckConstraint("kind IN ('draft')", name="ck_posts_kind"),
            UniqueConstraint("editor_id", name="uq_posts_editor_id"),
            Index("ix_posts_score", "score"),
        )
    },
}


def changed(name: str) -> MetaData:
    """Return the models after a change. Columns can be in one table only, so they are copied."""
    change = dict(CHANGES[name])
    change["extra"] = tuple(
        copy.copy(each) if not isinstance(each, Index) else Index(each.name, "score")
        for each in change.get("extra", ())
    )
    return blog(**change)


@pytest.mark.parametrize("name", CHANGES)
def test_change_of_filled_tables(
    project: Project, written_on: tuple[str, str], created: Created, name: str
) -> None:
    old, new = blog(), changed(name)
    project.revise(written_on[0], old, written_on[1])
    for url in written_on:
        asyncio.run(fill(url, old))
    before = asyncio.run(stored(written_on[0], old))
    assert asyncio.run(stored(written_on[1], old)) == before

    script = project.revise(written_on[0], new, written_on[1])
    assert "codegen" not in script
    for url in written_on:
        assert migrated(url) == created(url, new)
        after = asyncio.run(stored(url, new))
        for table, rows in before.items():
            for row, now in zip(rows, after[table], strict=True):
                assert row.items() <= now.items()
        project.alembic(command.downgrade, url, old, "-1")
        assert migrated(url) == created(url, old)
        assert asyncio.run(stored(url, old)) == before
