"""The table `items` as SQLAlchemy's ORM has it, for the sides that are written by hand on it."""

import os
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Numeric, String, Text, make_url
from sqlalchemy.engine import URL
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator
from uuid_utils.compat import uuid7

POOL_SIZE = 20


class _UtcDateTime(TypeDecorator[datetime]):
    """SQLite keeps no time zone: UTC goes in, and comes out again."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the moment in UTC, without a zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the moment with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


Moment = DateTime(timezone=True).with_variant(_UtcDateTime(), "sqlite")


class Base(DeclarativeBase):
    """What the models have in common."""


def utcnow() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


class Item(Base):
    """A row of ten columns."""

    __tablename__ = "items"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(String(80))
    slug: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int]
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    active: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=utcnow, onupdate=utcnow)


def database_url(postgresql: str, sqlite: str) -> URL:
    """Return the URL of the database with the driver for its kind."""
    url = make_url(os.environ["DATABASE_URL"])
    return url.set(drivername=postgresql if url.get_backend_name() == "postgresql" else sqlite)


def prepare_sqlite(connection: Any, _record: Any) -> None:
    """Set what a server wants of SQLite: readers beside the writer, and durable commits."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
