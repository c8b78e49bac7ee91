# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 9dda0e8a2999238026c46faec251af87
"""Table `teams`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import (
    Base,
    BigInteger,
    Integer,
    UtcDateTime,
    Uuid,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow

if TYPE_CHECKING:
    from .person import Person


class Team(Base):
    """A row of `teams`."""

    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("name", name="uq_teams_name"),
        UniqueConstraint("lead_id", name="uq_teams_lead_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(varchar(60))
    lead_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("people.id", name="fk_teams_lead_id", use_alter=True)
    )
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("teams")
    )

    lead: Mapped["Person"] = relationship(
        foreign_keys=[lead_id], back_populates="leads", lazy="raise"
    )
    members: Mapped[list["Person"]] = relationship(
        secondary=lambda: Base.metadata.tables["memberships"],
        back_populates="teams",
        passive_deletes=True,
        lazy="raise",
    )
