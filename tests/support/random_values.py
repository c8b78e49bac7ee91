"""Random values of the types of a spec, in their JSON form.

They are made from the resolved types, so they work for any spec: a text from its pattern, a number from its bounds.
"""

import base64
import datetime as dt
import json
import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from math import ceil, floor
from random import Random
from typing import Any

from specloom.patterns import regex
from specloom.patterns.charsets import Ranges
from specloom.types import BYTES_LENGTH, MAX_DOUBLE, Type, row

PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789"
"""Characters of which texts are made where their type does not say more."""
EVEN = 0.5
"""The share of decimals that are not made from their pattern: the pattern rounds most small values to zero."""
TRIES = 500


class NoValue(Exception):
    """No value was found that fits a type: its pattern and its lengths leave too few."""


def value_of(type_: Type, random: Random, *, letters: str = PLAIN, size: int = 24) -> Any:
    """Return a value that fits a type.

    Texts have about `size` characters and are made of `letters` where the pattern allows, lists have few items. Raises
    NoValue.
    """
    match type_.kind:
        case "integer" | "bigint":
            return _integer(type_, random)
        case "float":
            return _float(type_, random)
        case "boolean":
            return random.random() < 0.5
        case "enum":
            return random.choice(type_.values)
        case "json":
            return json_value(
                json.loads(type_.schema) if type_.schema else {}, random, letters=letters, size=size
            )
        case "bytes":
            longest = BYTES_LENGTH if type_.max_length is None else type_.max_length
            return base64.b64encode(random.randbytes(min(longest, size))).decode()
        case "array":
            return _array(type_, random, letters=letters, size=size)
    schema = row(type_).schema(type_)
    if type_.kind == "decimal" and (
        len(schema["pattern"]) > regex.MAX_PATTERN_LENGTH or random.random() < EVEN
    ):
        return _even_decimal(type_, random)
    return text_of(
        schema["pattern"],
        random,
        low=schema.get("minLength", 0),
        high=schema.get("maxLength"),
        letters=letters,
        size=size,
        fits=_PARSERS.get(type_.kind),
    )


