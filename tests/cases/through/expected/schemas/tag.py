# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3ffc6b329ca94d651762bf13dc55e159
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
    """Changes to one tag. Absent members keep their values."""

    name: _Name | MISSING = MISSING


class TagReplace(RequestModel):
    """All changeable members of one tag."""

    name: _Name


class TagPage(ResponseModel):
    """A page of tags."""

    items: list[Tag]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class TagBatch(RequestModel):
    """Changes to tags: all or none are made."""

    create: Items[TagCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Int32, TagUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Int32]] = Field(default_factory=list)


class TagBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Tag]
    updated: list[Tag]
    deleted: list[Int32]


class TagQuery(ListQuery):
    """Filters and order of a list of tags."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Int32] = None
    name: TextFilter[_Name] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class TagViewQuery(ReadParameters):
    """Selected and expanded members of one tag."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class TagListQuery(TagQuery, TagViewQuery):
    """All query parameters of a list of tags."""
