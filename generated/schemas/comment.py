# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: 61cd38ce6828ffc4d92ed908c657b9c5
"""Requests and responses of comments."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, OrNull, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import Bool, DateTime, NameList, Text, Uuid
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_Body = Annotated[Text, Field(min_length=1, max_length=10000)]
_SHOWN = "id|body|post_id|author_id|parent_id|created_at|updated_at"
_PATHS = (
    "post(?:\\.(?:author|parent|tags|comments))?|author(?:\\.(?:comments|"
    "posts))?|parent(?:\\.(?:post|author|parent))?"
)


class Comment(ResponseModel):
    """A reader's text about an article."""

    id: Uuid
    body: str
    post_id: Uuid
    author_id: Uuid | None
    parent_id: Uuid | None
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class CommentCreate(RequestModel):
    """A new comment."""

    body: _Body
    post_id: Uuid
    author_id: Uuid | None = None
    parent_id: Uuid | None = None


class CommentUpdate(RequestModel):
    """Changes to one comment. Absent members keep their values."""

    body: _Body | MISSING = MISSING
    post_id: Uuid | MISSING = MISSING
    author_id: Uuid | MISSING | None = MISSING
    parent_id: Uuid | MISSING | None = MISSING


class CommentReplace(RequestModel):
    """All changeable members of one comment."""

    body: _Body
    post_id: Uuid
    author_id: Uuid | None
    parent_id: Uuid | None


class CommentPage(ResponseModel):
    """A page of comments."""

    items: list[Comment]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class CommentBatch(RequestModel):
    """Changes to comments: all or none are made."""

    create: Items[CommentCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, CommentUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class CommentBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Comment]
    updated: list[Comment]
    deleted: list[Uuid]


class CommentQuery(ListQuery):
    """Filters and order of a list of comments."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    body: TextFilter[Annotated[Text, Field(min_length=1, max_length=255)]] = None
    post_id: OrderFilter[Uuid] = None
    author_id: OrNull[OrderFilter[Uuid]] = None
    parent_id: OrNull[OrderFilter[Uuid]] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class CommentViewQuery(ReadParameters):
    """Selected and expanded members of one comment."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class CommentListQuery(CommentQuery, CommentViewQuery):
    """All query parameters of a list of comments."""

    deleted: Bool = False
