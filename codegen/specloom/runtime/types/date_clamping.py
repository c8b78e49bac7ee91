"""Dates and times that other software has stored and Python cannot hold, read as the clamped ones that it can.

That is a year beyond 9999 or before 1, `24:00`, and on SQLite any text or number that is no date. A statement reads
columns as they are; only if that fails it is done again with columns that are read this way, so that rows without such
values cost nothing more.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Row,
    Select,
    Time,
    case,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

from .columns import UtcDateTime
from .json_columns import Array

UNREADABLE = (ValueError, OverflowError, TypeError)
"""What is raised for a value that cannot be read: by asyncpg, or by a column's type."""
_LIMITS: dict[type[Any], tuple[str | None, str]] = {
    Date: ("DATE '0001-01-01'", "DATE '9999-12-31'"),
    UtcDateTime: (
        "TIMESTAMPTZ '0001-01-01 00:00:00+00'",
        "TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'",
    ),
    Time: (None, "TIME '23:59:59.999999'"),
}
"""The first and the last value that Python has, in PostgreSQL's words: asyncpg writes some of them as infinity."""
_BEYOND = re.compile(r"\s*(?:\+?[0-9]{5,}-|\+?inf|24:)", re.IGNORECASE)
"""Texts that mean something later than Python has."""


async def fetch_clamped(db: AsyncSession, statement: Select[Any]) -> Sequence[Row[Any]]:
    """Return the rows of a statement, each value that Python cannot hold as the clamped one."""
    try:
        found: Sequence[Row[Any]] = (await db.execute(statement)).all()
    except UNREADABLE:
        dialect = db.get_bind().dialect
        columns = [clamped(each, dialect) for each in statement.selected_columns]
        read = statement.with_only_columns(*columns, maintain_column_froms=True)
        found = (await db.execute(read)).all()
    return found


def clamped(column: ColumnElement[Any], dialect: Dialect) -> ColumnElement[Any]:
    """Return a column such that what Python cannot hold is read as the nearest value."""
    item = column.type.item if isinstance(column.type, Array) else column.type
    kind = next((kind for kind in _LIMITS if isinstance(item, kind)), None)
    if kind is None:
        return column
    if dialect.name == "sqlite":
        lenient = _LENIENT[kind]()
        return type_coerce(column, Array(lenient) if isinstance(column.type, Array) else lenient)
    if not isinstance(column.type, Array):
        return _clamped_in_sql(column, kind)
    items = func.unnest(column).table_valued("value", with_ordinality="place").render_derived()
    value = type_coerce(items.c.value, item)
    each = select(_clamped_in_sql(value, kind)).select_from(items).order_by(items.c.place).scalar_subquery()
    return case((column.is_not(None), func.array(each, type_=column.type)))


def _clamped_in_sql(column: ColumnElement[Any], kind: type[Any]) -> ColumnElement[Any]:
    first, last = (None if edge is None else literal_column(edge, column.type) for edge in _LIMITS[kind])
    branches = [(column > last, last)]
    if first is not None:
        branches.append((column < first, first))
    return case(*branches, else_=column)


class _LenientDate(TypeDecorator[dt.date]):
    """A date of SQLite's; of what is none the first or the last there is."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = Date
    cache_ok = True
    first: Any = dt.date.min
    last: Any = dt.date.max

    @staticmethod
    def read(text: str) -> Any:
        """Return the value of a text. Raises ValueError."""
        return dt.date.fromisoformat(text)

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        def process(value: Any) -> Any:
            if value is None:
                return None
            text = value if isinstance(value, str) else ""
            try:
                return self.read(text)
            except UNREADABLE:
                return self.last if _BEYOND.match(text) else self.first

        return process


class _LenientTime(_LenientDate):
    impl = Time
    cache_ok = True
    first = dt.time.min
    last = dt.time.max

    @staticmethod
    def read(text: str) -> Any:
        return dt.time.fromisoformat(text).replace(tzinfo=None)


class _LenientMoment(_LenientDate):
    impl = DateTime
    cache_ok = True
    first = dt.datetime.min.replace(tzinfo=dt.UTC)
    last = dt.datetime.max.replace(tzinfo=dt.UTC)

    @staticmethod
    def read(text: str) -> Any:
        value = dt.datetime.fromisoformat(text)
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


_LENIENT: dict[type[Any], type[_LenientDate]] = {
    Date: _LenientDate,
    Time: _LenientTime,
    UtcDateTime: _LenientMoment,
}
