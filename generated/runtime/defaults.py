# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 37ef520e1a5cef2947224432382f2da2
"""Values that each new row gets for itself."""

import datetime as dt
import time

from uuid_utils.compat import uuid7

__all__ = ["first_version", "today", "utcnow", "uuid7"]


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
