# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4f5496f795d74db45420565b4e9735e5
"""The operations on posts."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.post import Post
from ..models.post_tag import PostTag
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.links import Links
from ..runtime.resources.model_columns import column_of
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import post as schemas


@dataclass(slots=True)
class PostRow:
    """The columns of Post that a response may contain."""

    id: UUID
    title: str
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
            "fk_post_tags_tag_id": ("tag_ids",),
        },
        links=(
            Links(
                "tag_ids",
                owner=column_of(PostTag, "post_id"),
                target=column_of(PostTag, "tag_id"),
                relation="tag",
                max_items=20,
                through="post_tag",
                stamped=True,
            ),
        ),
        referrers=REFERRERS,
        relations=RELATIONS,
    )
