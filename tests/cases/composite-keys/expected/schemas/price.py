# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3dc9f02fc09a2abb462f74aafe3fc2d6
"""Requests and responses of prices."""

from typing import Annotated

from pydantic import MISSING, Field

from ..enums import PriceColour
from ..runtime.queries.filters import OrderFilter, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import Date, Int64, NameList, Slug
from ..runtime.types.schemas import Conditional, Items, RequestModel, ResponseModel

_Class = Annotated[Slug, Field(max_length=30)]
_CodeId = Annotated[
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
_SHOWN = "class|colour|day|code_id|value"
_PATHS = "code"


class Price(ResponseModel):
    """One of the prices."""

    class_: Annotated[str, Field(alias="class")]
    colour: PriceColour
    day: Date
    code_id: str
    value: Int64


class PriceCreate(RequestModel):
    """A new price."""

    class_: Annotated[_Class, Field(alias="class")]
    colour: PriceColour
    day: Date
    code_id: _CodeId
    value: Int64


class PriceUpdate(RequestModel):
    """Changes to one price. Absent members keep their values."""

    value: Int64 | MISSING = MISSING


class PriceReplace(RequestModel):
    """All changeable members of one price."""

    value: Int64


class PricePage(ResponseModel):
    """A page of prices."""

    items: list[Price]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class _Item(Conditional):
    """The key of one of the prices."""

    class_: Annotated[Annotated[Slug, Field(max_length=30)], Field(alias="class")]
    colour: PriceColour
    day: Date
    code_id: Annotated[
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


class _Change(_Item):
    """The update of one of the prices."""

    changes: PriceUpdate


class _Deleted(ResponseModel):
    """The key of one of the deleted prices."""

    class_: Annotated[str, Field(alias="class")]
    colour: PriceColour
    day: Date
    code_id: str


class PriceBatch(RequestModel):
    """Changes to prices: all or none are made."""

    create: Items[PriceCreate] = Field(default_factory=list)
    update: Items[_Change] = Field(default_factory=list)
    delete: Items[_Item] = Field(default_factory=list)


class PriceBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Price]
    updated: list[Price]
    deleted: list[_Deleted]


class PriceQuery(ListQuery):
    """Filters and order of a list of prices."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    class_: Annotated[TextFilter[_Class], Field(alias="class")] = None
    colour: OrderFilter[PriceColour] = None
    day: OrderFilter[Date] = None
    code_id: TextFilter[_CodeId] = None
    value: OrderFilter[Int64] = None


class PriceViewQuery(ReadParameters):
    """Selected and expanded members of one price."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class PriceListQuery(PriceQuery, PriceViewQuery):
    """All query parameters of a list of prices."""
