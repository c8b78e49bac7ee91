# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 33806e5559d5e27c66c32b3738e83828
"""Columns whose values JSON holds as texts that the encoder would not make of them by itself."""

from collections.abc import Callable
from datetime import time
from typing import Any

from sqlalchemy import BigInteger, Time
from sqlalchemy.types import TypeEngine

from .json_columns import Array


class BigIntegerAsText(BigInteger):
    """An integer of 64 bits that JSON holds as a text of digits: JavaScript rounds larger numbers than 2^53."""


def json_text_converter(stored: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """Return what makes JSON of the values of a column, or of lists of them; None if the encoder does."""
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
