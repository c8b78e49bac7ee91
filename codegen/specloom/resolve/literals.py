"""Validation of literal values of a spec (defaults and examples) against the type of their field."""

import base64
import binascii
import json
import math
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from specloom.patterns import string_patterns
from specloom.resolve.bounds import exact_decimal, fits_digits, moment
from specloom.resolve.json_schemas import NotJson, misfit, to_json
from specloom.types import TYPES, Type

_FIXED = {
    "email": "an email address",
    "url": "a URL",
    "slug": "a slug",
    "ip": "an IP address",
    "uuid": "a UUID",
}
_MOMENTS = {
    "date": "a date",
    "time": "a time such as 09:30:00",
    "datetime": "a datetime such as 2026-01-31T09:30:00Z",
}


class Misfit(ValueError):
    """A value that its type does not accept. The text describes a valid value."""


def literal(type_: Type, raw: Any) -> object:
    """Return a value in the JSON form of its type, hashable: an array as a tuple, a `json` value as its JSON text.

    Raises Misfit.
    """
    match type_.kind:
        case "boolean":
            if not isinstance(raw, bool):
                raise Misfit("it must be `true` or `false`")
            return raw
        case "integer" | "bigint":
            return _integer(type_, raw)
        case "float":
            return _float(type_, raw)
        case "decimal":
            return _decimal(type_, raw)
        case "date" | "time" | "datetime":
            return _moment(type_, raw)
        case "array":
            return _array(type_, raw)
        case "json":
            return _json(type_, raw)
        case "bytes":
            return _bytes(type_, raw)
        case "enum":
            if raw not in type_.values:
                raise Misfit("it must be one of " + ", ".join(f"`{each}`" for each in type_.values))
            return raw
    return _text(type_, raw)


def _text(type_: Type, raw: Any) -> str:
    if not isinstance(raw, str):
        raise Misfit(
            "it must be a text" + ("" if raw is None or isinstance(raw, dict | list) else "; quote it")
        )
    if type_.min_length is not None and len(raw) < type_.min_length:
        raise Misfit(f"it must have at least {type_.min_length} characters")
    if type_.max_length is not None and len(raw) > type_.max_length:
        raise Misfit(f"it must have at most {type_.max_length} characters")
    if type_.kind == "duration":
        pattern, expected = string_patterns.DURATION, "a duration such as PT1H30M"
    elif type_.kind in _FIXED:
        pattern, expected = str(TYPES[type_.kind].schema(type_)["pattern"]), _FIXED[type_.kind]
    else:
        pattern, expected = type_.pattern or string_patterns.NO_NUL, "a text that matches the pattern"
    if re.fullmatch(pattern, raw) is None:
        raise Misfit(f"it must be {expected}")
    return raw.lower() if type_.kind in ("email", "uuid") else raw


def _integer(type_: Type, raw: Any) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise Misfit("it must be a whole number")
    schema = TYPES[type_.kind].schema(replace(type_, as_text=False))
    if raw < schema["minimum"] or raw > schema["maximum"]:
        raise Misfit(f"it must be between {schema['minimum']} and {schema['maximum']}")
    if type_.multiple_of is not None and raw % type_.multiple_of:
        raise Misfit(f"it must be a multiple of {type_.multiple_of}")
    return raw


def _float(type_: Type, raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise Misfit("it must be a number")
    try:
        value = float(raw)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise Misfit("it must be finite")
    _check_bounds(type_, value)
    return value


def _decimal(type_: Type, raw: Any) -> str:
    try:
        value = exact_decimal(raw)
    except ValueError:
        raise Misfit("it must be a number, or a text with a number") from None
    if not fits_digits(value, type_.max_digits, type_.decimal_places):
        raise Misfit(
            f"it must have at most {type_.max_digits} digits, {type_.decimal_places} of them after the point"
        )
    _check_bounds(type_, value)
    return f"{value or Decimal(0):.{type_.decimal_places}f}"


def _moment(type_: Type, raw: Any) -> str:
    try:
        value = moment(type_.kind, raw)
    except ValueError:
        raise Misfit(f"it must be {_MOMENTS[type_.kind]}") from None
    _check_bounds(type_, value)
    assert isinstance(raw, str)
    return raw


def _check_bounds(type_: Type, value: Any) -> None:
    low: Any = type_.minimum
    high: Any = type_.maximum
    if low is not None and value < low:
        raise Misfit(f"it must be at least {low}")
    if high is not None and value > high:
        raise Misfit(f"it must be at most {high}")


def _array(type_: Type, raw: Any) -> tuple[object, ...]:
    assert type_.item is not None
    if not isinstance(raw, list):
        raise Misfit("it must be a list")
    if len(raw) < (type_.min_items or 0):
        raise Misfit(f"it must have at least {type_.min_items} items")
    if type_.max_items is not None and len(raw) > type_.max_items:
        raise Misfit(f"it must have at most {type_.max_items} items")
    items = tuple(literal(type_.item, each) for each in raw)
    if type_.unique_items and len({(type(each), each) for each in items}) < len(items):
        raise Misfit("all items must be different")
    return items


def _json(type_: Type, raw: Any) -> str:
    try:
        value = to_json(raw)
    except NotJson as error:
        raise Misfit(str(error)) from None
    reason = None if type_.schema is None else misfit(json.loads(type_.schema), value)
    if reason is not None:
        raise Misfit(reason)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _bytes(type_: Type, raw: Any) -> str:
    if not isinstance(raw, str) or not raw.isascii():
        raise Misfit("it must be base64")
    try:
        data = base64.b64decode(raw, validate=True)
    except binascii.Error:
        data = None
    if data is None or base64.b64encode(data).decode() != raw:
        raise Misfit("it must be base64")
    if type_.max_length is not None and len(data) > type_.max_length:
        raise Misfit(f"it must have at most {type_.max_length} bytes")
    return raw
