# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 8ac64c2a4b1bcc6fa624c20c3f3bacb3
"""Table `post_tags`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import (
    Base,
    BigInteger,
    Integer,
    UtcDateTime,
    Uuid,
    text,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7

if TYPE_CHECKING:
    from .post import Post
    from .tag import Tag


class PostTag(Base):
    """Says where a tag stands."""

    __tablename__ = "post_tags"
    __table_args__ = (
        UniqueConstraint("post_id", "tag_id", name="uq_post_tags_post_id_tag_id"),
        Index("ix_post_tags_post_id", "post_id"),
        Index("ix_post_tags_tag_id", "tag_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    post_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("posts.id", name="fk_post_tags_post_id", ondelete="CASCADE")
    )
    tag_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("tags.id", name="fk_post_tags_tag_id", ondelete="CASCADE")
    )
    position: Mapped[int] = mapped_column(Integer, default=0)
    note: Mapped[str | None] = mapped_column(text())
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("post_tags")
    )

    post: Mapped["Post"] = relationship(
        foreign_keys=[post_id], back_populates="post_tags", lazy="raise"
    )
    tag: Mapped["Tag"] = relationship(foreign_keys=[tag_id], lazy="raise")
