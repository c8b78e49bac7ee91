# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 943b3538a1df84e4ef76e242b32462c7
"""Table `events`."""

import datetime as dt

from sqlalchemy import PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..runtime.types.columns import (
    Base,
    UtcDateTime,
    varchar,
)
from ..runtime.types.defaults import utcnow


class Event(Base):
    """A row of `events`."""

    __tablename__ = "events"
    __table_args__ = (PrimaryKeyConstraint("place", "kind"),)

    place: Mapped[str] = mapped_column(varchar(20))
    kind: Mapped[str] = mapped_column(varchar(255))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