def text_of(
    pattern: str,
    random: Random,
    *,
    low: int = 0,
    high: int | None = None,
    letters: str = PLAIN,
    size: int = 24,
    fits: Callable[[str], Any] | None = None,
) -> str:
    """Return a text that matches a pattern of the portable dialect, of `low` to `high` characters.

    `fits` raises ValueError for a text that matches and is none all the same. Raises NoValue.
    """
    aim = min(max(size, 2 * low), high if high is not None else max(size, 2 * low))
    alternatives = _parsed(pattern)
    for attempt in range(TRIES):
        text = _walk(random.choice(alternatives).body, random, letters, max(aim - attempt * aim // TRIES, 0))
        if len(text) < low or (high is not None and len(text) > high) or re.fullmatch(pattern, text) is None:
            continue
        try:
            if fits is not None:
                fits(text)
        except (ValueError, OverflowError):
            continue
        return text
    raise NoValue(f"no text of {low} to {high} characters was found that matches {pattern}")


def _even_decimal(type_: Type, random: Random) -> str:
    """Return a decimal of a type with all its places, each as likely as any other."""
    unit, limit = 10**type_.decimal_places, 10**type_.max_digits - 1
    low, high = (
        None if each is None else Fraction(str(each)) * unit for each in (type_.minimum, type_.maximum)
    )
    number = random.randint(
        -limit if low is None else max(-limit, ceil(low)), limit if high is None else min(limit, floor(high))
    )
    digits = str(abs(number)).zfill(type_.decimal_places + 1)
    end = len(digits) - type_.decimal_places
    part = f".{digits[end:]}" if digits[end:] else ""
    return f"{'-' if number < 0 else ''}{digits[:end]}{part}"


@cache
def _parsed(pattern: str) -> tuple[regex.Alternative, ...]:
    return regex.parse(
        pattern, deepest=100
    )  # the ranges of decimals nest deeper than a pattern of a spec may


def json_value(
    schema: dict[str, Any], random: Random, *, letters: str = PLAIN, size: int = 24, depth: int = 0
) -> Any:
    """Return a JSON value that fits a schema of the subset that specs may use; never null where anything will do."""
    if "enum" in schema:
        return random.choice(schema["enum"])
    kind = schema.get("type") or random.choice(
        ("object", "string", "number") if depth < 2 else ("string", "number")
    )
    match kind:
        case "object":
            properties = schema.get("properties", {"key": {}, "other": {"type": "string"}})
            return {
                name: json_value(part, random, letters=letters, size=size, depth=depth + 1)
                for name, part in properties.items()
            }
        case "array":
            count = random.randint(
                schema.get("minItems", 0), max(schema.get("minItems", 0), min(schema.get("maxItems", 3), 3))
            )
            part = schema.get("items", {})
            return [
                json_value(part, random, letters=letters, size=size, depth=depth + 1) for _ in range(count)
            ]
        case "string":
            low, high = (
                schema.get("minLength", 0),
                schema.get("maxLength", max(size, schema.get("minLength", 0))),
            )
            return "".join(random.choices(letters, k=min(max(low, size), high)))
        case "integer":
            low, high = schema.get("minimum", -(2**53)), schema.get("maximum", 2**53)
            return random.randint(int(-(-low // 1)), int(high // 1))
        case "number":
            low, high = schema.get("minimum", -1e9), schema.get("maximum", 1e9)
            return min(max(random.uniform(low, high), low), high)
        case "boolean":
            return random.random() < 0.5
    return None


def _integer(type_: Type, random: Random) -> int | str:
    bits = 31 if type_.kind == "integer" else 63
    low = type_.minimum if isinstance(type_.minimum, int) else -(2**bits)
    high = type_.maximum if isinstance(type_.maximum, int) else 2**bits - 1
    step = type_.multiple_of or 1
    value = random.randint(-(-low // step), high // step) * step
    return str(value) if type_.as_text else value


def _float(type_: Type, random: Random) -> float:
    low = type_.minimum if isinstance(type_.minimum, int | float) else min(-1e9, type_.maximum or 0.0)
    high = type_.maximum if isinstance(type_.maximum, int | float) else max(1e9, low or 0.0)
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    middle, reach = low / 2 + high / 2, high / 2 - low / 2
    value = middle + random.uniform(-1.0, 1.0) * reach
    return min(max(value, low, -MAX_DOUBLE), high, MAX_DOUBLE)


def _array(type_: Type, random: Random, *, letters: str, size: int) -> list[Any]:
    assert type_.item is not None
    low = type_.min_items or 0
    high = max(low, min(type_.max_items if type_.max_items is not None else 3, 3))
    count = random.randint(max(low, min(1, high)), high)
    items: list[Any] = []
    for _ in range(TRIES):
        if len(items) == count:
            return items
        item = value_of(type_.item, random, letters=letters, size=size)
        if not type_.unique_items or item not in items:
            items.append(item)
    if len(items) < low:
        raise NoValue("the items of an array cannot all be different")
    return items


def _walk(node: regex.Node, random: Random, letters: str, budget: int) -> str:
    """Return a text that matches a node, of about `budget` characters if it has no length of its own."""
    match node:
        case regex.Chars(ranges):
            liked = _liked(letters, ranges)
            if liked:
                return random.choice(liked)
            return chr(random.randint(*random.choice(ranges)))
        case regex.Sequence(parts):
            share = budget // max(sum(isinstance(part, regex.Repeat) for part in parts), 1)
            return "".join(_walk(part, random, letters, share) for part in parts)
        case regex.Choice(options):
            return _walk(random.choice(options), random, letters, budget)
        case regex.Repeat(part, low, high):
            most = low + budget if high is None else min(high, low + budget)
            count = random.choice((most, random.randint(low, most)))
            if isinstance(part, regex.Chars) and (liked := _liked(letters, part.ranges)):
                return "".join(random.choices(liked, k=count))  # many times as fast as one by one
            return "".join(_walk(part, random, letters, budget // max(count, 1)) for _ in range(count))


@cache
def _liked(letters: str, ranges: Ranges) -> str:
    return "".join(each for each in letters if any(low <= ord(each) <= high for low, high in ranges))


_PARSERS: dict[str, Callable[[str], Any]] = {
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
}
