# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: a669b80c7e60015259dd87015337444b
"""Table `authors`."""

import datetime as dt
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from ..runtime.resources.live_rows import unique_if_live
from ..runtime.types.columns import (
    Base,
    BigInteger,
    Boolean,
    EmailText,
    UtcDateTime,
    Uuid,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7


class Author(Base):
    """A row of `authors`."""

    __tablename__ = "authors"
    __table_args__ = (unique_if_live("uq_authors_email", "email"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    email: Mapped[str] = mapped_column(EmailText(254))
    deleted: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("authors")
    )
    deleted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
