# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 6e55855e4bc9cc343e318414e4e8f9e8
"""Table `people`."""

import datetime as dt
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import (
    Base,
    BigInteger,
    UtcDateTime,
    Uuid,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7


class Person(Base):
    """A row of `people`."""

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("people")
    )

    friends: Mapped[list["Person"]] = relationship(
        secondary=lambda: Base.metadata.tables["Friends"],
        primaryjoin=lambda: Person.id == Base.metadata.tables["Friends"].c["Who"],
        secondaryjoin=lambda: Person.id == Base.metadata.tables["Friends"].c["friend_id"],
        viewonly=True,
        back_populates="friend_of",
        lazy="raise",
    )
    friend_of: Mapped[list["Person"]] = relationship(
        secondary=lambda: Base.metadata.tables["Friends"],
        back_populates="friends",
        viewonly=True,
        primaryjoin=lambda: Person.id == Base.metadata.tables["Friends"].c["friend_id"],
        secondaryjoin=lambda: Person.id == Base.metadata.tables["Friends"].c["Who"],
        lazy="raise",
    )
