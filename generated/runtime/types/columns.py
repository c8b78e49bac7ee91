# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 58444d8e92dc9ee2c63b76cc621a9009
"""The base class of all models, and the column types that mean the same on PostgreSQL and SQLite.

What a column promises on both databases: the value that is read equals the value that was written and has
the same Python type, and the database orders and compares stored values as Python orders and compares them.
Values that could not keep that promise (a naive datetime, a decimal of too many digits) are refused with a
`ValueError` whose text holds no value.
"""

import datetime as dt
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    Time,
    Uuid,
    event,
    inspect,
)
from sqlalchemy import Double as SqlDouble
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapper, declared_attr
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

from . import bound_values
from .changes import mark_row_with_new_links
from .decimals import FixedDecimal
from .flush_events import show_stored_values
from .hidden_values import Hidden
from .json_columns import Array, Json, canonical_json
from .json_texts import BigIntegerAsText
from .text_columns import EmailText, PasswordText, varchar

__all__ = [
    "Array",
    "Base",
    "BigInteger",
    "BigIntegerAsText",
    "Boolean",
    "Date",
    "Double",
    "Duration",
    "EmailText",
    "EnumText",
    "FixedDecimal",
    "Hidden",
    "Integer",
    "Json",
    "LargeBinary",
    "PasswordText",
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

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Let each UPDATE of a flush return the new version, so that reading the row needs no further statement."""
        return {"eager_defaults": True}

    def __repr__(self) -> str:
        state = inspect(self)
        columns = state.mapper.primary_key
        key = [state.dict.get(state.mapper.get_property_by_column(column).key) for column in columns]
        return f"{type(self).__name__}({', '.join(map(repr, state.identity or key))})"


bound_values.require_known()
bound_values.install()
event.listen(Base, "before_update", mark_row_with_new_links, propagate=True)
event.listen(Mapper, "mapper_configured", show_stored_values)


def text() -> Text:
    """Text of any length, in code point order."""
    return Text().with_variant(Text(collation="C"), "postgresql")


@compiles(BigInteger, "sqlite")
def _big_integer_on_sqlite(_: BigInteger, __: Any, *, type_expression: Any = None, **___: Any) -> str:
    """Declare a primary key INTEGER: it has 64 bits there too, and only a key of that type counts up by itself."""
    key = isinstance(type_expression, Column) and type_expression.primary_key
    return "INTEGER" if key else "BIGINT"


class Double(TypeDecorator[float]):
    """A double; zero has no sign.

    SQLite keeps a whole number as an integer, which is what its RETURNING then gives back, and so has no -0.0.
    """

    impl = SqlDouble
    cache_ok = True

    @override
    def process_bind_param(self, value: float | None, dialect: Dialect) -> float | None:
        return None if value is None else value + 0.0

    @override
    def process_result_value(self, value: float | None, dialect: Dialect) -> float | None:
        return None if value is None else float(value)

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        if dialect.name != "sqlite":  # what drivers return is right already: nothing to do for each value
            return None
        return super().result_processor(dialect, coltype)


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
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        if dialect.driver != "asyncpg":  # which takes any moment as it is
            return super().bind_processor(dialect)
        process = self.process_bind_param
        return lambda value: value if value is None or value.tzinfo is dt.UTC else process(value, dialect)

    @override
    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        if (
            dialect.driver == "asyncpg"
        ):  # which returns UTC, but the first and last moment of all without saying so
            return lambda value: value if value is None or value.tzinfo else value.replace(tzinfo=dt.UTC)
        return super().result_processor(dialect, coltype)


_MICROSECOND = dt.timedelta(microseconds=1)


class Duration(TypeDecorator[dt.timedelta]):
    """A length of time, stored as a 64-bit number of microseconds."""

    impl = BigInteger
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

    The column has room for longer values than the enum has today: a new one seldom changes the column's
    type. Admins see the class that it decorates, and its members, and offer them as choices; their forms send the name
    of a member.
    """

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = Enum  # of the class; an instance stores a text
    cache_ok = True

    def __init__(self, enum_class: type[StrEnum]) -> None:
        super().__init__()
        self.enum_class = enum_class
        longest = max(len(member.value) for member in enum_class)
        self.impl = varchar(max(32, 1 << (longest - 1).bit_length()))
        self.enums = [member.name for member in enum_class]

    @property
    @override
    def python_type(self) -> type[Any]:
        """The type of its values in Python."""
        return self.enum_class

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return self.enum_class(value).value
        except ValueError:
            if (member := self.enum_class.__members__.get(value)) is not None:
                return member.value
            raise ValueError(f"expected a value of {self.enum_class.__name__}") from None

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.enum_class(value)
