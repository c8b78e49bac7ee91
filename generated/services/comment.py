# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: 58023b98bda5fc6618d5d4f80effe197
"""The operations on comments."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.comment import Comment
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import comment as schemas


@dataclass(slots=True)
class CommentRow:
    """The columns of Comment that a response may contain."""

    id: UUID
    body: str
    post_id: UUID
    author_id: UUID | None
    parent_id: UUID | None
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class CommentService(
    Service[
        UUID,
        CommentRow,
        schemas.CommentCreate,
        schemas.CommentUpdate,
        schemas.CommentReplace,
        schemas.CommentQuery,
    ]
):
    """Lists, creates, reads, updates, replaces, deletes and restores comments. Extend it by subclassing."""

    resource = Resource(
        model=Comment,
        row=CommentRow,
        schema=schemas.Comment,
        create=schemas.CommentCreate,
        update=schemas.CommentUpdate,
        constraints={
            "fk_comments_post_id": ("post_id",),
            "fk_comments_author_id": ("author_id",),
            "fk_comments_parent_id": ("parent_id",),
        },
        sort=(("created_at", True),),
        references={"post_id": "post", "author_id": "user", "parent_id": "comment"},
        referrers=REFERRERS,
        relations=RELATIONS,
        soft_delete=True,
        soft_delete_references=("parent_id",),
    )
