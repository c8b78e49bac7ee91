# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: b40bbd41d861141422f746550575faf7
"""Keyset pages: a cursor holds the sort values of the row at a page's end, so that page 10,000 costs what page 1 costs.

A page is what follows a border, or what precedes it. Going back is going forward in the reversed order, and turning the
rows round at the end.
"""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple, TypeVar

import orjson
from sqlalchemy import Column, ColumnElement, String, and_, false, func, literal, or_, select, true, tuple_

from ..problems.problem import Problem
from .cursor_values import MAX_KEY_LENGTH, StoredValue, decode_value, encode_value

RowT = TypeVar("RowT")

CHECKSUM_BYTES = 6


@dataclass(slots=True)
class Page(Generic[RowT]):
    """Some rows of a list, the cursors of the pages beside it, and how many there are in all if that was asked."""

    items: list[RowT]
    next_cursor: str | None
    previous_cursor: str | None = None
    total: int | None = None


class Boundary(NamedTuple):
    """Where a page begins: behind the row with these sort values, or before it."""

    values: Sequence[Any]
    backward: bool = False
    inclusive: bool = False
    """True if that row itself belongs to the page."""


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column of an order. Nulls come last in both directions."""

    attribute: str
    column: Column[Any]
    descending: bool
    nulls_first: bool = False
    """True where the order is walked backwards."""
    identifies: bool = False
    """True if the column is the primary key or a part of it."""

    @property
    def term(self) -> ColumnElement[Any]:
        """What rows are compared by: the column, or the first characters of a long text."""
        return (
            func.substr(self.column, 1, MAX_KEY_LENGTH, type_=self.column.type)
            if self.is_long
            else self.column
        )

    @property
    def is_long(self) -> bool:
        """True if the column may hold texts that are too long for a cursor."""
        stored = self.column.type
        return isinstance(stored, String) and (stored.length is None or stored.length > MAX_KEY_LENGTH)

    def value(self, stored: Any) -> Any:
        """Return what a cursor holds of a value."""
        return stored[:MAX_KEY_LENGTH] if self.is_long and stored is not None else stored

    def reversed(self) -> "SortKey":
        """Return the key of the opposite order."""
        return replace(self, descending=not self.descending, nulls_first=not self.nulls_first)

    def order(self) -> ColumnElement[Any]:
        """Return the term for ORDER BY."""
        term = self.term.desc() if self.descending else self.term.asc()
        if not self.column.nullable:
            return term
        return term.nulls_first() if self.nulls_first else term.nulls_last()

    def equals(self, value: Any) -> ColumnElement[bool]:
        """Return the condition that a row has this value."""
        return self.column.is_(None) if value is None else self.term == value

    def after(self, value: Any) -> ColumnElement[bool]:
        """Return the condition that a row comes after all rows of this value."""
        if value is None:
            return self.column.is_not(None) if self.nulls_first else false()
        last = self.literal(value)
        return self._or_null(self.term < last if self.descending else self.term > last)

    def not_before(self, value: Any) -> ColumnElement[bool]:
        """Return the condition that a row does not come before the rows of this value; an index can use it."""
        if value is None:
            return true() if self.nulls_first else self.column.is_(None)
        last = self.literal(value)
        return self._or_null(self.term <= last if self.descending else self.term >= last)

    def literal(self, value: Any) -> ColumnElement[Any]:
        """Return a value, if it is not a parameter already, as one of the column's type.

        SQLAlchemy would not compare with a plain True.
        """
        return value if isinstance(value, ColumnElement) else literal(value, self.column.type)

    def _or_null(self, further: ColumnElement[bool]) -> ColumnElement[bool]:
        nulls_follow = self.column.nullable and not self.nulls_first
        return or_(further, self.column.is_(None)) if nulls_follow else further


def scan_order(keys: Sequence[SortKey], border: Boundary | None) -> Sequence[SortKey]:
    """Return the keys of the order in which the rows of a page are looked for."""
    return [key.reversed() for key in keys] if border is not None and border.backward else keys


def after_boundary(keys: Sequence[SortKey], border: Boundary) -> ColumnElement[bool]:
    """Return the condition that a row comes after a border in the order of the keys, or at it where it is inclusive."""
    values, inclusive = border.values, border.inclusive
    first, *others = keys
    if not others:
        return first.not_before(values[0]) if inclusive else first.after(values[0])
    if len({key.descending for key in keys}) == 1 and not any(key.column.nullable for key in keys):
        row = tuple_(*(key.term for key in keys))
        last = tuple_(*(key.literal(value) for key, value in zip(keys, values, strict=True)))
        if first.descending:
            return row <= last if inclusive else row < last
        return row >= last if inclusive else row > last
    branches = []
    same: list[ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        at_end = inclusive and key is keys[-1]
        branches.append(and_(true(), *same, key.not_before(value) if at_end else key.after(value)))
        same.append(key.equals(value))
    return and_(first.not_before(values[0]), or_(*branches))


def boundary_values(
    keys: Sequence[SortKey], values: Sequence[Any], conditions: Sequence[ColumnElement[bool]]
) -> list[Any]:
    """Return the values of a border, of which `StoredValue` becomes the value that its row has.

    The row is one that meets the conditions of the list, so that none is found that the list would not show.
    """
    same = [
        key.column == key.literal(value) for key, value in zip(keys, values, strict=True) if key.identifies
    ]
    found = []
    for key, value in zip(keys, values, strict=True):
        if isinstance(value, StoredValue):
            stored: Any = select(key.term).where(*same, *conditions).correlate(None).scalar_subquery()
            nearest = value.nearest
            found.append(stored if nearest is None else func.coalesce(stored, key.literal(nearest)))
        else:
            found.append(value)
    return found


def page_cursors(
    belongs_to: str,
    keys: Sequence[SortKey],
    border: Boundary | None,
    rows: Sequence[RowT],
    values: Callable[[RowT], Sequence[Any]],
    *,
    more: bool,
) -> tuple[str | None, str | None]:
    """Return the cursors of the next and the previous page of one that begins at a border, the first one if None.

    `values` gives the sort values of a row; `more` tells that there are rows beyond the page. There is always a way
    back to where the page was come from: it begins at the page's own rows, or if these are gone, at the border.
    """
    backward = border is not None and border.backward
    next_cursor = previous_cursor = None
    if more or backward:
        after_it = Boundary(values(rows[-1])) if rows else _turned(border)
        next_cursor = encode_cursor(belongs_to, keys, after_it)
    if border is not None and (more or not backward):
        before_it = Boundary(values(rows[0]), backward=True) if rows else _turned(border)
        previous_cursor = encode_cursor(belongs_to, keys, before_it)
    return next_cursor, previous_cursor


def _turned(border: Boundary | None) -> Boundary:
    """Return where the page begins that ends where another one begins."""
    assert border is not None  # only a page that was come to can be empty and have neighbours
    return Boundary(border.values, not border.backward, not border.inclusive)


def fingerprint(*parts: object) -> str:
    """Return a short digest of what a cursor belongs to: the path, the order and the filters."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def encode_cursor(belongs_to: str, keys: Sequence[SortKey], border: Boundary) -> str:
    """Return the opaque, checked text for a border."""
    side = border.backward + 2 * border.inclusive
    values = [
        encode_value(key.column, value, key.identifies)
        for key, value in zip(keys, border.values, strict=True)
    ]
    body = orjson.dumps([belongs_to, side, values])
    return base64.urlsafe_b64encode(_checksum(body) + body).rstrip(b"=").decode()


def decode_cursor(cursor: str, belongs_to: str, keys: Sequence[SortKey]) -> Boundary:
    """Return the border in a cursor, each value of it one that its column can hold.

    Raises Problem 404 if we did not make it, or made it for another order or filter: it is well-formed, but its page
    does not exist. The checksum finds mistakes; a client who means to can make a cursor of other values.
    """
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        checksum, body = data[:CHECKSUM_BYTES], data[CHECKSUM_BYTES:]
        if checksum != _checksum(body):
            raise _no_page()
        made_for, side, values = orjson.loads(body)
        if made_for != belongs_to or type(side) is not int or not 0 <= side <= 3:
            raise _no_page()
        pairs = zip(keys, values, strict=True)
        border = [decode_value(key.column, value, key.identifies) for key, value in pairs]
        return Boundary(border, bool(side & 1), bool(side & 2))
    except (ValueError, TypeError, ArithmeticError) as error:
        raise _no_page() from error


def _no_page() -> Problem:
    return Problem(404, "The cursor leads to no page: it was changed, or made for another sort or filter.")


def _checksum(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=CHECKSUM_BYTES, person=b"cursor").digest()
