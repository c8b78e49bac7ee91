"""Keyset pages: a cursor holds the sort values of the last row, so that page 10,000 costs what page 1 costs."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import Column, ColumnElement, and_, false, literal, or_, true, tuple_

from .problems import Problem

RowT = TypeVar("RowT")

CHECKSUM_BYTES = 6


@dataclass(slots=True)
class Page(Generic[RowT]):
    """Some rows of a list, the cursor of the next ones, and how many there are in all if that was asked."""

    items: list[RowT]
    next_cursor: str | None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column of an order. Nulls come last in both directions."""

    attribute: str
    column: Column[Any]
    descending: bool

    def order(self) -> ColumnElement[Any]:
        """Return the term for ORDER BY."""
        term = self.column.desc() if self.descending else self.column.asc()
        return term.nulls_last() if self.column.nullable else term

    def equals(self, value: Any) -> ColumnElement[bool]:
        """Return the condition that a row has this value."""
        return self.column.is_(None) if value is None else self.column == value

    def after(self, value: Any) -> ColumnElement[bool]:
        """Return the condition that a row comes after all rows of this value."""
        if value is None:
            return false()
        last = self.literal(value)
        further = self.column < last if self.descending else self.column > last
        return or_(further, self.column.is_(None)) if self.column.nullable else further

    def not_before(self, value: Any) -> ColumnElement[bool]:
        """Return the condition that a row does not come before the rows of this value; an index can use it."""
        if value is None:
            return self.column.is_(None)
        last = self.literal(value)
        further = self.column <= last if self.descending else self.column >= last
        return or_(further, self.column.is_(None)) if self.column.nullable else further

    def literal(self, value: Any) -> ColumnElement[Any]:
        """Return a value, if it is not a parameter already, as one of the column's type.

        SQLAlchemy would not compare with a plain True.
        """
        return value if isinstance(value, ColumnElement) else literal(value, self.column.type)


def after(keys: Sequence[SortKey], values: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that a row comes after the one with these values in the order of the keys."""
    first, *others = keys
    if not others:
        return first.after(values[0])
    if len({key.descending for key in keys}) == 1 and not any(key.column.nullable for key in keys):
        row = tuple_(*(key.column for key in keys))
        last = tuple_(*(key.literal(value) for key, value in zip(keys, values, strict=True)))
        return row < last if first.descending else row > last
    branches = []
    same: list[ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        branches.append(and_(true(), *same, key.after(value)))
        same.append(key.equals(value))
    return and_(first.not_before(values[0]), or_(*branches))


def fingerprint(*parts: object) -> str:
    """Return a short digest of what a cursor belongs to: the path, the order and the filters."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def encode_cursor(belongs_to: str, values: Sequence[Any]) -> str:
    """Return the opaque, checked text for the position after the row with these sort values."""
    body = orjson.dumps([belongs_to, [_encode(value) for value in values]])
    return base64.urlsafe_b64encode(_checksum(body) + body).rstrip(b"=").decode()


def decode_cursor(cursor: str, belongs_to: str, length: int) -> list[Any]:
    """Return the sort values in a cursor.

    Raises Problem 404 if we did not make it, or made it for another order or filter: it is well-formed, but its page
    does not exist.
    """
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        checksum, body = data[:CHECKSUM_BYTES], data[CHECKSUM_BYTES:]
        if checksum != _checksum(body):
            raise _no_page()
        made_for, values = orjson.loads(body)
        if made_for != belongs_to or len(values) != length:
            raise _no_page()
        return [_decode(tag, value) for tag, value in values]
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise _no_page() from error


def _no_page() -> Problem:
    return Problem(404, "The cursor leads to no page: it was changed, or made for another sort or filter.")


def _checksum(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=CHECKSUM_BYTES, person=b"cursor").digest()


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


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "float": float.fromhex,
    "uuid": UUID,
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "duration": lambda microseconds: timedelta(microseconds=microseconds),
}


def _decode(tag: str, value: Any) -> Any:
    return _DECODERS[tag](value) if tag else value
