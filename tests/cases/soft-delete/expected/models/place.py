# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: ce21e9ad72419f8995c56bafc94e4872
"""Table `places`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.resources.live_rows import unique_if_live
from ..runtime.types.columns import (
    Base,
    BigInteger,
    UtcDateTime,
    Uuid,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7

if TYPE_CHECKING:
    from .book import Book
    from .shelf import Shelf


class Place(Base):
    """A row of `places`."""

    __tablename__ = "places"
    __table_args__ = (
        unique_if_live("uq_places_book_id_shelf_id", "book_id", "shelf_id"),
        Index("ix_places_book_id", "book_id"),
        Index("ix_places_shelf_id", "shelf_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    book_id: Mapped[str] = mapped_column(
        varchar(64), ForeignKey("books.id", name="fk_places_book_id", ondelete="CASCADE")
    )
    shelf_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("shelves.id", name="fk_places_shelf_id", ondelete="CASCADE")
    )
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("places")
    )
    deleted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    book: Mapped["Book"] = relationship(foreign_keys=[book_id], lazy="raise")
    shelf: Mapped["Shelf"] = relationship(foreign_keys=[shelf_id], lazy="raise")
