"""The JSON Schema of each type in requests and responses, without nullability, description and default."""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal

from specloom.patterns import string_patterns
from specloom.types.type import BYTES_LENGTH, MAX_DOUBLE, JsonSchema, Type

CUT = "Digits of a second after the sixth are cut."
"""The description of every type that has seconds."""


def text(type_: Type) -> JsonSchema:
    """Return the schema of a text: its lengths, and its pattern or one that excludes NUL."""
    schema: JsonSchema = {"type": "string"}
    if type_.min_length:
        schema["minLength"] = type_.min_length
    if type_.max_length is not None:
        schema["maxLength"] = type_.max_length
    schema["pattern"] = type_.pattern or string_patterns.NO_NUL
    return schema


def integer(bits: int) -> Callable[[Type], JsonSchema]:
    """Return the function that makes the schema of an integer with so many bits."""

    def schema(type_: Type) -> JsonSchema:
        low = type_.minimum if isinstance(type_.minimum, int) else -(2 ** (bits - 1))
        high = type_.maximum if isinstance(type_.maximum, int) else 2 ** (bits - 1) - 1
        if type_.as_text:
            return {"type": "string", "pattern": string_patterns.integer(low, high)}
        result: JsonSchema = {
            "type": "integer",
            "format": f"int{bits}",
            "minimum": low,
            "maximum": high,
        }
        if type_.multiple_of is not None:
            result["multipleOf"] = type_.multiple_of
        return result

    return schema


def double(type_: Type) -> JsonSchema:
    """Return the schema of a finite double."""
    return {
        "type": "number",
        "format": "double",
        "minimum": -MAX_DOUBLE if type_.minimum is None else type_.minimum,
        "maximum": MAX_DOUBLE if type_.maximum is None else type_.maximum,
    }


def decimal(type_: Type) -> JsonSchema:
    """Return the schema of a decimal. Its pattern enforces the digits and bounds."""
    low = type_.minimum if isinstance(type_.minimum, Decimal) else None
    high = type_.maximum if isinstance(type_.maximum, Decimal) else None
    return {
        "type": "string",
        "format": "decimal",
        "pattern": string_patterns.decimal(type_.max_digits, type_.decimal_places, low, high),
    }


def date(type_: Type) -> JsonSchema:
    """Return the schema of a date. Its pattern enforces the bounds."""
    low = type_.minimum if isinstance(type_.minimum, dt.date) else None
    high = type_.maximum if isinstance(type_.maximum, dt.date) else None
    return {"type": "string", "format": "date", "pattern": string_patterns.date(low, high)}


def time(type_: Type) -> JsonSchema:
    """Return the schema of a time of day. Its pattern enforces the bounds."""
    low = type_.minimum if isinstance(type_.minimum, dt.time) else None
    high = type_.maximum if isinstance(type_.maximum, dt.time) else None
    return {"type": "string", "description": CUT, "pattern": string_patterns.time(low, high)}


def moment(type_: Type) -> JsonSchema:
    """Return the schema of a timestamp. With bounds it must be in UTC, so that a pattern can enforce them."""
    low = type_.minimum if isinstance(type_.minimum, dt.datetime) else None
    high = type_.maximum if isinstance(type_.maximum, dt.datetime) else None
    pattern = string_patterns.datetime(low, high)
    return {"type": "string", "format": "date-time", "description": CUT, "pattern": pattern}


def base64(type_: Type) -> JsonSchema:
    """Return the schema of bytes in base64. `max_length` counts the bytes, before encoding."""
    length = BYTES_LENGTH if type_.max_length is None else type_.max_length
    return {
        "type": "string",
        "contentEncoding": "base64",
        "maxLength": -(-length // 3) * 4,
        "pattern": string_patterns.base64(length),
    }


def json_value(type_: Type) -> JsonSchema:
    """Return the schema of a JSON value: that of the spec, or that of any value."""
    if type_.schema is None:
        return {"$ref": "#/components/schemas/JsonValue"}
    schema: JsonSchema = json.loads(type_.schema)
    return schema


def text_format(pattern: str, length: int) -> Callable[[Type], JsonSchema]:
    """Return the function that makes the schema of a text with a pattern and a maximum length."""

    def schema(type_: Type) -> JsonSchema:
        longest = length if type_.max_length is None else type_.max_length
        return {"type": "string", "maxLength": longest, "pattern": pattern}

    return schema
