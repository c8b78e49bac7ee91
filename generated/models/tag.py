# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: bf071118b662fd4345a0a1a14ba8625b
"""Table `tags`."""

import datetime as dt

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..runtime.types.columns import (
    Base,
    BigInteger,
    Integer,
    UtcDateTime,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow


class Tag(Base):
    """A word that groups articles."""

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
