"""Columns whose values are strings in JSON and must be converted before they are encoded."""

from collections.abc import Callable
from datetime import time
from typing import Any

from sqlalchemy import BigInteger, Time
from sqlalchemy.types import TypeEngine

from .json_columns import Array


class BigIntegerAsText(BigInteger):
    """A 64-bit integer that is a string of digits in JSON: JavaScript rounds numbers larger than 2^53."""


def json_text_converter(stored: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """Return the conversion of a column's values, or lists of values, to JSON strings. None if none is needed."""
    item = stored.item if isinstance(stored, Array) else stored
    if isinstance(item, Time):
        return time_texts
    return digit_texts if isinstance(item, BigIntegerAsText) else None


def time_texts(value: time | list[time] | None) -> str | list[str] | None:
    """Return the text of a time, or the texts of several."""
    if isinstance(value, list):
        return [each.isoformat() for each in value]
    return value if value is None else value.isoformat()


def digit_texts(value: int | list[int] | None) -> str | list[str] | None:
    """Return the text of an integer, or the texts of several."""
    if isinstance(value, list):
        return [str(each) for each in value]
    return value if value is None else str(value)
