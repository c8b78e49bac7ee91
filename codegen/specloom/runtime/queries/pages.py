"""Keyset pagination. A cursor contains the sort values of a row, so that page 10,000 is as fast as page 1.

A page consists of the rows after a boundary, or of those before it. To read backwards, the rows are read in the
reversed order and then reversed.
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
    """Some rows of a list, and the cursors of the next and the previous page."""

    items: list[RowT]
    next_cursor: str | None
    previous_cursor: str | None = None
    total: int | None = None
    """Number of rows in the whole list, if the request asked for it."""


class Boundary(NamedTuple):
    """The start of a page: after the row with these sort values, or before it if `backward` is True."""

    values: Sequence[Any]
    backward: bool = False
    inclusive: bool = False
    """True if the row itself belongs to the page."""


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column of an order. Nulls are last in both directions."""

    attribute: str
    column: Column[Any]
    descending: bool
    nulls_first: bool = False
    """True if the order is reversed to read backwards."""
    identifies: bool = False
    """True for the primary key and its parts."""

    @property
    def term(self) -> ColumnElement[Any]:
        """The SQL expression to compare: the column, or the first characters of a long text."""
        return (
            func.substr(self.column, 1, MAX_KEY_LENGTH, type_=self.column.type)
            if self.is_long
            else self.column
        )

    @property
    def is_long(self) -> bool:
        """True if texts of the column may be too long for a cursor."""
        stored = self.column.type
        return isinstance(stored, String) and (stored.length is None or stored.length > MAX_KEY_LENGTH)

    def value(self, stored: Any) -> Any:
        """Return a value as it is stored in a cursor: long texts are truncated."""
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
        """Return the condition for the rows with a value."""
        return self.column.is_(None) if value is None else self.term == value

    def after(self, value: Any) -> ColumnElement[bool]:
        """Return the condition for the rows after those with a value."""
        if value is None:
            return self.column.is_not(None) if self.nulls_first else false()
        last = self.literal(value)
        return self._or_null(self.term < last if self.descending else self.term > last)

    def not_before(self, value: Any) -> ColumnElement[bool]:
        """Return the condition for the rows with a value and those after them. An index supports it."""
        if value is None:
            return true() if self.nulls_first else self.column.is_(None)
        last = self.literal(value)
        return self._or_null(self.term <= last if self.descending else self.term >= last)

    def literal(self, value: Any) -> ColumnElement[Any]:
        """Return a value as a literal of the column's type, which SQLAlchemy needs for True. Return SQL unchanged."""
        return value if isinstance(value, ColumnElement) else literal(value, self.column.type)

    def _or_null(self, further: ColumnElement[bool]) -> ColumnElement[bool]:
        nulls_follow = self.column.nullable and not self.nulls_first
        return or_(further, self.column.is_(None)) if nulls_follow else further


def scan_order(keys: Sequence[SortKey], boundary: Boundary | None) -> Sequence[SortKey]:
    """Return the keys of the order in which the rows of a page are read."""
    return [key.reversed() for key in keys] if boundary is not None and boundary.backward else keys


def after_boundary(keys: Sequence[SortKey], boundary: Boundary) -> ColumnElement[bool]:
    """Return the condition for the rows after a boundary in the order of the keys, and at it if it is inclusive."""
    values, inclusive = boundary.values, boundary.inclusive
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
    """Return the values of a boundary, with each `StoredValue` replaced by a subquery for the value of the row.

    The subquery includes the conditions of the list, so that it does not read a row that the list does not contain.
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
    boundary: Boundary | None,
    rows: Sequence[RowT],
    values: Callable[[RowT], Sequence[Any]],
    *,
    more: bool,
) -> tuple[str | None, str | None]:
    """Return the cursors of the next and the previous page.

    A page always has a cursor for the direction that it was reached from. It starts at the rows of the page, or at the
    boundary if the page is empty.

    Args:
        belongs_to: The fingerprint of the list.
        keys: The sort keys of the list.
        boundary: The boundary at which the page starts. None for the first page.
        rows: The rows of the page, in the order of the list.
        values: Returns the sort values of a row.
        more: True if there are rows after the page, or before it if it was read backwards.
    """
    backward = boundary is not None and boundary.backward
    next_cursor = previous_cursor = None
    if more or backward:
        after_it = Boundary(values(rows[-1])) if rows else _opposite(boundary)
        next_cursor = encode_cursor(belongs_to, keys, after_it)
    if boundary is not None and (more or not backward):
        before_it = Boundary(values(rows[0]), backward=True) if rows else _opposite(boundary)
        previous_cursor = encode_cursor(belongs_to, keys, before_it)
    return next_cursor, previous_cursor


def _opposite(boundary: Boundary | None) -> Boundary:
    """Return the boundary of the page that ends where the page of a boundary starts."""
    assert boundary is not None  # an empty page with neighbours was reached by a cursor
    return Boundary(boundary.values, not boundary.backward, not boundary.inclusive)


def fingerprint(*parts: object) -> str:
    """Return a short digest of the list that a cursor belongs to: its path, order and filters."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def encode_cursor(belongs_to: str, keys: Sequence[SortKey], boundary: Boundary) -> str:
    """Return the opaque text of a boundary, with a checksum."""
    side = boundary.backward + 2 * boundary.inclusive
    values = [
        encode_value(key.column, value, key.identifies)
        for key, value in zip(keys, boundary.values, strict=True)
    ]
    body = orjson.dumps([belongs_to, side, values])
    return base64.urlsafe_b64encode(_checksum(body) + body).rstrip(b"=").decode()


def decode_cursor(cursor: str, belongs_to: str, keys: Sequence[SortKey]) -> Boundary:
    """Return the boundary in a cursor. Each value is valid for its column.

    Raises Problem 404 if the cursor was changed or belongs to another list: it is well-formed, but its page does not
    exist. The checksum detects mistakes only. A client can forge a cursor with other values.
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
        decoded = [decode_value(key.column, value, key.identifies) for key, value in pairs]
        return Boundary(decoded, bool(side & 1), bool(side & 2))
    except (ValueError, TypeError, ArithmeticError) as error:
        raise _no_page() from error


def _no_page() -> Problem:
    return Problem(404, "The cursor has no page: it was changed, or belongs to another list, sort or filter.")


def _checksum(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=CHECKSUM_BYTES, person=b"cursor").digest()
