"""The types of values in requests and responses, as annotated types that Pydantic validates.

In JSON each type accepts exactly what the OpenAPI document says: no number for a string, no `true` for 1, but `1.0` for
an integer, because JSON has one number type. In paths and queries it accepts the same values as text. Nearly all
validation runs in Pydantic's Rust code.
"""

import base64
import datetime as dt
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, GetCoreSchemaHandler, SecretStr, StringConstraints
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from . import patterns
from .durations import format_duration, parse_duration
from .json_values import AnyJson, MatchesSchema, finite
from .text_validation import Lexical, Plain
from .unique_items import Unique

__all__ = [
    "Base64",
    "Bool",
    "Date",
    "DateTime",
    "DateTimeZ",
    "DecimalText",
    "Digits",
    "Digits32",
    "Digits64",
    "Doubles",
    "DurationText",
    "Email",
    "Float",
    "Int32",
    "Int64",
    "Int64Text",
    "Ip",
    "JsonValue",
    "MatchesSchema",
    "Secret",
    "Slug",
    "Text",
    "Time",
    "Unique",
    "UnlimitedFloat",
    "Url",
    "Uuid",
    "format_bytes",
    "format_date",
    "format_datetime",
    "format_decimal",
    "format_duration",
    "parse_duration",
]


def format_decimal(value: Decimal) -> str:
    """Return a decimal as text, without an exponent. Zero has no sign."""
    return format(_positive_zero(value), "f")


def format_date(value: dt.date) -> str:
    """Return a date as text. Raises ValueError for a datetime, whose time would be lost."""
    match value:
        case dt.datetime():
            raise ValueError("expected a date without a time")
    return value.isoformat()


def format_datetime(value: dt.datetime) -> str:
    """Return a datetime as text in UTC, without microseconds if they are zero. Raises ValueError if it is naive."""
    if value.utcoffset() is None:
        raise ValueError("expected a datetime with a time zone")
    return _utc(value).replace(tzinfo=None).isoformat() + "Z"


def format_bytes(value: bytes) -> str:
    """Return bytes in base64."""
    return base64.b64encode(value).decode()


def _positive_zero(value: Decimal) -> Decimal:
    return value or value.copy_abs()


def _decimal(value: CoreSchema) -> CoreSchema:
    return core_schema.chain_schema([value, core_schema.no_info_plain_validator_function(_positive_zero)])


def _utc(value: dt.datetime) -> dt.datetime:
    return value.astimezone(dt.UTC)


class Digits(Lexical):
    """Annotation of a decimal in [ge, le] with a maximum number of digits, and of digits after the point.

    Further decimal places are rejected even if they are zero. A sign is rejected if no allowed number is negative.
    """

    def __init__(
        self, max_digits: int, decimal_places: int, ge: str | None = None, le: str | None = None
    ) -> None:
        low, high = (None if bound is None else Decimal(bound) for bound in (ge, le))
        sign = "-?" if low is None or low < 0 else ""
        whole = max_digits - decimal_places
        digits = f"(?:0|[1-9][0-9]{{0,{whole - 1}}})" if whole else "0"
        fraction = rf"(?:\.[0-9]{{1,{decimal_places}}})?" if decimal_places else ""
        pattern = f"^{sign}{digits}{fraction}$"
        value = core_schema.decimal_schema(strict=False, ge=low, le=high)
        super().__init__(pattern, _decimal(value) if sign else value, format_decimal)
        self.form = core_schema.chain_schema(
            [
                core_schema.str_schema(strict=True),
                core_schema.custom_error_schema(
                    core_schema.str_schema(pattern=pattern),
                    "decimal_digits",
                    custom_error_message="Input should be a decimal",
                    custom_error_context={
                        "whole": whole,
                        "places": decimal_places,
                        "sign": "" if sign else ", without a sign",
                    },
                ),
            ]
        )
        self._digits = max_digits, decimal_places

    def without_bounds(self) -> "Digits":
        """Return the same annotation without `ge` and `le`."""
        return Digits(*self._digits)


class Secret:
    """Annotation of a secret text. Its length is counted in characters."""

    def __init__(self, min_length: int | None = None, max_length: int | None = None) -> None:
        self.text = core_schema.str_schema(
            strict=True, pattern=patterns.NO_NUL, min_length=min_length, max_length=max_length
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the core schema (a hook of Pydantic)."""
        hide = core_schema.no_info_plain_validator_function(SecretStr)
        return core_schema.no_info_before_validator_function(
            lambda value: value.get_secret_value() if isinstance(value, SecretStr) else value,
            core_schema.chain_schema([self.text, hide]),
            serialization=core_schema.to_string_ser_schema(),
        )


class NameList:
    """Annotation of one or more names separated by commas. Each name matches a pattern."""

    def __init__(self, name: str, most: int | None = None) -> None:
        times = "*" if most is None else f"{{0,{most - 1}}}"
        self.text = core_schema.str_schema(pattern=f"^(?:{name})(?:,(?:{name})){times}$")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the core schema (a hook of Pydantic)."""
        return self.text


_MOMENT = core_schema.chain_schema(
    [
        core_schema.datetime_schema(strict=False, tz_constraint="aware"),
        core_schema.no_info_plain_validator_function(_utc),
    ]
)
_EXACT = 2.0**53
"""From this number on, a double can represent several integers: `9007199254740993.0` is parsed as this number."""
_INTEGER = core_schema.union_schema(
    [
        core_schema.int_schema(strict=True),
        core_schema.chain_schema(
            [
                core_schema.float_schema(strict=True, gt=-_EXACT, lt=_EXACT),
                core_schema.int_schema(strict=False),
            ]
        ),
    ],
    mode="left_to_right",
    custom_error_type="int_type",
)
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[Ee][+-]?[0-9]+)?"


