# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: e6f870e10cb02ff6139587a2bcd35df5
"""Requests and responses of parcels."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, OrNull
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, Int32, NameList, Uuid
from ..runtime.types.schemas import Items, RequestModel, ResponseModel, Versioned

_SHOWN = (
    "number|line_order_id|line_line|beside_line_order_id|beside_line_line|"
    "beside_number|created_at|updated_at"
)
_PATHS = "line(?:\\.(?:order|parent|children|shipments))?|beside(?:\\.(?:line|beside))?"


class Parcel(ResponseModel):
    """One of the parcels."""

    number: Int32
    line_order_id: Uuid
    line_line: Int32
    beside_line_order_id: Uuid | None
    beside_line_line: Int32 | None
    beside_number: Int32 | None
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class ParcelCreate(RequestModel):
    """A new parcel."""

    number: Int32
    line_order_id: Uuid
    line_line: Int32
    beside_line_order_id: Uuid | None = None
    beside_line_line: Int32 | None = None
    beside_number: Int32 | None = None


class ParcelUpdate(RequestModel):
    """Changes to one parcel. Absent members keep their values."""

    beside_line_order_id: Uuid | MISSING | None = MISSING
    beside_line_line: Int32 | MISSING | None = MISSING
    beside_number: Int32 | MISSING | None = MISSING


class ParcelReplace(RequestModel):
    """All changeable members of one parcel."""

    beside_line_order_id: Uuid | None
    beside_line_line: Int32 | None
    beside_number: Int32 | None


class ParcelPage(ResponseModel):
    """A page of parcels."""

    items: list[Parcel]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class _Item(Versioned):
    """The key of one of the parcels."""

    line_order_id: Uuid
    line_line: Int32
    number: Int32


class _Change(_Item):
    """The update of one of the parcels."""

    changes: ParcelUpdate


class _Deleted(ResponseModel):
    """The key of one of the deleted parcels."""

    line_order_id: Uuid
    line_line: Int32
    number: Int32


class ParcelBatch(RequestModel):
    """Changes to parcels: all or none are made."""

    create: Items[ParcelCreate] = Field(default_factory=list)
    update: Items[_Change] = Field(default_factory=list)
    delete: Items[_Item] = Field(default_factory=list)


class ParcelBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Parcel]
    updated: list[Parcel]
    deleted: list[_Deleted]


class ParcelQuery(ListQuery):
    """Filters and order of a list of parcels."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    number: OrderFilter[Int32] = None
    line_order_id: OrderFilter[Uuid] = None
    line_line: OrderFilter[Int32] = None
    beside_line_order_id: OrNull[OrderFilter[Uuid]] = None
    beside_line_line: OrNull[OrderFilter[Int32]] = None
    beside_number: OrNull[OrderFilter[Int32]] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class ParcelViewQuery(ReadParameters):
    """Selected and expanded members of one parcel."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class ParcelListQuery(ParcelQuery, ParcelViewQuery):
    """All query parameters of a list of parcels."""
