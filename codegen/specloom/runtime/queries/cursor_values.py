"""The values in a cursor. Each is validated against its column, because a client can forge a cursor."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, String, Time, Uuid
from sqlalchemy.types import TypeDecorator

from ..types.columns import Double, Duration, EnumText, UtcDateTime
from ..types.decimals import FixedDecimal

MAX_KEY_LENGTH = 255
"""Number of characters by which a text is sorted. A cursor contains them, and must fit into a URL."""
_STORED = "stored"
_EDGES: tuple[Any, ...] = (
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
    date.min,
    date.max,
    time.min,
    time.max,
)
"""Values that also represent all values beyond them, see `nearest`."""


class StoredValue(NamedTuple):
    """A value that a cursor cannot contain. It is read from the row whose key is in the same cursor."""

    nearest: Any = None
    """The value to use if the row no longer exists, or None."""


def encode_value(column: Column[Any], value: Any, identifies: bool) -> tuple[str, Any]:
    """Return a tag and a JSON value for a value of a column. `identifies` is True for a column of the primary key.

    Other software may have stored a value that is not of the column's type. The tag then says that the value is read
    from the row again, unless the column identifies the row.
    """
    if isinstance(value, datetime) and value.tzinfo is None:  # asyncpg returns infinity without a time zone
        value = value.replace(tzinfo=UTC)
    tag, raw = _encode(value)
    if identifies:
        return tag, raw
    if any(value == edge for edge in _EDGES if type(edge) is type(value)):
        return _STORED, (tag, raw)
    try:
        decode_value(column, (tag, raw), identifies)
    except (ValueError, TypeError, ArithmeticError):
        return _STORED, None
    return tag, raw


def decode_value(column: Column[Any], pair: Any, identifies: bool) -> Any:
    """Return the value of a tag and a JSON value. Raises ValueError, TypeError or ArithmeticError if it is invalid."""
    tag, raw = pair
    if tag == _STORED and not identifies:
        return StoredValue(None if raw is None else _decode(column, *raw))
    if raw is None and tag == "" and column.nullable:
        return None
    return _decode(column, tag, raw)


def _decode(column: Column[Any], tag: str, raw: Any) -> Any:
    stored: Any = column.type
    if isinstance(stored, TypeDecorator) and not isinstance(stored, tuple(_DECODERS)):
        stored = stored.impl_instance  # for example, of an email the text type
    for kind, (expected, read) in _DECODERS.items():
        if isinstance(stored, kind):
            value = read(stored, raw)
            if tag != expected or _encode(value) != (
                tag,
                raw,
            ):  # only the form that `encode_value` writes is valid
                raise ValueError("not the form of the value")
            return value
    raise ValueError("not a column to sort by")


def _encode(value: Any) -> tuple[str, Any]:
    match value:
        case None | bool() | int():
            return "", value
        case float():
            return "float", value.hex()
        case Enum():
            return "", value.value
        case str():
            return "", value
        case UUID():
            return "uuid", value.hex
        case Decimal():
            return "decimal", str(value)
        case datetime():
            return "datetime", value.isoformat()
        case date():
            return "date", value.isoformat()
        case time():
            return "time", value.isoformat()
        case timedelta():
            return "duration", value // timedelta(microseconds=1)
    raise TypeError(f"cannot sort by {type(value).__name__}")


def _boolean(_: Any, raw: Any) -> bool:
    if type(raw) is not bool:
        raise TypeError("not a boolean")
    return raw


def _bits(number: int) -> Callable[[Any, Any], int]:
    def read(_: Any, raw: Any) -> int:
        if type(raw) is not int or not -(1 << number - 1) <= raw < 1 << number - 1:
            raise ValueError("not an integer of the column")
        return raw

    return read


_big = _bits(64)


def _duration(_: Any, raw: Any) -> timedelta:
    return timedelta(microseconds=_big(None, raw))


def _text(column_type: String, raw: Any) -> str:
    longest = MAX_KEY_LENGTH if column_type.length is None else min(column_type.length, MAX_KEY_LENGTH)
    if type(raw) is not str or len(raw) > longest or "\0" in raw:
        raise ValueError("not a text of the column")
    raw.encode()  # raises an error for a lone surrogate
    return raw


def _decimal(column_type: FixedDecimal, raw: Any) -> Decimal:
    value = Decimal(raw) if type(raw) is str else Decimal("NaN")
    _, digits, exponent = value.as_tuple()
    if exponent != -column_type.decimal_places or len(digits) > column_type.max_digits:
        raise ValueError("not a decimal of the column")
    return value


def _uuid(_: Any, raw: Any) -> UUID:
    if type(raw) is not str:
        raise TypeError("not a text")
    return UUID(raw)


def _datetime(_: Any, raw: Any) -> datetime:
    value = datetime.fromisoformat(raw)
    if value.utcoffset() != timedelta():
        raise ValueError("not a datetime in UTC")
    return value


def _time(_: Any, raw: Any) -> time:
    value = time.fromisoformat(raw)
    if value.tzinfo is not None:
        raise ValueError("not a time without a zone")
    return value


_DECODERS: Mapping[type[Any], tuple[str, Callable[[Any, Any], Any]]] = {
    Boolean: ("", _boolean),
    Duration: ("duration", _duration),
    BigInteger: ("", _big),
    Integer: ("", _bits(32)),
    Double: ("float", lambda _, raw: float.fromhex(raw)),
    EnumText: ("", lambda column_type, raw: column_type.enum_class(raw)),
    FixedDecimal: ("decimal", _decimal),
    Uuid: ("uuid", _uuid),
    UtcDateTime: ("datetime", _datetime),
    Date: ("date", lambda _, raw: date.fromisoformat(raw)),
    Time: ("time", _time),
    String: ("", _text),
}
"""The tag and the decoder for each type of column. The first type that matches is used."""
