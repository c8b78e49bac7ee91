# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 6a6f81313438ea7541ffc516bac9de8c
"""Table `posts`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import (
    Base,
    BigInteger,
    UtcDateTime,
    Uuid,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7

if TYPE_CHECKING:
    from .post_tag import PostTag
    from .tag import Tag


class Post(Base):
    """A row of `posts`."""

    __tablename__ = "posts"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    title: Mapped[str] = mapped_column(varchar(80))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("posts")
    )

    tags: Mapped[list["Tag"]] = relationship(
        secondary=lambda: Base.metadata.tables["post_tags"],
        viewonly=True,
        back_populates="posts",
        lazy="raise",
    )
    post_tags: Mapped[list["PostTag"]] = relationship(
        foreign_keys="PostTag.post_id", back_populates="post", passive_deletes=True, lazy="raise"
    )
