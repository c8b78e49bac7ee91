# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 369bac187542341f2d941998d81e4e72
"""Table `shelves`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

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


class Shelf(Base):
    """A row of `shelves`."""

    __tablename__ = "shelves"
    __table_args__ = (Index("ix_shelves_finest_id", "finest_id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(varchar(40))
    finest_id: Mapped[str | None] = mapped_column(
        varchar(64), ForeignKey("books.id", name="fk_shelves_finest_id")
    )
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("shelves")
    )

    finest: Mapped["Book | None"] = relationship(foreign_keys=[finest_id], lazy="raise")
