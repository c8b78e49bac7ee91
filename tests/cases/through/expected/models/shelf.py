# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: cd74e31dc3ac09e25a9a21ddac6a13bf
"""Table `shelves`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import (
    Base,
    BigInteger,
    UtcDateTime,
    Uuid,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7

if TYPE_CHECKING:
    from .person import Person


class Shelf(Base):
    """A row of `shelves`."""

    __tablename__ = "shelves"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("shelves")
    )

    people: Mapped[list["Person"]] = relationship(
        secondary=lambda: Base.metadata.tables["places"], viewonly=True, lazy="raise"
    )
