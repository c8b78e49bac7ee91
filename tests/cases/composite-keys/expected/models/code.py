# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4153e91eba89eae461935f4423201a36
"""Table `codes`."""

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from ..runtime.types.columns import (
    Base,
    BigInteger,
    UtcDateTime,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow


class Code(Base):
    """A row of `codes`."""

    __tablename__ = "codes"

    id: Mapped[str] = mapped_column(varchar(64), primary_key=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("codes")
    )
