# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: d7ad1007e10156fcce61ec2ad7b1b06f
"""Encodes values as JSON, exactly as the response schemas do."""

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
    """Return the JSON of column values, and of lists and dictionaries of them.

    A `time` must already be a text (see `json_texts`): orjson 3.13 would write 09:00:00.011431 as 09:00:00.11431.
    Values of a JSON column that orjson cannot write are converted: integers beyond 64 bits keep their digits, and lone
    surrogates, which other software may have stored, become U+FFFD. Raises TypeError for values without a JSON form.
    """
    try:
        return orjson.dumps(value, _default, _OPTIONS)
    except TypeError:
        return orjson.dumps(_writable(value), _default, _OPTIONS)


def _writable(value: Any) -> Any:
    """Return a value with large integers as JSON fragments, and lone surrogates replaced."""
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
    if isinstance(value, UUID):  # asyncpg's subclass, which orjson does not support
        return str(value)
    if isinstance(value, Decimal):
        return format_decimal(value)
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, bytes):
        return format_bytes(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")
