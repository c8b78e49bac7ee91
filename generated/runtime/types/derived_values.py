# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: c201704ce1e5487a8c1a4773fa4bb7f2
"""Finds statements that may return hidden values which no column type records.

The type of a hidden column records the values that are read. But an SQL expression of the column has a different type,
and literal SQL has none: `func.lower(User.api_token)`, `cast(User.api_token, Text)`, `literal_column("api_token")`.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    AliasedReturnsRows,
    Boolean,
    Column,
    ColumnClause,
    ColumnElement,
    CompoundSelect,
    Select,
    Table,
    TextClause,
    TextualSelect,
    UpdateBase,
)
from sqlalchemy.sql import visitors

from .hidden_values import Hidden


def may_return_unrecorded_values(statement: Any) -> bool:
    """Return True if a statement may return a hidden value that is not recorded when it is read."""
    if isinstance(statement, TextClause | TextualSelect):
        return True
    if isinstance(statement, CompoundSelect):  # its rows have the types of the first SELECT
        first, *others = statement.selects
        return may_return_unrecorded_values(first) or any(
            may_return_unrecorded_values(part) or any(map(_is_hidden, _selected(part))) for part in others
        )
    return any(not _is_hidden(each) and _is_unknown(each) for each in _selected(statement))


def _selected(statement: Any) -> Iterator[Any]:
    """Yield the selected or returned expressions of a statement."""
    if isinstance(statement, Select):
        yield from statement.inner_columns
    elif isinstance(statement, CompoundSelect):
        for part in statement.selects:
            yield from _selected(part)
    elif isinstance(statement, UpdateBase):
        yield from statement.exported_columns


def _is_hidden(element: Any) -> bool:
    return isinstance(element, ColumnElement) and isinstance(element.type, Hidden)


def _is_unknown(element: Any) -> bool:
    """Return True if an expression uses a hidden column or literal SQL, and is not a boolean."""
    table: Any = element.table if isinstance(element, Column) else None  # may also be an alias or a subquery
    if isinstance(table, Table):
        return False
    if isinstance(element, ColumnElement) and isinstance(element.type, Boolean):
        return False
    return any(
        _is_source(part) for part in visitors.iterate(element) if part is element or not _is_star(part)
    )


def _is_star(part: Any) -> bool:
    """Return True for the star of `count(*)`."""
    return isinstance(part, ColumnClause) and part.name == "*"


def _is_source(part: Any) -> bool:
    if isinstance(part, TextClause) or _is_hidden(part):
        return True
    if not isinstance(part, ColumnClause):
        return False
    table = part.table
    if isinstance(table, Table):
        return False
    if isinstance(table, AliasedReturnsRows):  # of a subquery or an alias
        return any(_is_hidden(each) or _is_unknown(each) for each in part.base_columns if each is not part)
    return True
