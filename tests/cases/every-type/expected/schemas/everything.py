# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: a8c126fbf43a7e70d54f13a302a2d7e1
"""Requests and responses of everythings."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import MISSING, Field, SecretStr

from ..enums import Colour, EverythingSize
from ..runtime.queries.filters import (
    EmailFilter,
    EqualFilter,
    OrderFilter,
    OrNull,
    TextFilter,
)
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import (
    Base64,
    Bool,
    Date,
    DateTime,
    DecimalText,
    Digits,
    DurationText,
    Email,
    Float,
    Int32,
    Int64,
    Int64Text,
    Ip,
    JsonValue,
    MatchesSchema,
    NameList,
    Secret,
    Slug,
    Text,
    Time,
    Unique,
    Url,
    Uuid,
)
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_String = Annotated[str, Field(min_length=2, max_length=20, pattern="^[a-z]+[^\\u0000]*$")]
_Text = Annotated[Text, Field(max_length=500)]
_Integer = Annotated[Int32, Field(ge=-5, le=100, multiple_of=5)]
_Digits = Annotated[Int64Text, Field(ge=0)]
_Counters = Annotated[list[Int64Text], Field(max_length=100)]
_Float = Annotated[Float, Field(ge=-1.5, le=1.5)]
_Decimal = Annotated[Decimal, Digits(6, 2, ge="-10.50", le="1000")]
_PreciseLimit = Annotated[Decimal, Digits(8, 3)]
_Precise = Annotated[Decimal, Digits(30, 10)]
_Date = Annotated[Date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2099, 12, 31))]
_Email = Annotated[Email, Field(max_length=254)]
_Url = Annotated[Url, Field(max_length=300)]
_Slug = Annotated[Slug, Field(max_length=100)]
_Ip = Annotated[Ip, Field(max_length=45)]
_Shape = Annotated[
    JsonValue,
    MatchesSchema({"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}),
]
_Bytes = Annotated[Base64, Field(max_length=30)]
_Tags = Annotated[list[Annotated[Text, Field(max_length=10)]], Field(max_length=5), Unique()]
_Numbers = Annotated[list[Annotated[Decimal, Digits(5, 1)]], Field(max_length=100)]
_Colours = Annotated[list[Colour], Field(max_length=100)]
_Password = Annotated[SecretStr, Secret(min_length=10, max_length=128)]
_Secret = Annotated[Text, Field(max_length=255)]
_Class = Annotated[Text, Field(max_length=255)]
_SHOWN = (
    "id|string|text|integer|bigint|digits|counters|float|decimal|"
    "precise_limit|bigint_part|precise|boolean|date|time|datetime|duration|"
    "uuid|email|url|slug|ip|colour|size|json|shape|bytes|tags|numbers|"
    "colours|score|class|l|created_at|updated_at"
)
_SORTED = (
    "-?(?:id|string|text|integer|bigint|digits|float|decimal|precise_limit|"
    "bigint_part|precise|boolean|date|time|datetime|duration|uuid|email|url|"
    "slug|ip|colour|size|score|class|l|created_at|updated_at)"
)


class Everything(ResponseModel):
    """One of the everythings.

    One field of each type.

    It ends \"quoted\" with a \\ and \"\"\"three\"\"\".
    """

    id: Uuid
    string: str
    text_: Annotated[str, Field(alias="text")]
    integer: Int32
    bigint: Int64
    digits: Int64Text
    counters: list[Int64Text]
    float_: Annotated[Float, Field(alias="float")]
    decimal: DecimalText
    precise_limit: DecimalText
    bigint_part: Int32
    precise: DecimalText | None
    boolean: Bool
    date_: Annotated[Date, Field(alias="date")]
    time_: Annotated[Time, Field(alias="time")]
    datetime_: Annotated[DateTime, Field(alias="datetime")]
    duration: DurationText
    uuid: Uuid
    email: str
    url: str | None
    slug: str
    ip: str | None
    colour: Colour
    size: EverythingSize
    json_: Annotated[JsonValue, Field(alias="json")]
    shape: JsonValue | None
    bytes_: Annotated[Base64 | None, Field(alias="bytes")]
    tags: list[str]
    numbers: list[DecimalText] | None
    colours: list[Colour]
    score: Int32
    class_: Annotated[str | None, Field(alias="class")]
    l_: Annotated[Int32 | None, Field(alias="l")]
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class EverythingCreate(RequestModel):
    """A new everything."""

    string: _String
    text_: Annotated[_Text, Field(alias="text")] = "none"
    integer: _Integer = 10
    bigint: Int64
    digits: _Digits = 9007199254740993
    counters: _Counters | MISSING = MISSING
    float_: Annotated[_Float, Field(alias="float")]
    decimal: _Decimal | MISSING = MISSING
    precise_limit: _PreciseLimit | MISSING = MISSING
    bigint_part: Int32 = 1
    precise: _Precise | None = None
    boolean: Bool = False
    date_: Annotated[_Date, Field(alias="date")]
    time_: Annotated[Time | MISSING, Field(alias="time")] = MISSING
    datetime_: Annotated[DateTime | MISSING, Field(alias="datetime")] = MISSING
    duration: DurationText | MISSING = MISSING
    uuid: Uuid | MISSING = MISSING
    email: _Email
    url: _Url | None = None
    slug: _Slug
    ip: _Ip | None = None
    colour: Colour = Colour.LIGHT_BLUE
    size: EverythingSize
    json_: Annotated[JsonValue | MISSING, Field(alias="json")] = MISSING
    shape: _Shape | None = None
    bytes_: Annotated[_Bytes | None, Field(alias="bytes")] = None
    tags: _Tags | MISSING = MISSING
    numbers: _Numbers | None = None
    colours: _Colours | MISSING = MISSING
    password: Annotated[_Password, Field(repr=False)]
    secret: Annotated[_Secret | None, Field(repr=False)] = None
    class_: Annotated[_Class | None, Field(alias="class")] = None
    l_: Annotated[Int32 | None, Field(alias="l")] = None


class EverythingUpdate(RequestModel):
    """Changes to one everything. Absent members keep their values."""

    string: _String | MISSING = MISSING
    text_: Annotated[_Text | MISSING, Field(alias="text")] = MISSING
    integer: _Integer | MISSING = MISSING
    bigint: Int64 | MISSING = MISSING
    digits: _Digits | MISSING = MISSING
    counters: _Counters | MISSING = MISSING
    float_: Annotated[_Float | MISSING, Field(alias="float")] = MISSING
    decimal: _Decimal | MISSING = MISSING
    precise_limit: _PreciseLimit | MISSING = MISSING
    bigint_part: Int32 | MISSING = MISSING
    precise: _Precise | MISSING | None = MISSING
    boolean: Bool | MISSING = MISSING
    date_: Annotated[_Date | MISSING, Field(alias="date")] = MISSING
    time_: Annotated[Time | MISSING, Field(alias="time")] = MISSING
    datetime_: Annotated[DateTime | MISSING, Field(alias="datetime")] = MISSING
    duration: DurationText | MISSING = MISSING
    uuid: Uuid | MISSING = MISSING
    email: _Email | MISSING = MISSING
    url: _Url | MISSING | None = MISSING
    ip: _Ip | MISSING | None = MISSING
    colour: Colour | MISSING = MISSING
    size: EverythingSize | MISSING = MISSING
    json_: Annotated[JsonValue | MISSING, Field(alias="json")] = MISSING
    shape: _Shape | MISSING | None = MISSING
    bytes_: Annotated[_Bytes | MISSING | None, Field(alias="bytes")] = MISSING
    tags: _Tags | MISSING = MISSING
    numbers: _Numbers | MISSING | None = MISSING
    colours: _Colours | MISSING = MISSING
    password: Annotated[_Password | MISSING, Field(repr=False)] = MISSING
    secret: Annotated[_Secret | MISSING | None, Field(repr=False)] = MISSING
    class_: Annotated[_Class | MISSING | None, Field(alias="class")] = MISSING
    l_: Annotated[Int32 | MISSING | None, Field(alias="l")] = MISSING


class EverythingReplace(RequestModel):
    """All changeable members of one everything."""

    string: _String
    text_: Annotated[_Text, Field(alias="text")]
    integer: _Integer
    bigint: Int64
    digits: _Digits
    counters: _Counters
    float_: Annotated[_Float, Field(alias="float")]
    decimal: _Decimal
    precise_limit: _PreciseLimit
    bigint_part: Int32
    precise: _Precise | None
    boolean: Bool
    date_: Annotated[_Date, Field(alias="date")]
    time_: Annotated[Time, Field(alias="time")]
    datetime_: Annotated[DateTime, Field(alias="datetime")]
    duration: DurationText
    uuid: Uuid
    email: _Email
    url: _Url | None
    ip: _Ip | None
    colour: Colour
    size: EverythingSize
    json_: Annotated[JsonValue, Field(alias="json")]
    shape: _Shape | None
    bytes_: Annotated[_Bytes | None, Field(alias="bytes")]
    tags: _Tags
    numbers: _Numbers | None
    colours: _Colours
    password: Annotated[_Password | MISSING, Field(repr=False)] = MISSING
    secret: Annotated[_Secret | MISSING | None, Field(repr=False)] = MISSING
    class_: Annotated[_Class | None, Field(alias="class")]
    l_: Annotated[Int32 | None, Field(alias="l")]


class EverythingPage(ResponseModel):
    """A page of everythings."""

    items: list[Everything]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class EverythingBatch(RequestModel):
    """Changes to everythings: all or none are made."""

    create: Items[EverythingCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, EverythingUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class EverythingBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Everything]
    updated: list[Everything]
    deleted: list[Uuid]


class EverythingQuery(ListQuery):
    """Filters and order of a list of everythings."""

    sort: Annotated[str, NameList(_SORTED, most=4)] | None = None
    id: OrderFilter[Uuid] = None
    string: TextFilter[_String] = None
    text_: Annotated[TextFilter[Annotated[Text, Field(max_length=255)]], Field(alias="text")] = None
    integer: OrderFilter[_Integer] = None
    bigint: OrderFilter[Int64] = None
    digits: OrderFilter[_Digits] = None
    counters__has: Int64Text | None = None
    float_: Annotated[OrderFilter[_Float], Field(alias="float")] = None
    decimal: OrderFilter[_Decimal] = None
    precise_limit: OrderFilter[_PreciseLimit] = None
    bigint_part: OrderFilter[Int32] = None
    precise: OrNull[OrderFilter[_Precise]] = None
    boolean: EqualFilter[Bool] = None
    date_: Annotated[OrderFilter[_Date], Field(alias="date")] = None
    time_: Annotated[OrderFilter[Time], Field(alias="time")] = None
    datetime_: Annotated[OrderFilter[DateTime], Field(alias="datetime")] = None
    duration: OrderFilter[DurationText] = None
    uuid: OrderFilter[Uuid] = None
    email: EmailFilter[_Email] = None
    url: OrNull[TextFilter[Annotated[Url, Field(max_length=255)]]] = None
    slug: TextFilter[_Slug] = None
    ip: OrNull[TextFilter[_Ip]] = None
    colour: OrderFilter[Colour] = None
    size: OrderFilter[EverythingSize] = None
    shape__isnull: Bool | None = None
    bytes___isnull: Annotated[Bool | None, Field(alias="bytes__isnull")] = None
    tags__has: Annotated[Text, Field(max_length=10)] | None = None
    numbers__has: Annotated[Decimal, Digits(5, 1)] | None = None
    numbers__isnull: Bool | None = None
    colours__has: Colour | None = None
    score: OrderFilter[Int32] = None
    class_: Annotated[OrNull[TextFilter[_Class]], Field(alias="class")] = None
    l_: Annotated[OrNull[OrderFilter[Int32]], Field(alias="l")] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class EverythingViewQuery(ReadParameters):
    """Selected and expanded members of one everything."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None


class EverythingListQuery(EverythingQuery, EverythingViewQuery):
    """All query parameters of a list of everythings."""
