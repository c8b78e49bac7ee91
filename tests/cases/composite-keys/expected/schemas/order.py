# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4007861b34c8f404ba32bdb8e5154843
"""Requests and responses of orders."""

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

_Number = Annotated[Text, Field(max_length=20)]
_SHOWN = "id|number|created_at|updated_at"
_PATHS = "lines(?:\\.(?:order|parent|children|shipments))?"


class Order(ResponseModel):
    """One of the orders."""

    id: Uuid
    number: str
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class OrderCreate(RequestModel):
    """A new order."""

    number: _Number


class OrderUpdate(RequestModel):
    """Changes to one order. Absent members keep their values."""

    number: _Number | MISSING = MISSING


class OrderReplace(RequestModel):
    """All changeable members of one order."""

    number: _Number


class OrderPage(ResponseModel):
    """A page of orders."""

    items: list[Order]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class OrderBatch(RequestModel):
    """Changes to orders: all or none are made."""

    create: Items[OrderCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, OrderUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class OrderBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Order]
    updated: list[Order]
    deleted: list[Uuid]


class OrderQuery(ListQuery):
    """Filters and order of a list of orders."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    number: TextFilter[_Number] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class OrderViewQuery(ReadParameters):
    """Selected and expanded members of one order."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class OrderListQuery(OrderQuery, OrderViewQuery):
    """All query parameters of a list of orders."""
