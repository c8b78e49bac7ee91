# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 596d46858eec24111074e2a97d812ce8
"""Table `things`."""

import datetime as dt
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from ..runtime.types.columns import (
    Base,
    BigInteger,
    UtcDateTime,
    Uuid,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7


class Thing(Base):
    """A row of `things`."""

    __tablename__ = "things"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(varchar(255))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("things")
    )
