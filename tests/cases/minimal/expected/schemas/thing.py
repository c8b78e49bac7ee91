# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 97ddbdba2e04248a40e5d7fdb3d287d2
"""Requests and responses of things."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, NameList, Text, Uuid
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_Name = Annotated[Text, Field(max_length=255)]
_SHOWN = "id|name|created_at|updated_at"


class Thing(ResponseModel):
    """One of the things."""

    id: Uuid
    name: str
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class ThingCreate(RequestModel):
    """A new thing."""

    name: _Name


class ThingUpdate(RequestModel):
    """Changes to one thing. Absent members keep their values."""

    name: _Name | MISSING = MISSING


class ThingReplace(RequestModel):
    """All changeable members of one thing."""

    name: _Name


class ThingPage(ResponseModel):
    """A page of things."""

    items: list[Thing]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class ThingBatch(RequestModel):
    """Changes to things: all or none are made."""

    create: Items[ThingCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, ThingUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class ThingBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Thing]
    updated: list[Thing]
    deleted: list[Uuid]


class ThingQuery(ListQuery):
    """Filters and order of a list of things."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    name: TextFilter[_Name] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class ThingViewQuery(ReadParameters):
    """Selected and expanded members of one thing."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None


class ThingListQuery(ThingQuery, ThingViewQuery):
    """All query parameters of a list of things."""
