# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 25ae0bd5f5409b51d97884d40357d06b
"""Numbers in JSON values: their normal form, and numbers that would lose digits.

A JSON value stores integers of any size, and other numbers as doubles.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

_SUSPECT = re.compile(rb"[:\[,\s]-?(?:[0-9.]{16,}|[0-9.]+[eE][+-]?[0-9]{3})")
"""Numbers that a double may not represent: with 16 or more digits, or with a large exponent."""
_DOUBLE_DIGITS = 17
"""The number of digits that identify every double."""


def normal_number(value: float) -> int | float:
    """Return the normal form of a number: an integer of any size, or a double.

    A double becomes an integer if its shortest text has all its digits: 1e22 does, but the double 1e23 is not 10^23.
    """
    if isinstance(value, int) or not value.is_integer():
        return value
    whole = int(value)
    return whole if whole == _shortest(value) else value


def rounded_numbers(body: bytes) -> list[tuple[str | int, ...]]:
    """Return the places of numbers in a valid JSON text that a parser would round to a different double.

    A number that equals the 17-digit form of its double, such as `0.10000000000000001`, is not rounded.
    """
    if _SUSPECT.search(body) is None:
        return []
    return [*_rounded(json.loads(body, parse_float=_read), ())]


def _shortest(value: float) -> Decimal:
    return Decimal(repr(value))


class _Rounded:
    """Marks a number that a double does not represent."""


def _read(text: str) -> float | _Rounded:
    double = float(text)
    try:
        sent = Decimal(text)
    except InvalidOperation:  # its exponent is too large
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
