# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: 51b5f08930cc5be521658882a9019594
"""Table `posts`."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..enums import PostStatus
from ..runtime.search.full_text import FullText
from ..runtime.types.columns import (
    Array,
    Base,
    BigInteger,
    EnumText,
    FixedDecimal,
    Integer,
    Json,
    UtcDateTime,
    Uuid,
    text,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7

if TYPE_CHECKING:
    from .comment import Comment
    from .tag import Tag
    from .user import User

post_tags = Table(
    "post_tags",
    Base.metadata,
    Column(
        "post_id",
        Uuid,
        ForeignKey("posts.id", name="fk_post_tags_post_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "tag_id",
        Integer,
        ForeignKey("tags.id", name="fk_post_tags_tag_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Index("ix_post_tags_tag_id", "tag_id"),
)


class Post(Base):
    """An article."""

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("slug", name="uq_posts_slug"),
        UniqueConstraint("author_id", "title", name="uq_posts_author_id_title"),
        CheckConstraint("\"status\" IN ('draft', 'published')", name="ck_posts_status"),
        Index("ix_posts_author_id", "author_id"),
        Index("ix_posts_parent_id", "parent_id"),
        Index("ix_posts_status_published_at", "status", "published_at"),
        FullText("posts_search", "title", "body"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    title: Mapped[str] = mapped_column(varchar(200))
    slug: Mapped[str] = mapped_column(varchar(80))
    body: Mapped[str] = mapped_column(text())
    status: Mapped[PostStatus] = mapped_column(EnumText(PostStatus), default=PostStatus.DRAFT)
    rating: Mapped[Decimal | None] = mapped_column(FixedDecimal(4, 2))
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    keywords: Mapped[list[str]] = mapped_column(Array(varchar(40)))
    metadata_: Mapped[Any] = mapped_column("metadata", Json, nullable=False, default=dict)
    author_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("users.id", name="fk_posts_author_id", ondelete="CASCADE")
    )
    parent_id: Mapped[UUID | None] = mapped_column(
        Uuid, ForeignKey("posts.id", name="fk_posts_parent_id", ondelete="SET NULL")
    )
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("posts")
    )

    author: Mapped["User"] = relationship(
        foreign_keys=[author_id], back_populates="posts", lazy="raise"
    )
    parent: Mapped["Post | None"] = relationship(
        foreign_keys=[parent_id], remote_side=lambda: Post.id, lazy="raise"
    )
    tags: Mapped[list["Tag"]] = relationship(secondary=lambda: post_tags, lazy="raise")
    comments: Mapped[list["Comment"]] = relationship(
        foreign_keys="Comment.post_id", back_populates="post", passive_deletes=True, lazy="raise"
    )
