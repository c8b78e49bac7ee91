# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 412b76563636f004c7a31afbf11d5feb
"""Reads dates and times that Python cannot represent as the nearest value that it can.

Other software may have stored a year after 9999 or before 1, `24:00`, or on SQLite any text or number. A statement
first reads the columns unchanged. Only if that fails, it runs again with clamped columns. So other rows have no extra
cost.
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
"""Errors of asyncpg and of column types for a value that cannot be read."""
_LIMITS: dict[type[Any], tuple[str | None, str]] = {
    Date: ("DATE '0001-01-01'", "DATE '9999-12-31'"),
    UtcDateTime: (
        "TIMESTAMPTZ '0001-01-01 00:00:00+00'",
        "TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'",
    ),
    Time: (None, "TIME '23:59:59.999999'"),
}
"""Python's first and last values as PostgreSQL literals: asyncpg would send some of them as infinity."""
_BEYOND = re.compile(r"\s*(?:\+?[0-9]{5,}-|\+?inf|24:)", re.IGNORECASE)
"""Texts of values after Python's last value."""


async def fetch_clamped(db: AsyncSession, statement: Select[Any]) -> Sequence[Row[Any]]:
    """Return the rows of a statement. Dates and times that Python cannot represent are clamped."""
    try:
        found: Sequence[Row[Any]] = (await db.execute(statement)).all()
    except UNREADABLE:
        dialect = db.get_bind().dialect
        columns = [clamped(each, dialect) for each in statement.selected_columns]
        read = statement.with_only_columns(*columns, maintain_column_froms=True)
        found = (await db.execute(read)).all()
    return found


def clamped(column: ColumnElement[Any], dialect: Dialect) -> ColumnElement[Any]:
    """Return an expression that reads a column with clamped dates and times."""
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
    """A date on SQLite. Any other value is read as the first or last date."""

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
