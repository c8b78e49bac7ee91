# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: c1ad4ad3679ad590143adf5fd329ad83
"""Requests and responses of shipments."""

from typing import Annotated

from pydantic import MISSING, Field

from ..enums import PriceColour
from ..runtime.queries.filters import OrderFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import Date, DateTime, Int32, NameList, Slug, Uuid
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_PriceClass = Annotated[Slug, Field(max_length=30)]
_PriceCodeId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=(
            "^(?:[0-9A-Z_acdf-z-][0-9A-Z_a-z-]*|b(?:[0-9A-Z_b-z-][0-9A-Z_a-z-]*|"
            "a(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t(?:[0-9A-Z_abd-z-][0-9A-Z_a-z-]*|"
            "c(?:[0-9A-Z_a-gi-z-][0-9A-Z_a-z-]*|h[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?|"
            "e(?:[0-9A-Z_a-wyz-][0-9A-Z_a-z-]*|x(?:[0-9A-Z_a-oq-z-][0-9A-Z_a-z-]*|"
            "p(?:[0-9A-Z_a-np-z-][0-9A-Z_a-z-]*|o(?:[0-9A-Z_a-qs-z-][0-9A-Z_a-z-]*|"
            "r(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|"
            "t[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?)?)$"
        ),
    ),
]
_SHOWN = "id|line_order_id|line_line|created_at|updated_at"
_PATHS = "line(?:\\.(?:order|parent|children|shipments))?"


class Shipment(ResponseModel):
    """One of the shipments."""

    id: Uuid
    line_order_id: Uuid
    line_line: Int32
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class ShipmentCreate(RequestModel):
    """A new shipment."""

    line_order_id: Uuid
    line_line: Int32
    price_class: Annotated[_PriceClass | None, Field(repr=False)] = None
    price_colour: Annotated[PriceColour | None, Field(repr=False)] = None
    price_day: Annotated[Date | None, Field(repr=False)] = None
    price_code_id: Annotated[_PriceCodeId | None, Field(repr=False)] = None


class ShipmentUpdate(RequestModel):
    """Changes to one shipment. Absent members keep their values."""

    line_order_id: Uuid | MISSING = MISSING
    line_line: Int32 | MISSING = MISSING
    price_class: Annotated[_PriceClass | MISSING | None, Field(repr=False)] = MISSING
    price_colour: Annotated[PriceColour | MISSING | None, Field(repr=False)] = MISSING
    price_day: Annotated[Date | MISSING | None, Field(repr=False)] = MISSING
    price_code_id: Annotated[_PriceCodeId | MISSING | None, Field(repr=False)] = MISSING


class ShipmentReplace(RequestModel):
    """All changeable members of one shipment."""

    line_order_id: Uuid
    line_line: Int32
    price_class: Annotated[_PriceClass | MISSING | None, Field(repr=False)] = MISSING
    price_colour: Annotated[PriceColour | MISSING | None, Field(repr=False)] = MISSING
    price_day: Annotated[Date | MISSING | None, Field(repr=False)] = MISSING
    price_code_id: Annotated[_PriceCodeId | MISSING | None, Field(repr=False)] = MISSING


class ShipmentPage(ResponseModel):
    """A page of shipments."""

    items: list[Shipment]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class ShipmentBatch(RequestModel):
    """Changes to shipments: all or none are made."""

    create: Items[ShipmentCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, ShipmentUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class ShipmentBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Shipment]
    updated: list[Shipment]
    deleted: list[Uuid]


class ShipmentQuery(ListQuery):
    """Filters and order of a list of shipments."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    line_order_id: OrderFilter[Uuid] = None
    line_line: OrderFilter[Int32] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class ShipmentViewQuery(ReadParameters):
    """Selected and expanded members of one shipment."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class ShipmentListQuery(ShipmentQuery, ShipmentViewQuery):
    """All query parameters of a list of shipments."""
