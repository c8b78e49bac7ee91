# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: aad33b3d7034420d5c18adca7cfc9c2f
"""Column types for JSON values and lists."""

import json
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    CLOB,
    JSON,
    ColumnElement,
    Dialect,
    LargeBinary,
    String,
    Text,
    cast,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

from .json_numbers import normal_number


def _normal(value: Any) -> Any:
    """Return a JSON value with all numbers in normal form (`normal_number`)."""
    if isinstance(value, dict):
        return {key: _normal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normal(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return normal_number(value)
    return value


def canonical_json(value: Any) -> str:
    """Return the canonical JSON text of a value: equal values have equal texts.

    Keys are sorted, and numbers have the form of `normal_number`. Raises ValueError for NaN and infinities.
    """
    normal = _normal(value)
    return json.dumps(normal, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


class _JsonComparator(JSON.Comparator[Any]):
    @override
    def operate(self, op: operators.OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        distinct = op in (operators.is_distinct_from, operators.is_not_distinct_from)
        if distinct or (op in (operator.eq, operator.ne) and other[0] is not None):
            return cast(self.expr, Text).operate(op, cast(type_coerce(other[0], Json()), Text), **kwargs)
        return super().operate(op, *other, **kwargs)


class Json(TypeDecorator[Any]):
    """A JSON value, stored as canonical text. None is NULL.

    PostgreSQL's JSON, unlike JSONB, stores the text unchanged. It has no equality operator, so `==`, `!=`,
    `is_distinct_from` and `is_not_distinct_from` compare the texts. They are equal only if the values are equal.
    """

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = JSON
    cache_ok = True
    comparator_factory: Any = _JsonComparator  # SQLAlchemy declares a property here, and takes a class

    def __init__(self) -> None:
        super().__init__()
        # In SQLite the type JSON has numeric affinity: the text `1` would become a number.
        self.impl = JSON().with_variant(CLOB(), "sqlite")

    @override
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        return lambda value: None if value is None else canonical_json(value)

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        if dialect.name == "sqlite":
            return lambda value: None if value is None else json.loads(value)
        return super().result_processor(dialect, coltype)


@compiles(ARRAY, "sqlite")
def _array_on_sqlite(element: ARRAY[Any], compiler: Any, **_: Any) -> str:
    """Declare an array with the type of its items. SQLite accepts any type name, and migrations can compare it."""
    name: str = compiler.process(element.item_type)
    return '"' + name.replace('"', '""') + '[]"'


if TYPE_CHECKING:
    _ArrayBase = TypeDecorator[list[Any]]
else:

    class _ArrayBase(TypeDecorator, ARRAY):
        """A decorator of ARRAY that is also a subclass: admin interfaces inspect the class of a column type."""


class Array(_ArrayBase):
    """A list of values of one type: PostgreSQL's array, and JSON text on SQLite.

    On SQLite each item has the form that SQLite would store, and bytes are hexadecimal digits. A text longer than the
    item type allows is rejected: PostgreSQL would truncate it without an error.
    """

    impl = ARRAY
    cache_ok = True

    def __init__(self, item: TypeEngine[Any] | type[TypeEngine[Any]]) -> None:
        self.item = item() if isinstance(item, type) else item
        super().__init__(self.item, dimensions=1)

    @property
    @override
    def python_type(self) -> type[Any]:
        """The type of its values in Python."""
        return list

    @override
    def adapt(self, cls: type[Any], **_: Any) -> Any:
        """Return this type. Only `impl` is adapted to a dialect's own class for arrays."""
        return self

    @override
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        item = self.item.impl_instance if isinstance(self.item, TypeDecorator) else self.item
        longest = item.length if isinstance(item, String) else None
        process = self._sqlite_text(dialect) if dialect.name == "sqlite" else super().bind_processor(dialect)

        def bind(value: list[Any] | None) -> Any:
            if value is not None and longest is not None and any(len(item) > longest for item in value):
                raise ValueError(f"expected texts of at most {longest} characters")
            return value if value is None or process is None else process(value)

        return bind

    def _sqlite_text(self, dialect: Dialect) -> Callable[[list[Any]], str]:
        process = self.item.dialect_impl(dialect).bind_processor(dialect) or _same
        return lambda value: json.dumps(
            [None if item is None else process(item) for item in value],
            default=_hex,
            ensure_ascii=False,
            allow_nan=False,
            separators=(",", ":"),
        )

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        process = self._from_json(dialect, coltype)

        def result(value: str | None) -> list[Any] | None:
            if value is None:
                return None
            return [None if item is None else process(item) for item in json.loads(value)]

        return result

    def _from_json(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        if isinstance(self.item, LargeBinary):
            return bytes.fromhex
        return self.item.dialect_impl(dialect).result_processor(dialect, coltype) or _same


def _same(value: Any) -> Any:
    return value


def _hex(value: bytes | memoryview) -> str:
    """Return the hexadecimal digits of bytes."""
    return bytes(value).hex().upper()
