# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 58ac1fa4179f2c7f765e1e05a0af4706
"""Table `things`."""

import datetime as dt
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from ..runtime.columns import (
    Base,
    BigInteger,
    UtcDateTime,
    Uuid,
    varchar,
)
from ..runtime.defaults import first_version, utcnow, uuid7


class Thing(Base):
    """A row of `things`."""

    __tablename__ = "things"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(varchar(255))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(BigInteger, default=first_version)
