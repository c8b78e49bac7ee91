# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: becd9357aa7397edc19434a2d82aa042
"""Numbers of JSON values: the form that they are kept in, and those that are not what the client sent.

A JSON value keeps integers of any size, and other numbers as doubles.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

_SUSPECT = re.compile(rb"[:\[,\s]-?(?:[0-9.]{16,}|[0-9.]+[eE][+-]?[0-9]{3})")
"""Numbers that may have digits which no double holds: of 16 digits and more, or far away from 1."""
_DOUBLE_DIGITS = 17
"""Digits that tell each double from every other one."""


def normal_number(value: float) -> int | float:
    """Return an integer as an integer, of any size, and any other number as a double.

    A double is an integer too if its shortest text says all its digits: 1e22 is, while 1e23 is not exactly 10^23.
    """
    if isinstance(value, int) or not value.is_integer():
        return value
    whole = int(value)
    return whole if whole == _shortest(value) else value


def rounded_numbers(body: bytes) -> list[tuple[str | int, ...]]:
    """Return where the text of a valid JSON value has numbers that a parser rounds to doubles of other digits.

    Up to 17 digits may be those of the double itself, as `0.10000000000000001` is.
    """
    if _SUSPECT.search(body) is None:
        return []
    return [*_rounded(json.loads(body, parse_float=_read), ())]


def _shortest(value: float) -> Decimal:
    return Decimal(repr(value))


class _Rounded:
    """Stands for a number that no double is."""


def _read(text: str) -> float | _Rounded:
    double = float(text)
    try:
        sent = Decimal(text)
    except InvalidOperation:  # its exponent is beyond all bounds
        return _Rounded()
    if sent == _shortest(double):
        return double
    of_the_double = len(sent.as_tuple().digits) <= _DOUBLE_DIGITS and not double.is_integer()
    if of_the_double and sent == Decimal(format(double, f".{_DOUBLE_DIGITS - 1}e")):
        return double
    return _Rounded()


def _rounded(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, _Rounded):
        yield place
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _rounded(each, (*place, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _rounded(each, (*place, number))
