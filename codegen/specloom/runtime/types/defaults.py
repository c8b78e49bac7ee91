"""Default values of columns, for new rows and for changed rows."""

import datetime as dt
import time

from sqlalchemy import BigInteger, ColumnElement, column, table
from uuid_utils.compat import uuid7

__all__ = ["VERSION", "first_version", "next_version", "today", "utcnow", "uuid7"]

VERSION = "row_version"
"""The column that counts the changes of a row. The entity tag is made from it."""


def utcnow() -> dt.datetime:
    """Return the current time in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return the current date in UTC."""
    return utcnow().date()


def first_version() -> int:
    """Return the version of a new row: the milliseconds since 1970.

    It does not begin at 1: a row that is deleted and created again with the same id must not have an entity tag that a
    client has stored for the old row.
    """
    return time.time_ns() // 1_000_000


def next_version(table_name: str) -> ColumnElement[int]:
    """Return an SQL expression for the next version of a row of a table.

    It contains the name of the table, because in an UPDATE with several tables each may have such a column.
    """
    return table(table_name, column(VERSION, BigInteger())).columns[VERSION] + 1
