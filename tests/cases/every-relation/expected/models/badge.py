# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 9d756f04567c5212da0f6e9cc7c46448
"""Table `Badges`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import (
    Base,
    BigInteger,
    Integer,
    UtcDateTime,
    Uuid,
)
from ..runtime.types.defaults import first_version, next_version, utcnow

if TYPE_CHECKING:
    from .person import Person


class Badge(Base):
    """A row of `Badges`."""

    __tablename__ = "Badges"
    __table_args__ = (
        UniqueConstraint("OwnerId", "No", name="uq_Badges_OwnerId_No"),
        Index("ix_Badges_OwnerId", "OwnerId"),
        Index("ix_Badges_No_created_at", "No", "created_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(
        "OwnerId", Uuid, ForeignKey("people.id", name="fk_Badges_OwnerId", ondelete="CASCADE")
    )
    number: Mapped[int] = mapped_column("No", Integer)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("Badges")
    )

    owner: Mapped["Person"] = relationship(foreign_keys=[owner_id], lazy="raise")
