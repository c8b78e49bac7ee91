# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 31c580a2a4235e2cb99f14d827fe7d97
"""The SQL conditions of filters, with the same meaning on PostgreSQL and SQLite.

A row whose value is null matches no operator except `isnull`, not even `ne`. Texts are compared by code points, and so
case-sensitively.
"""

import json
from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    ColumnElement,
    Dialect,
    String,
    Text,
    any_,
    bindparam,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy import Double as SqlDouble
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

from ..driver.direct_statements import COLUMN_PREFIX
from ..resources.links import Links
from ..resources.resource import Resource
from ..search.full_text import SearchQuery
from ..types.columns import Double, EmailText
from ..types.json_columns import Array
from .list_parameters import SEARCH_TERM


class Operand(Protocol):
    """The value or values that a column is compared with."""

    def one(self, kind: TypeEngine[Any]) -> ColumnElement[Any]:
        """Return the value with a type."""
        ...

    def contains(self, column: Column[Any]) -> ColumnElement[bool]:
        """Return the condition that a column has one of the values."""
        ...


class LiteralOperand:
    """A value that is known when the statement is built."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def one(self, kind: TypeEngine[Any]) -> ColumnElement[Any]:
        """Return the value with a type."""
        return literal(self._value, kind)

    def contains(self, column: Column[Any]) -> ColumnElement[bool]:
        """Return the condition that a column has one of the values."""
        return column.in_(self._value)


class ParameterOperand:
    """A parameter of a cached statement, for PostgreSQL only. Several values are one array."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = COLUMN_PREFIX + name

    def one(self, kind: TypeEngine[Any]) -> ColumnElement[Any]:
        """Return the parameter with a type."""
        return bindparam(self._name, type_=kind)

    def contains(self, column: Column[Any]) -> ColumnElement[bool]:
        """Return the condition that a column has one of the values."""
        # A text may be longer than the column. A cast to an array of the column's type would truncate it to a match.
        item = Text() if isinstance(column.type, String | EmailText) else column.type
        return column == any_(bindparam(self._name, type_=ARRAY(item)))


def split_filter(name: str) -> tuple[str, str]:
    """Return the attribute and the operator of a key of `ListQuery.filters`."""
    attribute, separator, operator = name.rpartition("__")
    return (attribute, operator) if separator else (name, "eq")


def filter_condition(
    resource: Resource[Any],
    name: str,
    value: Any,
    operand: Operand,
    seen: Sequence[ColumnElement[bool]] | None = None,
) -> ColumnElement[bool]:
    """Return the condition of a filter. `seen` are the conditions for links that count; None for all live links."""
    if name == SEARCH_TERM and resource.search is not None:
        return resource.search.matches(operand.one(SearchQuery()))
    attribute, operator = split_filter(name)
    link = resource.filtered_links.get(attribute)
    if link is not None:
        return _linked(resource, link, operator, operand, link.live if seen is None else seen)
    column = resource.columns[attribute]
    if operator == "isnull":
        return column.is_(None) if value else column.is_not(None)
    return _compared(column, operator, operand)


def _compared(column: Column[Any], operator: str, operand: Operand) -> ColumnElement[bool]:
    match operator:
        case "eq":
            return column == operand.one(column.type)
        case "ne":
            return column != operand.one(column.type)
        case "gt":
            return column > operand.one(column.type)
        case "gte":
            return column >= operand.one(column.type)
        case "lt":
            return column < operand.one(column.type)
        case "lte":
            return column <= operand.one(column.type)
        case "in":
            return operand.contains(column)
        case "contains":
            return _Contains(column, operand.one(column.type))
        case "startswith":
            return _StartsWith(column, operand.one(column.type))
        case "has":
            return _has(column, operand)
    raise ValueError(f"there is no filter operator {operator}")


def _linked(
    resource: Resource[Any], link: Links, operator: str, operand: Operand, seen: Sequence[ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Return the condition that a row is linked to a target, or to one of several targets."""
    owners = select(link.owner).where(_compared(link.target, "in" if operator == "in" else "eq", operand))
    return resource.id.in_(owners.where(*seen))


class _Contains(FunctionElement[bool]):
    """A text contains another. LIKE is not used, because SQLite's ignores case."""

    inherit_cache = True
    type = Boolean()


class _StartsWith(FunctionElement[bool]):
    """A text begins with another."""

    inherit_cache = True
    type = Boolean()


class _Has(FunctionElement[bool]):
    """An array contains a value."""

    inherit_cache = True
    type = Boolean()


class _HasNumber(_Has):
    """An array contains a double."""

    inherit_cache = True


def _has(column: Column[Any], operand: Operand) -> ColumnElement[bool]:
    assert isinstance(column.type, Array)
    item = column.type.item
    if isinstance(item, Double):
        return _HasNumber(column, operand.one(_ItemText()))
    value = operand.one(item)
    # SQLAlchemy passes texts to asyncpg as VARCHAR. PostgreSQL does not compare an array of VARCHAR with one of TEXT.
    return _Has(column, cast(value, Text()) if isinstance(item, Text) else value)


class _ItemText(TypeDecorator[float]):
    """A double. On SQLite the text by which an Array stores it."""

    impl = SqlDouble
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else SqlDouble())

    @override
    def process_bind_param(self, value: float | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return json.dumps(value + 0.0)


@compiles(_Contains)
def _contains(element: _Contains, compiler: Any, **kw: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **kw)}) > 0"


@compiles(_Contains, "sqlite")
def _contains_on_sqlite(element: _Contains, compiler: Any, **kw: Any) -> str:
    return f"instr({compiler.process(element.clauses, **kw)}) > 0"


@compiles(_StartsWith)
def _starts_with(element: _StartsWith, compiler: Any, **kw: Any) -> str:
    return f"starts_with({compiler.process(element.clauses, **kw)})"


@compiles(_StartsWith, "sqlite")
def _starts_with_on_sqlite(element: _StartsWith, compiler: Any, **kw: Any) -> str:
    text, start = (compiler.process(each, **kw) for each in element.clauses)
    return f"substr({text}, 1, length({start})) = {start}"


@compiles(_Has)
def _has_on_postgresql(element: _Has, compiler: Any, **kw: Any) -> str:
    """Use `@>`, which an index supports, unlike `= ANY`."""
    array, item = (compiler.process(each, **kw) for each in element.clauses)
    return f"{array} @> ARRAY[{item}]"


@compiles(_Has, "sqlite")
def _has_on_sqlite(element: _Has, compiler: Any, **kw: Any) -> str:
    array, item = element.clauses
    items = func.json_each(array).table_valued("value")
    found: str = compiler.process(select(items.c.value).where(items.c.value == item).exists(), **kw)
    return found


@compiles(_HasNumber, "sqlite")
def _has_number_on_sqlite(element: _HasNumber, compiler: Any, **kw: Any) -> str:
    """Compare the texts of the doubles, because SQLite parses the digits of a number inexactly."""
    array, item = (compiler.process(each, **kw) for each in element.clauses)
    return f"instr(',' || trim({array}, '[]') || ',', ',' || {item} || ',') > 0"
