"""The hand-written service of posts."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from generated.enums import PostStatus
from generated.schemas.post import PostCreate, PostReplace, PostUpdate
from generated.services.post import PostRow, PostService


class Posts(PostService):
    """Sets the time of publication when a post is published without one."""

    async def create(self, db: AsyncSession, data: PostCreate) -> PostRow:
        """Insert the post."""
        if data.status == PostStatus.PUBLISHED and data.published_at is None:
            data = data.model_copy(update={"published_at": datetime.now(UTC)})
        return await super().create(db, data)

    async def update(
        self, db: AsyncSession, id: UUID, data: PostUpdate, if_match: str | None = None
    ) -> PostRow:
        """Change the post. It keeps the time of its first publication."""
        if data.status == PostStatus.PUBLISHED and "published_at" not in data.model_fields_set:
            present = await self.read(db, id)
            if present.published_at is None:
                data = data.model_copy(update={"published_at": datetime.now(UTC)})
        return await super().update(db, id, data, if_match)

    async def replace(
        self, db: AsyncSession, id: UUID, data: PostReplace, if_match: str | None = None
    ) -> PostRow:
        """Replace the post."""
        if data.status == PostStatus.PUBLISHED and data.published_at is None:
            data = data.model_copy(update={"published_at": datetime.now(UTC)})
        return await super().replace(db, id, data, if_match)
