# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: fddf14efc82a4c1738e3e05098ca14a2
"""Table `places`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import (
    Base,
    BigInteger,
    Date,
    UtcDateTime,
    Uuid,
)
from ..runtime.types.defaults import first_version, next_version, utcnow

if TYPE_CHECKING:
    from .person import Person
    from .shelf import Shelf


class Place(Base):
    """A row of `places`."""

    __tablename__ = "places"
    __table_args__ = (
        PrimaryKeyConstraint("person_id", "shelf_id"),
        Index("ix_places_shelf_id", "shelf_id"),
    )

    shelf_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("shelves.id", name="fk_places_shelf_id", ondelete="CASCADE")
    )
    person_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("people.id", name="fk_places_person_id", ondelete="CASCADE")
    )
    since: Mapped[dt.date | None] = mapped_column(Date)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("places")
    )

    shelf: Mapped["Shelf"] = relationship(foreign_keys=[shelf_id], lazy="raise")
    person: Mapped["Person"] = relationship(foreign_keys=[person_id], lazy="raise")
