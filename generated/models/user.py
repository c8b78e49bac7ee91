# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: 63bb3f0f1982195478d19760ae7e6745
"""Table `users`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..enums import Role
from ..runtime.types.columns import (
    Base,
    BigInteger,
    EmailText,
    EnumText,
    Hidden,
    PasswordText,
    UtcDateTime,
    Uuid,
    text,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7

if TYPE_CHECKING:
    from .comment import Comment
    from .post import Post


class User(Base):
    """Someone who can sign in."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("email", name="uq_users_email"),
        CheckConstraint("\"role\" IN ('reader', 'author', 'admin')", name="ck_users_role"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    email: Mapped[str] = mapped_column(EmailText(254))
    password: Mapped[str] = mapped_column(Hidden(PasswordText(255)))
    name: Mapped[str | None] = mapped_column(varchar(80))
    role: Mapped[Role] = mapped_column(EnumText(Role), default=Role.READER)
    bio: Mapped[str | None] = mapped_column(text())
    api_token: Mapped[str | None] = mapped_column(Hidden(varchar(255)))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("users")
    )

    comments: Mapped[list["Comment"]] = relationship(
        foreign_keys="Comment.author_id",
        back_populates="author",
        passive_deletes=True,
        lazy="raise",
    )
    posts: Mapped[list["Post"]] = relationship(
        foreign_keys="Post.author_id", back_populates="author", passive_deletes=True, lazy="raise"
    )
