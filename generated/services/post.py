# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7de83bb8a5ae7e9971203e5e28904d21
"""The operations on posts."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from ..enums import PostStatus
from ..models.post import Post, post_tags
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.links import Links
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import post as schemas


@dataclass(slots=True)
class PostRow:
    """The columns of Post that a response may contain."""

    id: UUID
    title: str
    slug: str
    body: str
    status: PostStatus
    rating: Decimal | None
    published_at: dt.datetime | None
    keywords: list[str]
    metadata_: Any
    author_id: UUID
    parent_id: UUID | None
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int
    tag_ids: list[int]


class PostService(
    Service[
        UUID,
        PostRow,
        schemas.PostCreate,
        schemas.PostUpdate,
        schemas.PostReplace,
        schemas.PostQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes posts. Extend it by subclassing."""

    resource = Resource(
        model=Post,
        row=PostRow,
        schema=schemas.Post,
        create=schemas.PostCreate,
        update=schemas.PostUpdate,
        constraints={
            "uq_posts_slug": ("slug",),
            "uq_posts_author_id_title": ("author_id", "title"),
            "fk_posts_author_id": ("author_id",),
            "fk_posts_parent_id": ("parent_id",),
            "fk_post_tags_tag_id": ("tag_ids",),
        },
        links=(
            Links(
                "tag_ids",
                owner=post_tags.c["post_id"],
                target=post_tags.c["tag_id"],
                relation="tag",
            ),
        ),
        references={"author_id": "user", "parent_id": "post"},
        referrers=REFERRERS,
        relations=RELATIONS,
    )
