# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 02141192fc2a64b28d1811cb4ae1ec82
"""Requests and responses of post_tags."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, OrNull, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, Int32, NameList, Text, Uuid
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_Note = Annotated[Text, Field(max_length=65536)]
_SHOWN = "id|post_id|tag_id|position|note|created_at|updated_at"
_PATHS = "post(?:\\.(?:tags|post_tags))?|tag(?:\\.(?:posts))?"


class PostTag(ResponseModel):
    """Says where a tag stands."""

    id: Uuid
    post_id: Uuid
    tag_id: Int32
    position: Int32
    note: str | None
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class PostTagCreate(RequestModel):
    """A new post tag."""

    post_id: Uuid
    tag_id: Int32
    position: Int32 = 0
    note: _Note | None = None


class PostTagUpdate(RequestModel):
    """Changes to one post tag. Absent members keep their values."""

    post_id: Uuid | MISSING = MISSING
    tag_id: Int32 | MISSING = MISSING
    position: Int32 | MISSING = MISSING
    note: _Note | MISSING | None = MISSING


class PostTagReplace(RequestModel):
    """All changeable members of one post tag."""

    post_id: Uuid
    tag_id: Int32
    position: Int32
    note: _Note | None


class PostTagPage(ResponseModel):
    """A page of post tags."""

    items: list[PostTag]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class PostTagBatch(RequestModel):
    """Changes to post tags: all or none are made."""

    create: Items[PostTagCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, PostTagUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class PostTagBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[PostTag]
    updated: list[PostTag]
    deleted: list[Uuid]


class PostTagQuery(ListQuery):
    """Filters and order of a list of post tags."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    post_id: OrderFilter[Uuid] = None
    tag_id: OrderFilter[Int32] = None
    position: OrderFilter[Int32] = None
    note: OrNull[TextFilter[Annotated[Text, Field(max_length=255)]]] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class PostTagViewQuery(ReadParameters):
    """Selected and expanded members of one post tag."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class PostTagListQuery(PostTagQuery, PostTagViewQuery):
    """All query parameters of a list of post tags."""
