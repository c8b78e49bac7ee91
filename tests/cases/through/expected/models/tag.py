# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 161bf321b8a279dcd5e68aeb96ccc776
"""Table `tags`."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import (
    Base,
    BigInteger,
    Integer,
    UtcDateTime,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow

if TYPE_CHECKING:
    from .post import Post


class Tag(Base):
    """A row of `tags`."""

    __tablename__ = "tags"
    __table_args__ = (
        UniqueConstraint("name", name="uq_tags_name"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(varchar(40))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("tags")
    )

    posts: Mapped[list["Post"]] = relationship(
        secondary=lambda: Base.metadata.tables["post_tags"],
        back_populates="tags",
        viewonly=True,
        lazy="raise",
    )
