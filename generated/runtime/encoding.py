# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: ceaa4d32388a5f4013f3a05ce3d45bd2
"""Values to JSON bytes, exactly as the response schemas would write them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from .types import format_bytes, format_decimal, format_duration

_OPTIONS = orjson.OPT_UTC_Z


def dumps(value: Any) -> bytes:
    """Return the JSON of rows, of their columns' values, and of lists and dictionaries of them.

    Raises TypeError for what has no JSON form: other types, naive datetimes among them not.
    """
    return orjson.dumps(value, _default, _OPTIONS)


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
