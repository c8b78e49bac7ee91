# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: f3f6d6df60bf5f6e2e57d26131be2d46
"""Table `comments`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import (
    Base,
    BigInteger,
    UtcDateTime,
    Uuid,
    text,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7

if TYPE_CHECKING:
    from .post import Post
    from .user import User


class Comment(Base):
    """A reader's text about an article."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_post_id", "post_id"),
        Index("ix_comments_author_id", "author_id"),
        Index("ix_comments_parent_id", "parent_id"),
        Index("ix_comments_post_id_created_at", "post_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    body: Mapped[str] = mapped_column(text())
    post_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("posts.id", name="fk_comments_post_id", ondelete="CASCADE")
    )
    author_id: Mapped[UUID | None] = mapped_column(
        Uuid, ForeignKey("users.id", name="fk_comments_author_id", ondelete="SET NULL")
    )
    parent_id: Mapped[UUID | None] = mapped_column(
        Uuid, ForeignKey("comments.id", name="fk_comments_parent_id", ondelete="CASCADE")
    )
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("comments")
    )
    deleted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    post: Mapped["Post"] = relationship(
        foreign_keys=[post_id], back_populates="comments", lazy="raise"
    )
    author: Mapped["User | None"] = relationship(
        foreign_keys=[author_id], back_populates="comments", lazy="raise"
    )
    parent: Mapped["Comment | None"] = relationship(
        foreign_keys=[parent_id], remote_side=lambda: Comment.id, lazy="raise"
    )
