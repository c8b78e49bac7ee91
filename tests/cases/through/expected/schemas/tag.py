# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 48c3b8943b36b2848aa23d407718a1a2
"""Requests and responses of tags."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, Int32, NameList, Text
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_Name = Annotated[Text, Field(max_length=40)]
_SHOWN = "id|name|created_at|updated_at"
_PATHS = "posts(?:\\.(?:tags|post_tags))?"


class Tag(ResponseModel):
    """One of the tags."""

    id: Int32
    name: str
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class TagCreate(RequestModel):
    """A new tag."""

    name: _Name


class TagUpdate(RequestModel):
    """Changes to one tag. What is absent stays as it is."""

    name: _Name | MISSING = MISSING


class TagReplace(RequestModel):
    """All that can be changed of one tag."""

    name: _Name


class TagPage(ResponseModel):
    """A page of tags."""

    items: list[Tag]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class TagBatch(RequestModel):
    """What to do with tags: all of it, or nothing."""

    create: Items[TagCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Int32, TagUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Int32]] = Field(default_factory=list)


class TagBatchResult(ResponseModel):
    """What a batch has done."""

    created: list[Tag]
    updated: list[Tag]
    deleted: list[Int32]


class TagQuery(ListQuery):
    """Which tags to list."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Int32] = None
    name: TextFilter[_Name] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class TagViewQuery(ReadParameters):
    """Which parts of one tag to show, and what with it."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class TagListQuery(TagQuery, TagViewQuery):
    """Which tags to list, and which parts of them."""
