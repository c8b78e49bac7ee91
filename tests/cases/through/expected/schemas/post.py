# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 5d88f1e1bae91b5c6e109d91def40108
"""Requests and responses of posts."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import LinkFilter, OrderFilter, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, Int32, NameList, Text, Unique, Uuid
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_Title = Annotated[Text, Field(max_length=80)]
_TagIds = Annotated[list[Int32], Field(max_length=20), Unique()]
_SHOWN = "id|title|created_at|updated_at|tag_ids"
_PATHS = "tags(?:\\.(?:posts))?|post_tags(?:\\.(?:post|tag))?"
_SORTED = "-?(?:id|title|created_at|updated_at)"


class Post(ResponseModel):
    """One of the posts."""

    id: Uuid
    title: str
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""
    tag_ids: list[Int32]


class PostCreate(RequestModel):
    """A new post."""

    title: _Title
    tag_ids: _TagIds | MISSING = MISSING


class PostUpdate(RequestModel):
    """Changes to one post. Absent members keep their values."""

    title: _Title | MISSING = MISSING
    tag_ids: _TagIds | MISSING = MISSING


class PostReplace(RequestModel):
    """All changeable members of one post."""

    title: _Title
    tag_ids: _TagIds


class PostPage(ResponseModel):
    """A page of posts."""

    items: list[Post]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class PostBatch(RequestModel):
    """Changes to posts: all or none are made."""

    create: Items[PostCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, PostUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class PostBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Post]
    updated: list[Post]
    deleted: list[Uuid]


class PostQuery(ListQuery):
    """Filters and order of a list of posts."""

    sort: Annotated[str, NameList(_SORTED, most=4)] | None = None
    id: OrderFilter[Uuid] = None
    title: TextFilter[_Title] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None
    tag_id: LinkFilter[Int32] = None


class PostViewQuery(ReadParameters):
    """Selected and expanded members of one post."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class PostListQuery(PostQuery, PostViewQuery):
    """All query parameters of a list of posts."""
