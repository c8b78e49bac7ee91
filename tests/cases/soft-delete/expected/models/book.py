# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: a96ed3faa644c6f8b4a95058fc589198
"""Table `books`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.resources.live_rows import unique_if_live
from ..runtime.types.columns import (
    Base,
    BigInteger,
    Hidden,
    UtcDateTime,
    Uuid,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow

if TYPE_CHECKING:
    from .author import Author
    from .shelf import Shelf
    from .topic import Topic

book_topics = Table(
    "book_topics",
    Base.metadata,
    Column(
        "book_id",
        varchar(64),
        ForeignKey("books.id", name="fk_book_topics_book_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "topic_id",
        Uuid,
        ForeignKey("topics.id", name="fk_book_topics_topic_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Index("ix_book_topics_topic_id", "topic_id"),
)


class Book(Base):
    """A row of `books`."""

    __tablename__ = "books"
    __table_args__ = (
        unique_if_live("uq_books_author_id_title", "author_id", "title"),
        Index("ix_books_author_id", "author_id"),
        Index("ix_books_editor_id", "editor_id"),
    )

    id: Mapped[str] = mapped_column(varchar(64), primary_key=True)
    title: Mapped[str] = mapped_column(varchar(80))
    author_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("authors.id", name="fk_books_author_id", ondelete="CASCADE")
    )
    editor_id: Mapped[UUID | None] = mapped_column(
        Hidden(Uuid), ForeignKey("authors.id", name="fk_books_editor_id", ondelete="SET NULL")
    )
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("books")
    )
    deleted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    author: Mapped["Author"] = relationship(foreign_keys=[author_id], lazy="raise")
    editor: Mapped["Author | None"] = relationship(foreign_keys=[editor_id], lazy="raise")
    topics: Mapped[list["Topic"]] = relationship(secondary=lambda: book_topics, lazy="raise")
    shelves: Mapped[list["Shelf"]] = relationship(
        secondary=lambda: Base.metadata.tables["places"], viewonly=True, lazy="raise"
    )
