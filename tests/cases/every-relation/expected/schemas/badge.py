# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3e0a8301308864044e9946d9f49d1095
"""Requests and responses of badges."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, Int32, Int64, NameList, Uuid
from ..runtime.types.schemas import (
    ConditionalChange,
    ConditionalDeletion,
    Items,
    RequestModel,
    ResponseModel,
)

_SHOWN = "id|owner_id|number|created_at|updated_at"
_PATHS = "owner(?:\\.(?:home|boss|team|friends|teams|staff|friend_of|leads))?"


class Badge(ResponseModel):
    """One of the badges."""

    id: Int64
    owner_id: Uuid
    number: Int32
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class BadgeCreate(RequestModel):
    """A new badge."""

    owner_id: Uuid
    number: Int32


class BadgeUpdate(RequestModel):
    """Changes to one badge. Absent members keep their values."""

    number: Int32 | MISSING = MISSING


class BadgeReplace(RequestModel):
    """All changeable members of one badge."""

    number: Int32


class BadgePage(ResponseModel):
    """A page of badges."""

    items: list[Badge]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class BadgeBatch(RequestModel):
    """Changes to badges: all or none are made."""

    create: Items[BadgeCreate] = Field(default_factory=list)
    update: Items[ConditionalChange[Int64, BadgeUpdate]] = Field(default_factory=list)
    delete: Items[ConditionalDeletion[Int64]] = Field(default_factory=list)


class BadgeBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Badge]
    updated: list[Badge]
    deleted: list[Int64]


class BadgeQuery(ListQuery):
    """Filters and order of a list of badges."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Int64] = None
    owner_id: OrderFilter[Uuid] = None
    number: OrderFilter[Int32] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class BadgeViewQuery(ReadParameters):
    """Selected and expanded members of one badge."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class BadgeListQuery(BadgeQuery, BadgeViewQuery):
    """All query parameters of a list of badges."""
