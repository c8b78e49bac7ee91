"""Builds models that a test can vary, and migrations between their versions."""

import asyncio
import datetime as dt
import io
import shutil
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

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

from app.settings import Settings
from specloom.runtime.types import columns as c
from specloom.runtime.types.columns import NAMES
from tests.support.catalogue import Catalogue, catalogue
from tests.support.databases import engine_for, new_postgres_database
from tests.support.engines import make_engine

ENV = """
from alembic import context
from specloom.runtime.migrations.runner import run_migrations

run_migrations(context.config.attributes["metadata"], context.config.attributes["engine"])
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
    more: bool = False,
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
        Column("rating", rating or c.FixedDecimal(4, 2)),
        Column("budget", c.FixedDecimal(40, 2)),
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
        Column("prices", c.Array(c.FixedDecimal(6, 2))),
        Column("Odd Name", c.Integer),
        Column(
            "author_id",
            c.Uuid,
            ForeignKey("users.id", name="fk_posts_author_id", ondelete=reference, use_alter=True),
            nullable=False,
        ),
        Column("parent_id", c.Uuid, ForeignKey("posts.id", name="fk_posts_parent_id", ondelete="SET NULL")),
        Column("tag_id", c.BigInteger, ForeignKey("tags.id", name="fk_posts_tag_id")),
        *(_more() if more else ()),
        UniqueConstraint("author_id", "title", name="uq_posts_author_id_title"),
        CheckConstraint(f'"status" IN ({listed})', name="ck_posts_status"),
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


def _more() -> tuple[Any, ...]:
    return (
        Column("notes", c.Json),
        Column("score", c.FixedDecimal(10, 4)),
        Column("codes", c.Array(c.Uuid)),
        Column("kind", c.EnumText(Status)),
        Column("editor_id", c.Uuid, ForeignKey("users.id", name="fk_posts_editor_id")),
        CheckConstraint("\"kind\" IN ('draft')", name="ck_posts_kind"),
        UniqueConstraint("editor_id", name="uq_posts_editor_id"),
        Index("ix_posts_score", "score"),
    )


class Project:
    """A folder with migrations."""

    def __init__(self, folder: Path) -> None:
        self.config = Config(stdout=io.StringIO())
        self.config.set_main_option("script_location", str(folder))
        (folder / "versions").mkdir(parents=True, exist_ok=True)
        (folder / "env.py").write_text(ENV)
        shutil.copy(Path(__file__).parents[2] / "app" / "migrations" / "script.py.mako", folder)

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
        for each in dict.fromkeys((url, *others)):
            self.alembic(command.upgrade, each, models, "head")
            self.alembic(command.check, each, models)
        return Path(script.path).read_text()


def migrated(url: str) -> Catalogue:
    """Return the catalogue of a database."""

    async def read() -> Catalogue:
        async with engine_for(url) as engine:
            return await catalogue(engine)

    return asyncio.run(read())


def created(url: str, models: MetaData) -> Catalogue:
    """Return the catalogue after `create_all` on another database of the same kind, which `url` may make way for.

    It needs models of its own each time: once SQLAlchemy has added a key to a table of PostgreSQL with ALTER, it
    leaves that key out of every CREATE TABLE.
    """

    async def create(other: str) -> Catalogue:
        async with engine_for(other) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(models.create_all)
            return await catalogue(engine)

    if url.startswith("sqlite"):
        return asyncio.run(create("sqlite://"))
    with new_postgres_database(url) as other:
        return asyncio.run(create(other))


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
