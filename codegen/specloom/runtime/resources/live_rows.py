"""Rows that are deleted and stay in their table: the column that tells them from live ones, and what it leads to."""

from typing import Any

from sqlalchemy import ColumnClause, ColumnElement, Index, Select, TableClause, column, select, table, text

DELETED_AT = "deleted_at"
"""Column that keeps when a row was deleted; null as long as it is there."""


def unique_if_live(name: str, *columns: str) -> Index:
    """Return the index of a table of which no two live rows have the same values in some columns."""
    live = text(f"{DELETED_AT} IS NULL")
    return Index(name, *columns, unique=True, postgresql_where=live, sqlite_where=live)


def is_live() -> ColumnElement[bool]:
    """Return the condition that a row is live, of whichever table has the column in a statement."""
    return column(DELETED_AT).is_(None)


def live_keys(key: ColumnClause[Any]) -> Select[Any]:
    """Return the statement for the keys of a table's live rows, given its key column."""
    rows = table(table_of(key), column(key.name, key.type), column(DELETED_AT))
    return select(rows.c[key.name]).where(rows.c[DELETED_AT].is_(None))


def table_of(key: ColumnClause[Any]) -> str:
    """Return the name of the table that a column belongs to."""
    assert isinstance(key.table, TableClause)
    return key.table.name
