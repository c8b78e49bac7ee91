# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 13dc56be4cd713b045f2a371da29165b
"""Values to JSON bytes, exactly as the response schemas would write them."""

from datetime import time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from .types import format_bytes, format_decimal, format_duration

_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC


def dumps(value: Any) -> bytes:
    """Return the JSON of values of columns, and of lists and dictionaries of them.

    A `time` is given as `time_texts` makes it: orjson 3.13 would write 09:00:00.011431 as 09:00:00.11431. Raises
    TypeError for what has no JSON form.
    """
    return orjson.dumps(value, _default, _OPTIONS)


def time_texts(value: time | list[time] | None) -> str | list[str] | None:
    """Return the text of a time, or the texts of several."""
    if isinstance(value, list):
        return [each.isoformat() for each in value]
    return value if value is None else value.isoformat()


def _default(value: Any) -> str:
    if isinstance(value, UUID):  # asyncpg's own kind, which orjson does not know
        return str(value)
    if isinstance(value, Decimal):
        return format_decimal(value)
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, bytes):
        return format_bytes(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")
