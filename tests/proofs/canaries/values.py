"""Makes a canary for a field: a value that occurs nowhere else in the service, and the texts that would reveal it.

If a type has too few values for that (a boolean, an enum, a date, a number of three digits, a reference), the canary
has no such texts. Then the output is compared for several values, see `tests.proofs.canaries.independence`.
"""

import base64
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from specloom.runtime.types.durations import format_duration, parse_duration
from specloom.types import Type
from tests.support.random_values import NoValue, value_of

SHORTEST = 8
"""Characters that a text must have to be recognised."""
_CORE = 16
_FRAME = ('kanárek "', "/<&>%'")
"""Stands around the core of a text of no pattern, so that every encoding has something to change."""
_EMAIL = "@canary.example"
_URL = "https://canary.example/"


@dataclass(frozen=True, slots=True)
class Canary:
    """A value on the wire, and the texts (numbers apart) of which each one gives it away."""

    wire: Any
    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    raw: tuple[bytes, ...] = ()

    @property
    def recognised(self) -> bool:
        """False if the value is too small to be found among other things."""
        return bool(self.texts or self.numbers or self.raw)


def canary_of(type_: Type, random: Random) -> Canary:
    """Return a new canary that fits a type. Raises NoValue."""
    wire = _wire(type_, random)
    texts = {each for each in _texts(type_, wire) if len(each) >= SHORTEST}
    # Zeros at either end tell little: `0.000000` may be any field's.
    numbers = {each for each in _numbers(type_, wire) if len(each.strip("-0.")) >= SHORTEST}
    raw = {each for each in _raw(type_, wire) if len(each) >= SHORTEST}
    return Canary(wire, tuple(sorted(texts)), tuple(sorted(numbers)), tuple(sorted(raw)))


def python_of(type_: Type, wire: Any) -> Any:
    """Return what a column of the type keeps for a value of the wire; for a password, the text itself."""
    if wire is None:
        return None
    match type_.kind:
        case "bigint":
            return int(wire)  # a text with `as: string`
        case "decimal":
            return Decimal(wire)
        case "date":
            return dt.date.fromisoformat(wire)
        case "time":
            return dt.time.fromisoformat(wire)
        case "datetime":
            return dt.datetime.fromisoformat(wire).astimezone(dt.UTC)
        case "duration":
            return parse_duration(wire)
        case "uuid":
            return UUID(wire)
        case "bytes":
            return base64.b64decode(wire)
        case "email":
            return wire.lower()
        case "array":
            assert type_.item is not None
            return [python_of(type_.item, each) for each in wire]
    return wire


def _wire(type_: Type, random: Random) -> Any:
    """Return a value of as many digits and characters as the type allows and a canary needs."""
    if type_.kind in ("string", "text", "password") and type_.pattern is None:
        return _framed(type_.min_length or 0, type_.max_length, random)
    if type_.kind == "email":
        address = f"{_core(random)}{_EMAIL}"
        if type_.max_length is None or len(address) <= type_.max_length:
            return address
    if type_.kind == "url":
        address = f"{_URL}{_core(random)}"
        if type_.max_length is None or len(address) <= type_.max_length:
            return address
    if type_.kind == "array":
        return _array(type_, random)
    best: Any = value_of(type_, random)
    for _ in range(20):  # a pattern also matches short texts: the longest of some is kept
        other = value_of(type_, random)
        if isinstance(other, str | int) and not isinstance(other, bool) and len(str(other)) > len(str(best)):
            best = other
    return best if len(str(best)) >= SHORTEST and type_.kind != "enum" else value_of(type_, random)


def _unframed(text: str) -> str:
    """Return what stands inside a frame: the core, if the text was made around one."""
    before, after = _FRAME
    inner = text.removeprefix(before).rstrip("x").removesuffix(after)
    return inner.removeprefix(_URL).removesuffix(_EMAIL)


def _array(type_: Type, random: Random) -> list[Any]:
    assert type_.item is not None
    wanted = max(type_.min_items or 0, min(2, 2 if type_.max_items is None else type_.max_items))
    items: list[Any] = []
    for _ in range(200):
        if len(items) == wanted:
            return items
        item = _wire(type_.item, random)
        if item not in items or not type_.unique_items:
            items.append(item)
    if len(items) >= (type_.min_items or 0):
        return items
    raise NoValue("the items of an array cannot all be different")


def _core(random: Random) -> str:
    return "".join(random.choices("bcdfghjklmnpqrstvwxz0123456789", k=_CORE))


def _framed(low: int, high: int | None, random: Random) -> str:
    before, after = _FRAME
    text = f"{before}{_core(random)}{after}"
    if high is not None and len(text) > high:
        text = "".join(random.choices("bcdfghjklmnpqrstvwxz0123456789", k=min(high, _CORE)))
    return text.ljust(low, "x")


def _texts(type_: Type, wire: Any) -> Iterator[str]:
    """Yield the texts that stand for a value in JSON, in Python's `repr` and `str`, and in a cursor."""
    value = python_of(type_, wire)
    match type_.kind:
        case "string" | "text" | "password" | "email" | "url" | "slug" | "ip":
            yield wire
            if len(core := _unframed(wire)) == _CORE:
                yield core
        case "time" | "datetime":
            clock = value.time() if isinstance(value, dt.datetime) else value
            yield wire.removesuffix("Z") if isinstance(value, dt.datetime) else ""
            if clock.microsecond:
                yield from (clock.isoformat().rstrip("0"), wire.partition("T")[2] or wire)
                yield f"{clock.hour}, {clock.minute}, {clock.second}, {clock.microsecond}"
        case "duration":
            yield from (wire, format_duration(value), str(value))
            yield f"seconds={value.seconds}, microseconds={value.microseconds}"
        case "uuid":
            yield from (str(value), value.hex)
        case "bytes":
            yield from (
                wire.rstrip("="),
                base64.urlsafe_b64encode(value).decode().rstrip("="),
                value.hex(),
                repr(value)[2:-1],
            )
        case "json":
            yield from (each for each in _leaves(wire) if isinstance(each, str))
        case "array":
            assert type_.item is not None
            for each in wire:
                yield from _texts(type_.item, each)


def _numbers(type_: Type, wire: Any) -> Iterator[str]:
    """Yield the digits that stand for a number, which may stand beside others but not inside them."""
    match type_.kind:
        case "integer" | "bigint":
            yield str(wire)
        case "float":
            yield from (repr(wire), wire.hex())
        case "decimal":
            yield from (wire, format(Decimal(wire).normalize(), "f"))
            yield str(int(Decimal(wire).scaleb(type_.decimal_places)))
        case "duration":
            yield str(python_of(type_, wire) // dt.timedelta(microseconds=1))
        case "json":
            yield from (json.dumps(each) for each in _leaves(wire) if type(each) in (int, float))
        case "array":
            assert type_.item is not None
            for each in wire:
                yield from _numbers(type_.item, each)


def _raw(type_: Type, wire: Any) -> Iterator[bytes]:
    if type_.kind == "bytes":
        yield python_of(type_, wire)
    elif type_.kind == "array":
        assert type_.item is not None
        for each in wire:
            yield from _raw(type_.item, each)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield value
