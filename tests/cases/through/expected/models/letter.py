# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: c75b018ab3c8582b524ec3087f106e37
"""Table `letters`."""

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
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7

if TYPE_CHECKING:
    from .friendship import Friendship


class Letter(Base):
    """A row of `letters`."""

    __tablename__ = "letters"
    __table_args__ = (Index("ix_letters_friendship_id", "friendship_id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    friendship_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("Friends.id", name="fk_letters_friendship_id", ondelete="SET NULL")
    )
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("letters")
    )

    friendship: Mapped["Friendship | None"] = relationship(
        foreign_keys=[friendship_id], lazy="raise"
    )
