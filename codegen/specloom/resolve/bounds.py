"""Validation of the bounds of a type."""

import datetime as dt
import math
import re
from dataclasses import replace
from decimal import Decimal

from specloom.patterns import string_patterns
from specloom.resolve.options import Options
from specloom.resolve.scope import Scope
from specloom.types import TYPES, Bound, Type

_BITS = {"integer": 32, "bigint": 64}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?")
_MOMENT = re.compile(f"{_DATE.pattern}T{_TIME.pattern}Z")
_FORMS = {
    "date": "a date such as 2026-01-31",
    "time": "a time such as 09:30:00",
    "datetime": "a datetime in UTC such as 2026-01-31T09:30:00Z",
}


def with_bounds(scope: Scope, type_: Type, options: Options) -> Type | None:
    """Return the type with its `min`, `max` and `multiple_of`, or None after reporting a problem."""
    spec = options.spec
    if "min" not in TYPES[type_.kind].options:
        return type_
    found: dict[str, Bound | None] = {"min": None, "max": None}
    for option, raw in (("min", spec.min), ("max", spec.max)):
        if raw is None:
            continue
        try:
            found[option] = _bound(type_, raw)
        except ValueError as error:
            scope.report("T005", f"`{options.label}`: {option} must be {error}", options.place(option))
            return None
    low, high = found["min"], found["max"]
    result = replace(type_, minimum=low, maximum=high)
    if low is not None and high is not None and low > high:  # type: ignore[operator] # both have the kind of the type
        scope.report(
            "T004", f"`{options.label}`: min is {spec.min}, but max is {spec.max}", options.place("min")
        )
        return None
    try:
        _compile(result)
    except string_patterns.PatternError as error:
        option = "max" if low is None else "min"
        scope.report("T004", f"`{options.label}`: {error.message}", options.place(option))
        return None
    if spec.multiple_of is not None and "multiple_of" in TYPES[type_.kind].options:
        return _with_multiple(scope, result, spec.multiple_of, options)
    return result


def _with_multiple(scope: Scope, type_: Type, step: int, options: Options) -> Type | None:
    most = 2 ** (_BITS[type_.kind] - 1) - 1
    if not 1 <= step <= most:
        message = f"`{options.label}`: multiple_of must be between 1 and {most}"
        scope.report("S008", message, options.place("multiple_of"))
        return None
    low = type_.minimum if isinstance(type_.minimum, int) else -most - 1
    high = type_.maximum if isinstance(type_.maximum, int) else most
    if high // step * step < low:
        message = f"`{options.label}`: no multiple of {step} is between {low} and {high}"
        scope.report("T004", message, options.place("multiple_of"))
        return None
    return replace(type_, multiple_of=step)


def _bound(type_: Type, raw: int | Decimal | str) -> Bound:
    """Return a bound in the type's own kind. Raises ValueError, whose text describes a valid bound."""
    match type_.kind:
        case "integer" | "bigint":
            return _integer(type_.kind, raw)
        case "float":
            if isinstance(raw, int | Decimal) and math.isfinite(value := _float(raw)):
                return value
            raise ValueError("a finite number")
        case "decimal":
            return _decimal(type_, raw)
    try:
        return moment(type_.kind, raw)
    except ValueError:
        raise ValueError(_FORMS[type_.kind]) from None


def moment(kind: str, raw: object) -> dt.date | dt.time | dt.datetime:
    """Return the date, naive time or UTC datetime of a text. Raises ValueError."""
    text = raw if isinstance(raw, str) else ""
    if kind == "date" and _DATE.fullmatch(text):
        return dt.date.fromisoformat(text)
    if kind == "time" and _TIME.fullmatch(text):
        return dt.time.fromisoformat(text)
    if kind == "datetime" and _MOMENT.fullmatch(text):
        return dt.datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=dt.UTC)
    raise ValueError(f"no {kind}")


def exact_decimal(raw: object) -> Decimal:
    """Return the exact value of a number, or of a text with a number. Raises ValueError."""
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        return Decimal(raw)
    if isinstance(raw, str) and re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", raw):
        return Decimal(raw)
    raise ValueError


def fits_digits(value: Decimal, max_digits: int, decimal_places: int) -> bool:
    """Return whether a number fits the digits and decimal places of a decimal type."""
    if value == 0:
        return True
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    trailing = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return -(exponent + trailing) <= decimal_places and value.adjusted() < max_digits - decimal_places


def _integer(kind: str, raw: int | Decimal | str) -> int:
    most = 2 ** (_BITS[kind] - 1)
    if isinstance(raw, int) and -most <= raw < most:
        return raw
    raise ValueError(f"a whole number between {-most} and {most - 1}")


def _float(raw: int | Decimal) -> float:
    try:
        return float(raw)
    except OverflowError:
        return math.inf


def _decimal(type_: Type, raw: int | Decimal | str) -> Decimal:
    try:
        value = exact_decimal(raw)
    except ValueError:
        raise ValueError("a number") from None
    if not fits_digits(value, type_.max_digits, type_.decimal_places):
        raise ValueError(
            f"a number of {type_.max_digits} digits, {type_.decimal_places} of them after the point"
        )
    return value


def _compile(type_: Type) -> None:
    """Compile the pattern of the bounds. Raises PatternError if no value is between them."""
    low, high = type_.minimum, type_.maximum
    if type_.kind in ("decimal", "date", "time", "datetime") and (low is not None or high is not None):
        TYPES[type_.kind].schema(type_)
