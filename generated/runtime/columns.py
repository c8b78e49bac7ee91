# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 829d78543f7c88d739f9b2794c7194c0
"""The base class of all models, and the column types that mean the same on PostgreSQL and SQLite.

What a column promises on both databases: the value that is read equals the value that was written and has
the same Python type, and the database orders and compares stored values as Python orders and compares them.
Values that could not keep that promise (a naive datetime, a decimal of too many digits) are refused with a
`ValueError` whose text holds no value.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Context, Decimal, DecimalException, Inexact, InvalidOperation
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger as SqlBigInteger
from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Dialect,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Text,
    Time,
    Uuid,
    inspect,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

from .json_columns import Array, Json, canonical_json

__all__ = [
    "Array",
    "Base",
    "BigInteger",
    "Boolean",
    "Date",
    "Double",
    "Duration",
    "EnumText",
    "Fixed",
    "Integer",
    "Json",
    "LargeBinary",
    "Time",
    "UtcDateTime",
    "Uuid",
    "canonical_json",
    "text",
    "varchar",
]

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names of constraints and indexes that are given none: a migration can only drop what has a name."""


class Base(DeclarativeBase):
    """Base of all models. An instance shows its class and primary key, and never another value."""

    metadata = MetaData(naming_convention=NAMES)

    def __repr__(self) -> str:
        state = inspect(self)
        columns = state.mapper.primary_key
        key = [state.dict.get(state.mapper.get_property_by_column(column).key) for column in columns]
        return f"{type(self).__name__}({', '.join(map(repr, state.identity or key))})"


def varchar(length: int) -> String:
    """Text of at most `length` characters, in code point order."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def text() -> Text:
    """Text of any length, in code point order."""
    return Text().with_variant(Text(collation="C"), "postgresql")


BigInteger = SqlBigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit integer. SQLite's INTEGER has 64 bits too, and only a primary key of that type counts up."""

_EXACT = Context(prec=2000, traps=[InvalidOperation, Inexact])
_SQLITE_DIGITS = 18
"""Decimal digits that always fit SQLite's 64-bit integers."""


class Fixed(TypeDecorator[Decimal]):
    """An exact decimal of at most `max_digits` digits, `decimal_places` of them behind the point.

    PostgreSQL has NUMERIC. SQLite has no exact decimals: there it is an integer, scaled by `decimal_places`,
    and with more than 18 digits text in the same order: zero-padded digits, and for a negative number a minus
    sign before the nines' complement.
    """

    impl = Numeric
    cache_ok = True

    def __init__(self, max_digits: int, decimal_places: int) -> None:
        super().__init__(max_digits, decimal_places)
        self.max_digits = max_digits
        self.decimal_places = decimal_places

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "sqlite":
            return dialect.type_descriptor(Numeric(self.max_digits, self.decimal_places))
        return dialect.type_descriptor(SqlBigInteger() if self.max_digits <= _SQLITE_DIGITS else Text())

    @override
    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        scaled = self._scaled(value)
        if dialect.name != "sqlite":
            return Decimal(scaled).scaleb(-self.decimal_places, _EXACT)
        if self.max_digits <= _SQLITE_DIGITS:
            return scaled
        if scaled >= 0:
            return f"{scaled:0{self.max_digits}d}"
        return f"-{10**self.max_digits - 1 + scaled:0{self.max_digits}d}"

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, str) and value.startswith("-"):
            value = int(value[1:]) - 10**self.max_digits + 1
        return Decimal(int(value)).scaleb(-self.decimal_places, _EXACT)

    def _scaled(self, value: Decimal | int) -> int:
        """Return the value without its point. Raises ValueError if it does not fit the column exactly."""
        try:
            shifted = Decimal(value).scaleb(self.decimal_places, _EXACT)
            scaled = int(shifted)
        except (DecimalException, ArithmeticError, TypeError, ValueError):
            scaled, shifted = 0, Decimal("NaN")
        if isinstance(value, float) or scaled != shifted or abs(scaled) >= 10**self.max_digits:
            raise ValueError(
                f"expected a decimal that fits ({self.max_digits}, {self.decimal_places})"
            ) from None
        return scaled


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment, to the microsecond, stored and returned in UTC. A datetime without a time zone is refused.

    On SQLite it is text of fixed width, so that text order is the order of time.
    """

    impl = DateTime
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(timezone=True)

    @override
    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("expected a datetime with a time zone")
        return value.astimezone(dt.UTC)

    @override
    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        if dialect.driver == "asyncpg":  # which returns UTC already: nothing to do for each value
            return None
        return super().result_processor(dialect, coltype)


_MICROSECOND = dt.timedelta(microseconds=1)


class Duration(TypeDecorator[dt.timedelta]):
    """A length of time, stored as a 64-bit number of microseconds."""

    impl = SqlBigInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: dt.timedelta | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        microseconds = value // _MICROSECOND
        if not -(2**63) <= microseconds < 2**63:
            raise ValueError("expected a duration of less than 292,271 years")
        return microseconds

    @override
    def process_result_value(self, value: int | None, dialect: Dialect) -> dt.timedelta | None:
        return None if value is None else dt.timedelta(microseconds=value)


class EnumText(TypeDecorator[StrEnum]):
    """A member of a StrEnum, stored as its value.

    The column has room for longer values than the enum has today: a new one seldom changes the column's type.
    """

    impl = String
    cache_ok = True

    def __init__(self, enum_class: type[StrEnum]) -> None:
        longest = max((len(member.value) for member in enum_class), default=1)
        self.enum_class = enum_class
        self.length = max(32, 1 << (longest - 1).bit_length())
        super().__init__(self.length)

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(String(self.length, collation=collation))

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return self.enum_class(value).value
        except ValueError:
            raise ValueError(f"expected a value of {self.enum_class.__name__}") from None

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.enum_class(value)
