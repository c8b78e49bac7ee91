"""A value of each type that fits its options, in its JSON form; None where only the pattern could tell."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from codegen.types.type import STRING_LENGTH, Type


def text(type_: Type) -> Any:
    """Return a text as long as its options want it."""
    if type_.pattern is not None:
        return None
    low, high = type_.min_length or 0, type_.max_length or STRING_LENGTH
    return "string".ljust(low, "x")[: max(low, min(high, 6))] if high < 6 or low > 6 else "string"


def number(type_: Type) -> Any:
    """Return the lowest integer that fits; where there is no lowest, one at 1 or near it."""
    step = type_.multiple_of or 1
    low = type_.minimum if isinstance(type_.minimum, int) else 1
    value = -(-low // step) * step
    high = type_.maximum if isinstance(type_.maximum, int) else None
    found = value if high is None or value <= high else high // step * step
    return str(found) if type_.as_text else found


def double(type_: Type) -> Any:
    """Return a bound, where there is one."""
    if isinstance(type_.minimum, int | float):
        return float(type_.minimum)
    return float(type_.maximum) if isinstance(type_.maximum, int | float) else 1.5


def decimal(type_: Type) -> Any:
    """Return a bound, where there is one, with all its places."""
    for bound in (type_.minimum, type_.maximum):
        if isinstance(bound, Decimal):
            return f"{bound:.{type_.decimal_places}f}"
    return f"{Decimal(0):.{type_.decimal_places}f}"


def moment(fallback: str) -> Callable[[Type], Any]:
    """Return the function that gives a bound of a date or time, and a fallback where there is none."""

    def example(type_: Type) -> Any:
        bound = type_.minimum if type_.minimum is not None else type_.maximum
        if isinstance(bound, dt.datetime):
            return bound.isoformat().replace("+00:00", "Z")
        return bound.isoformat() if isinstance(bound, dt.date | dt.time) else fallback

    return example