def _read_float(text: str) -> float:
    """Return the number in a text. An integer that a double may round stays an integer, for the check of `Doubles`."""
    return int(text) if 15 < len(text) < 320 and text.lstrip("-").isdigit() else float(text)


def _read_integer(text: str) -> int | str:
    """Return the integer in a text. `1.0` and `1e1` are integers in JSON, and the OpenAPI document allows them.

    A number with a fraction, or too large for any column, is returned as text.
    """
    if len(text) < 21 and text.lstrip("-").isdigit():
        return int(text)
    number = Decimal(text)
    return int(number) if number.adjusted() < 20 and number == number.to_integral_value() else text


class Doubles(Plain):
    """Annotation of a finite double in [ge, le]. The bounds may be larger than 2^53.

    An integer is compared before it becomes a double, because the double could be rounded to the bound. It is compared
    with the digits in the OpenAPI document, which may differ from the exact digits of the double.
    """

    def __init__(self, ge: float | None = None, le: float | None = None) -> None:
        low, high = (None if each is None else Decimal(repr(each)) for each in (ge, le))

        def exact(value: Any) -> Any:
            if type(value) is int:
                if low is not None and value < low:
                    raise PydanticKnownError("greater_than_equal", {"ge": ge})
                if high is not None and value > high:
                    raise PydanticKnownError("less_than_equal", {"le": le})
            return finite(value)

        value = core_schema.float_schema(strict=True, allow_inf_nan=False, ge=ge, le=le)
        super().__init__(_NUMBER, _read_float, core_schema.no_info_before_validator_function(exact, value))

    def without_bounds(self) -> "Doubles":
        """Return the annotation without bounds."""
        return _DOUBLE


_DOUBLE = Doubles()


def _bits(number: int) -> CoreSchema:
    low, high = -(2 ** (number - 1)), 2 ** (number - 1) - 1
    return core_schema.chain_schema([_INTEGER, core_schema.int_schema(ge=low, le=high)])


Text = Annotated[str, Field(pattern=patterns.NO_NUL)]
Email = Annotated[str, StringConstraints(pattern=patterns.EMAIL, max_length=254, to_lower=True)]
"""An email address; it is converted to lower case."""
Url = Annotated[str, Field(pattern=patterns.URL, max_length=2048)]
Slug = Annotated[str, Field(pattern=patterns.SLUG, max_length=100)]
Ip = Annotated[str, Field(pattern=patterns.IP, max_length=45)]

Int32 = Annotated[int, Plain(_NUMBER, _read_integer, _bits(32))]
Int64 = Annotated[int, Plain(_NUMBER, _read_integer, _bits(64))]
Int64Text = Annotated[
    int,
    Lexical(patterns.INTEGER, core_schema.int_schema(strict=False, ge=-(2**63), le=2**63 - 1), str),
]
"""An integer that is a string in JSON, for clients whose numbers are doubles."""
Digits32 = Annotated[int, Plain("-?(?:0|[1-9][0-9]{0,9})", int, _bits(32))]
"""An integer of plain digits: an item of a list with commas, for which the OpenAPI document has a pattern."""
Digits64 = Annotated[int, Plain("-?(?:0|[1-9][0-9]{0,18})", int, _bits(64))]
"""The same with 64 bits."""
Float = Annotated[float, _DOUBLE]
UnlimitedFloat = Annotated[float, Plain(_NUMBER, float, core_schema.float_schema(strict=True))]
"""A number of any size. Numbers beyond the range of a double become infinite."""
Bool = Annotated[bool, Plain("true|false", "true".__eq__, core_schema.bool_schema(strict=True))]

DecimalText = Annotated[
    Decimal, Lexical(patterns.DECIMAL, _decimal(core_schema.decimal_schema(strict=False)), format_decimal)
]
Date = Annotated[dt.date, Lexical(patterns.DATE, core_schema.date_schema(strict=False), format_date)]
Time = Annotated[dt.time, Lexical(patterns.TIME, core_schema.time_schema(strict=False), dt.time.isoformat)]
DateTime = Annotated[dt.datetime, Lexical(patterns.DATETIME, _MOMENT, format_datetime)]
"""A datetime with any offset. The value is converted to UTC."""
DateTimeZ = Annotated[dt.datetime, Lexical(patterns.DATETIME_Z, _MOMENT, format_datetime)]
"""A datetime that must be in UTC, because its bounds are in UTC."""
DurationText = Annotated[
    dt.timedelta,
    Lexical(patterns.DURATION, core_schema.no_info_plain_validator_function(parse_duration), format_duration),
]
Uuid = Annotated[UUID, Lexical(patterns.UUID, core_schema.uuid_schema(strict=False), str)]
Base64 = Annotated[
    bytes,
    Lexical(patterns.BASE64, core_schema.no_info_plain_validator_function(base64.b64decode), format_bytes),
]
JsonValue = Annotated[Any, AnyJson()]
"""Any JSON value except null."""
