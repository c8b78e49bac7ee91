# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: a772030873b90c5d7920c693b8957eaa
"""The operations on post_tags."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.post_tag import PostTag
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import post_tag as schemas


@dataclass(slots=True)
class PostTagRow:
    """The columns of PostTag that a response may contain."""

    id: UUID
    post_id: UUID
    tag_id: int
    position: int
    note: str | None
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class PostTagService(
    Service[
        UUID,
        PostTagRow,
        schemas.PostTagCreate,
        schemas.PostTagUpdate,
        schemas.PostTagReplace,
        schemas.PostTagQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes post_tags. Extend it by subclassing."""

    resource = Resource(
        model=PostTag,
        row=PostTagRow,
        schema=schemas.PostTag,
        create=schemas.PostTagCreate,
        update=schemas.PostTagUpdate,
        constraints={
            "uq_post_tags_post_id_tag_id": ("post_id", "tag_id"),
            "fk_post_tags_post_id": ("post_id",),
            "fk_post_tags_tag_id": ("tag_id",),
        },
        references={"post_id": "post", "tag_id": "tag"},
        referrers=REFERRERS,
        relations=RELATIONS,
    )
