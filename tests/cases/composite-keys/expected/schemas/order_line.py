# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 5abc5a8f89f9a6222659cf52ca9759dc
"""Requests and responses of order_lines."""

from decimal import Decimal
from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, OrNull, TextFilter
from ..runtime.queries.list_parameters import FullTextQuery, ReadParameters
from ..runtime.types.json_types import DateTime, DecimalText, Digits, Int32, NameList, Text, Uuid
from ..runtime.types.schemas import Items, RequestModel, ResponseModel, Versioned

_Amount = Annotated[Decimal, Digits(10, 2)]
_Line = Annotated[Int32, Field(ge=1)]
_Note = Annotated[Text, Field(max_length=65536)]
_SHOWN = "amount|order_id|line|note|parent_order_id|parent_line|created_at|updated_at"
_PATHS = (
    "order(?:\\.(?:lines))?|parent(?:\\.(?:order|parent|children|shipments))?|"
    "children(?:\\.(?:order|parent|children|shipments))?|"
    "shipments(?:\\.(?:line))?"
)


class OrderLine(ResponseModel):
    """What is ordered."""

    amount: DecimalText
    order_id: Uuid
    line: Int32
    note: str | None
    parent_order_id: Uuid | None
    parent_line: Int32 | None
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class OrderLineCreate(RequestModel):
    """A new order line."""

    amount: _Amount
    order_id: Uuid
    line: _Line
    note: _Note | None = None
    parent_order_id: Uuid | None = None
    parent_line: Int32 | None = None


class OrderLineUpdate(RequestModel):
    """Changes to one order line. Absent members keep their values."""

    amount: _Amount | MISSING = MISSING
    note: _Note | MISSING | None = MISSING
    parent_order_id: Uuid | MISSING | None = MISSING
    parent_line: Int32 | MISSING | None = MISSING


class OrderLineReplace(RequestModel):
    """All changeable members of one order line."""

    amount: _Amount
    note: _Note | None
    parent_order_id: Uuid | None
    parent_line: Int32 | None


class OrderLinePage(ResponseModel):
    """A page of order lines."""

    items: list[OrderLine]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class _Item(Versioned):
    """The key of one of the order lines."""

    order_id: Uuid
    line: Int32


class _Change(_Item):
    """The update of one of the order lines."""

    changes: OrderLineUpdate


class _Deleted(ResponseModel):
    """The key of one of the deleted order lines."""

    order_id: Uuid
    line: Int32


class OrderLineBatch(RequestModel):
    """Changes to order lines: all or none are made."""

    create: Items[OrderLineCreate] = Field(default_factory=list)
    update: Items[_Change] = Field(default_factory=list)
    delete: Items[_Item] = Field(default_factory=list)


class OrderLineBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[OrderLine]
    updated: list[OrderLine]
    deleted: list[_Deleted]


class OrderLineQuery(FullTextQuery):
    """Filters and order of a list of order lines."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    amount: OrderFilter[_Amount] = None
    order_id: OrderFilter[Uuid] = None
    line: OrderFilter[_Line] = None
    note: OrNull[TextFilter[Annotated[Text, Field(max_length=255)]]] = None
    parent_order_id: OrNull[OrderFilter[Uuid]] = None
    parent_line: OrNull[OrderFilter[Int32]] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class OrderLineViewQuery(ReadParameters):
    """Selected and expanded members of one order line."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class OrderLineListQuery(OrderLineQuery, OrderLineViewQuery):
    """All query parameters of a list of order lines."""
