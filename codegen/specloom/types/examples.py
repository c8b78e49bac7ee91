"""Realistic example values of each type for the OpenAPI document, the best first.

The type and the name of the field select them. Some may violate the options of the field: the caller takes the first
that does not. Decimals also represent doubles.
"""

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from specloom.types.example_texts import TEXTS, by_name, fallbacks, fitted
from specloom.types.type import JsonSchema, Type

Examples = Callable[[Type, str], Iterable[Any]]

_NUMBERS = {
    "id": 1,
    "year": 2026,
    "age": 36,
    "quantity": 3,
    "count": 3,
    "position": 1,
    "rank": 1,
    "rating": 4,
    "stars": 4,
    "score": 4,
    "priority": 2,
    "port": 8080,
    "bytes": 48_213,
    "size": 48_213,
    "milliseconds": 215_000,
    "seconds": 215,
    "minutes": 45,
    "percent": 10,
    "discount": 10,
}
_FRACTIONS = {
    "latitude": Decimal("52.52"),
    "longitude": Decimal("13.405"),
    "lat": Decimal("52.52"),
    "lon": Decimal("13.405"),
    "price": Decimal("19.90"),
    "rating": Decimal("4.5"),
    "rate": Decimal("7.5"),
    "percent": Decimal("7.5"),
    "weight": Decimal("2.4"),
    "temperature": Decimal("21.5"),
}
_DAYS = {"born": "1990-12-10", "birth": "1990-12-10", "birthday": "1990-12-10", "birthdate": "1990-12-10"}
_LATER = frozenset("end ends ended until to expires expire expiry due deadline".split())
"""Words in the names of end times."""


def text(type_: Type, name: str) -> Iterator[str]:
    """Yield texts for the name of a field within its lengths, and then texts in forms that patterns often require."""
    for each in (*by_name(name, TEXTS), *fallbacks(name)):
        yield fitted(each, type_.min_length or 0, type_.max_length)


def listed(*texts: str, **named: str) -> Examples:
    """Return a function that yields the value of `named` for a word in the field's name, and then `texts`."""

    def examples(_: Type, name: str) -> Iterator[str]:
        yield from by_name(name, named)
        yield from texts

    return examples


def password(type_: Type, _: str) -> Iterator[str]:
    """Yield a password within the length limits."""
    yield fitted("correct horse battery staple", type_.min_length or 0, type_.max_length)


def number(type_: Type, name: str) -> Iterator[int]:
    """Yield integers for the name of a field, then its bounds, then consecutive integers."""
    step = type_.multiple_of or 1
    for each in (*by_name(name, _NUMBERS), 42, 10, 1):
        yield each // step * step
    low = type_.minimum if isinstance(type_.minimum, int) else None
    high = type_.maximum if isinstance(type_.maximum, int) else None
    if low is None and high is not None:
        yield high // step * step
    first = -(-(low or 0) // step) * step
    yield from range(first, first + 100 * step, step)


def fraction(type_: Type, name: str) -> Iterator[Decimal]:
    """Yield decimals for the name of a field, then its bounds, rounded to its decimal places."""
    unit = Decimal(1).scaleb(-type_.decimal_places) if type_.kind == "decimal" else None
    bounds = [each for each in (type_.minimum, type_.maximum) if isinstance(each, int | float | Decimal)]
    for each in (*by_name(name, _FRACTIONS), Decimal("12.5"), Decimal(1), *bounds, Decimal(0)):
        exact = Decimal(repr(each)) if isinstance(each, float) else Decimal(each)
        yield exact
        if unit is not None and exact == exact.to_integral_value() and abs(exact) < 1:
            yield from (number * unit for number in range(1, 100))
    yield from (Decimal(each) for each in range(2, 100))


def moment(day: str, clock: str) -> Examples:
    """Return a function that yields a date, a time or both, then the bounds of the field, then other values."""

    def examples(type_: Type, name: str) -> Iterator[str]:
        later = _LATER & {*name.split("_")}
        born = next(iter(by_name(name, _DAYS)), None)
        for each in (born or ("2026-02-28" if later else day), day, "2000-01-31"):
            yield _joined(each if day else "", "17:00:00" if later and clock else clock)
        for bound in (type_.minimum, type_.maximum):
            if isinstance(bound, dt.datetime):
                yield bound.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
            elif isinstance(bound, dt.date | dt.time):
                yield bound.isoformat()
        for number in range(1, 29):
            yield _joined(f"2026-03-{number:02}" if day else "", f"10:{number:02}:00" if clock else "")

    return examples


def _joined(day: str, clock: str) -> str:
    return f"{day}T{clock}Z" if day and clock else day or clock


def data(type_: Type, _: str) -> Iterator[str]:
    """Yield a word as base64, cut to the length limit."""
    word = b"Hello"
    yield base64.b64encode(word[: type_.max_length]).decode()
    for letter in b"abcdefghijklmnopqrstuvwxyz":
        yield base64.b64encode(bytes([letter])).decode()


def enum(type_: Type, _: str) -> Iterable[str]:
    """Yield the values of the enum."""
    return type_.values


def document(type_: Type, name: str) -> Iterator[Any]:
    """Yield a value that is valid for the JSON Schema of the field."""
    yield {"key": "value"} if type_.schema is None else sample(json.loads(type_.schema), name)


def sample(schema: JsonSchema, name: str) -> Any:
    """Return a value that is valid for a schema in the supported subset."""
    if "enum" in schema:
        return next((each for each in schema["enum"] if each is not None), None)
    match schema.get("type"):
        case "object":
            return {key: sample(each, key) for key, each in schema.get("properties", {}).items()}
        case "array":
            count = max(schema.get("minItems", 0), min(1, schema.get("maxItems", 1)))
            return [sample(schema.get("items", {}), name)] * count
        case "boolean":
            return True
        case "null":
            return None
        case "integer" | "number" as kind:
            return _bounded(schema, name, kind == "integer")
    options = Type("text", schema.get("minLength"), schema.get("maxLength"))
    return next(text(options, name))


def _bounded(schema: JsonSchema, name: str, whole: bool) -> int | Decimal:
    low, high = (
        None if each is None else Decimal(repr(each)) for each in map(schema.get, ("minimum", "maximum"))
    )
    values = [*by_name(name, _NUMBERS), 42, 10, 1, 0]
    values += [
        each for bound in (low, high) if bound is not None for each in (-int(-bound // 1), int(bound // 1))
    ]
    bounds = [] if whole else [each for each in (low, high) if each is not None]
    for each in (*map(Decimal, values), *bounds):
        if (low is None or each >= low) and (high is None or each <= high):
            return int(each) if each == each.to_integral_value() else each
    return 0
