"""Values that columns get by themselves: in each new row, and whenever a row changes."""

import datetime as dt
import time

from sqlalchemy import BigInteger, ColumnElement, column, table
from uuid_utils.compat import uuid7

__all__ = ["VERSION", "first_version", "next_version", "today", "utcnow", "uuid7"]

VERSION = "row_version"
"""Column that counts the changes of a row, which its entity tag is made from."""


def utcnow() -> dt.datetime:
    """Return the time, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return the date, in UTC."""
    return utcnow().date()


def first_version() -> int:
    """Return the version of a new row: the milliseconds since 1970.

    It does not begin at 1, so that a row which is deleted and created again under the same id never bears an entity
    tag that some client holds for its predecessor.
    """
    return time.time_ns() // 1_000_000


def next_version(table_name: str) -> ColumnElement[int]:
    """Return the version that a changed row of a table gets, as an expression: the database counts.

    It names the table, since in an UPDATE that reads from other tables, each may have such a column.
    """
    return table(table_name, column(VERSION, BigInteger())).columns[VERSION] + 1
