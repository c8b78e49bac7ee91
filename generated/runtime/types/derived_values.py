# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: aae01d4039be0a8f991ddf9e2f7f78a5
"""Statements whose rows may hold hidden values that the types of their columns do not note.

The type of a hidden column notes what is read from it. What SQL makes of the column has a type of its own, and text in
a statement has none: `func.lower(User.api_token)`, `cast(User.api_token, Text)`, `literal_column("api_token")`.
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
    """Return True if rows of a statement may hold a hidden value that is not noted when it is read."""
    if isinstance(statement, TextClause | TextualSelect):
        return True
    if isinstance(statement, CompoundSelect):  # its rows have the types of the first part
        first, *others = statement.selects
        return may_return_unrecorded_values(first) or any(
            may_return_unrecorded_values(part) or any(map(_is_hidden, _selected(part))) for part in others
        )
    return any(not _is_hidden(each) and _is_unknown(each) for each in _selected(statement))


def _selected(statement: Any) -> Iterator[Any]:
    """Yield what a statement selects, or returns of the rows that it writes."""
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
    """Return True if an expression is made of a hidden column, or of text, and is no truth value."""
    table: Any = element.table if isinstance(element, Column) else None  # an alias or a subquery, at times
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
    if isinstance(table, AliasedReturnsRows):  # of a subquery, or a table under another name
        return any(_is_hidden(each) or _is_unknown(each) for each in part.base_columns if each is not part)
    return True
