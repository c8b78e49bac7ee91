# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 80a3bcee0ee887e0bb4881d906b7a679
"""Values to JSON bytes, exactly as the response schemas would write them."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from .json_types import format_bytes, format_decimal, format_duration

_INTEGER_BITS = 63
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC


def dumps(value: Any) -> bytes:
    """Return the JSON of values of columns, and of lists and dictionaries of them.

    A `time` is given as `json_texts` makes it: orjson 3.13 would write 09:00:00.011431 as 09:00:00.11431. A JSON column
    may hold what orjson does not write: an integer beyond 64 bits, and a lone surrogate that other software has stored,
    which becomes U+FFFD. Raises TypeError for what has no JSON form.
    """
    try:
        return orjson.dumps(value, _default, _OPTIONS)
    except TypeError:
        return orjson.dumps(_writable(value), _default, _OPTIONS)


def _writable(value: Any) -> Any:
    """Return a value with its large integers as texts of JSON, and its lone surrogates replaced."""
    if isinstance(value, dict):
        return {_writable(key): _writable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(each) for each in value]
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if type(value) is int and value.bit_length() > _INTEGER_BITS:
        return orjson.Fragment(str(value))
    return value


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
