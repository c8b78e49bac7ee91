"""Soft deletion: the column that marks a deleted row, and conditions and indexes on live rows."""

from typing import Any

from sqlalchemy import ColumnClause, ColumnElement, Index, Select, TableClause, column, select, table, text

DELETED_AT = "deleted_at"
"""Column with the time of the deletion. Null in live rows."""


def unique_if_live(name: str, *columns: str) -> Index:
    """Return the unique index over the live rows of a table."""
    live = text(f"{DELETED_AT} IS NULL")
    return Index(name, *columns, unique=True, postgresql_where=live, sqlite_where=live)


def is_live() -> ColumnElement[bool]:
    """Return the condition for a live row. Exactly one table of the statement must have the column."""
    return column(DELETED_AT).is_(None)


def live_keys(key: ColumnClause[Any]) -> Select[Any]:
    """Return the statement for the keys of the live rows of a table, given its key column."""
    rows = table(table_of(key), column(key.name, key.type), column(DELETED_AT))
    return select(rows.c[key.name]).where(rows.c[DELETED_AT].is_(None))


def table_of(key: ColumnClause[Any]) -> str:
    """Return the name of the table of a column."""
    assert isinstance(key.table, TableClause)
    return key.table.name
