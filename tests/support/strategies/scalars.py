"""Strategies for scalar types with their options, and for literals that fit them."""

import base64
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from specloom.naming.identifiers import member
from tests.support.strategies.json_schemas import json_values, schemas
from tests.support.strategies.texts import lines, texts


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type as a spec writes it, and what the rules of the language make of it."""

    name: str
    literals: SearchStrategy[Any]
    options: dict[str, Any] = field(default_factory=dict)
    key_bytes: int | None = None
    """The bytes that a value can have in an index; None if the type can be no key."""
    sortable: bool = True
    made: str | None = None
    """The default that is made for each row."""
    schema: dict[str, Any] | None = None


PATTERNS: tuple[tuple[str, str], ...] = (
    ("^[a-z]+$", "abc"),
    ("^[A-Z]{2}$", "DE"),
    (r"\d{3}", "x123y"),
    ("^(ab|cd)+e?$", "abcde"),
    (r"^[^\s]+$", "é\"'"),
    ("^.{1,5}$", "a b"),
    (r"^\w+(-\w+)*$", "a-b_c"),
    ("é|ü", "é"),
    ("^\"?\\\\?'?$", '"'),
    (r"^\u00e9?[\x20-\x7e]*$", "é{{}}"),
    ("^😀?[a😀]$", "a"),
    (r"^[\]\[\-^]{1,3}$", "]["),
    ("^a|b$", "a"),
    ("", "anything"),
    (r"^\$\{[a-z]*\}$", "${x}"),
)
"""Patterns, each with a text that fits it."""


@st.composite
def _text(draw: DrawFn, name: str) -> Scalar:
    options: dict[str, Any] = {}
    usual = 255 if name == "string" else 65_536
    if draw(st.booleans()):
        pattern, fitting = draw(st.sampled_from(PATTERNS))
        options["pattern"] = pattern
        if draw(st.booleans()):
            options["max_length"] = draw(st.integers(len(fitting), 40))
        if draw(st.booleans()):
            options["min_length"] = draw(st.integers(0, min(len(fitting), 1)))
        literals: SearchStrategy[Any] = st.just(fitting)
    else:
        if draw(st.booleans()):
            options["max_length"] = draw(st.sampled_from([1, 2, 3, 20, 200, 255, 256, 650, 5_000]))
        longest = options.get("max_length", usual)
        if draw(st.booleans()):
            options["min_length"] = draw(st.integers(0, min(longest, 30)))
        shortest = options.get("min_length", 0)
        literals = texts(min(longest, 300)).map(lambda text: text.ljust(shortest, "x"))
    size = options.get("max_length", usual) * 4 if name == "string" else None
    return Scalar(name, literals, options, key_bytes=size)


@st.composite
def _integer(draw: DrawFn, name: str) -> Scalar:
    most = 2**31 if name == "integer" else 2**63
    step = draw(st.sampled_from([None, None, 1, 2, 10, 97, most - 1]))
    numbers = st.integers(-most, most - 1) | st.integers(-100, 100)
    low, value, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    options: dict[str, Any] = {}
    if step is not None:
        options["multiple_of"] = step
        value = value // step * step
        if value < -most:
            value += step
        low, high = min(low, value), max(high, value)
    elif name == "bigint" and draw(st.booleans()):
        options["as"] = "string"
    _bounded(draw, options, low, high)
    return Scalar(name, st.just(value), options, key_bytes=16)


@st.composite
def _float(draw: DrawFn) -> Scalar:
    numbers = st.one_of(
        st.integers(-1000, 1000),
        st.decimals(-1000, 1000, places=3),
        st.sampled_from(
            [0, Decimal("1e308"), Decimal("-1.7976931348623157e308"), Decimal("5e-324"), Decimal("0.1")]
        ),
    )
    drawn: tuple[Any, Any, Any] = draw(st.tuples(numbers, numbers, numbers))
    low, value, high = sorted(drawn, key=float)
    options: dict[str, Any] = {}
    _bounded(draw, options, low, high)
    return Scalar("float", st.just(value), options, key_bytes=16)


@st.composite
def _decimal(draw: DrawFn) -> Scalar:
    options: dict[str, Any] = {}
    digits, places = 18, 2
    if draw(st.booleans()):
        digits = options["max_digits"] = draw(st.sampled_from([2, 1, 4, 9, 18, 19, 30, 38, 100]))
        places = min(2, digits)
    if draw(st.booleans()):
        places = options["decimal_places"] = draw(st.integers(0, digits))
    units = st.integers(-(10**digits) + 1, 10**digits - 1) | st.integers(-9, 9)
    low, value, high = (Decimal(f"{each}e-{places}") for each in sorted(draw(st.tuples(units, units, units))))
    _bounded(draw, options, *(_written(each, draw(st.booleans())) for each in (low, high)))
    written = st.sampled_from([_written(value, True), _written(value, False)])
    return Scalar("decimal", written, options, digits // 2 + 16)


def _written(value: Decimal, as_text: bool) -> Decimal | str:
    """Return an exact decimal as a spec may hold it: a number, or a text without an exponent."""
    return f"{value:f}" if as_text else value


def _moments(name: str) -> SearchStrategy[Scalar]:
    values: SearchStrategy[Any] = {"date": st.dates(), "time": st.times(), "datetime": st.datetimes()}[name]
    extremes: dict[str, tuple[Any, Any]] = {
        "date": (dt.date.min, dt.date.max),
        "time": (dt.time.min, dt.time.max),
        "datetime": (dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31, 23, 59, 59, 999999)),  # noqa: DTZ001 - as st.datetimes draws
    }
    values = st.one_of(values, st.sampled_from(extremes[name]))

    @st.composite
    def scalar(draw: DrawFn) -> Scalar:
        low, value, high = (
            each.isoformat() + ("Z" if name == "datetime" else "")
            for each in sorted(draw(st.tuples(values, values, values)))
        )
        options: dict[str, Any] = {}
        _bounded(draw, options, low, high)
        made = {"date": "today", "datetime": "now"}.get(name)
        return Scalar(name, st.just(value), options, key_bytes=16, made=None if options else made)

    return scalar()


def _bounded(draw: DrawFn, options: dict[str, Any], low: Any, high: Any) -> None:
    if draw(st.booleans()):
        options["min"] = low
    if draw(st.booleans()):
        options["max"] = high


@st.composite
def _fixed(draw: DrawFn, name: str) -> Scalar:
    shortest, longest, examples = {
        "email": (6, 254, ["a@b.de", "A.b+c'@xn--bcher-kva.example", "`{|}~@a-b.museum"]),
        "url": (12, 2048, ["https://a.de", "http://[::1]:80/", "http://a/?q='&b=%20#;"]),
        "slug": (1, 255, ["a", "a-b-1", "0"]),
        "ip": (7, 45, ["1.2.3.4", "::1", "fe80::1:2.3.4.5", "255.255.255.255"]),
    }[name]
    usual = {"email": 254, "url": 2048, "slug": 100, "ip": 45}[name]
    options = {}
    if draw(st.booleans()):
        options["max_length"] = draw(st.integers(shortest, longest))
    most = options.get("max_length", usual)
    literals = st.sampled_from([each for each in examples if len(each) <= most] or [examples[0]])
    return Scalar(name, literals, options, key_bytes=most)


@st.composite
def inline_enum(draw: DrawFn) -> Scalar:
    """An enum that declares its values itself."""
    values = draw(enum_values())
    size = max(len(each.encode()) for each in values)
    options: dict[str, Any] = {"values": values}
    if draw(st.booleans()):  # names that no value leads to by itself
        named = draw(st.lists(st.sampled_from(values), unique=True))
        options["members"] = {value: f"NAMED_BY_THE_SPEC_{index}" for index, value in enumerate(named)}
    return Scalar("enum", st.sampled_from(values), options, key_bytes=size)


@cache
def enum_values() -> SearchStrategy[list[str]]:
    """Values of an enum, odd ones among them, of which no two lead to the same member."""
    plain = st.sampled_from(
        "draft published a A 1 none None true name value mro self in-progress x.y".split()
    )
    return st.lists(plain | lines(), min_size=1, max_size=5, unique_by=member)


@st.composite
def _bytes(draw: DrawFn) -> Scalar:
    options = {}
    if draw(st.booleans()):
        options["max_length"] = draw(st.sampled_from([1, 2, 3, 4, 5, 300, 1_499, 65_535]))
    data = st.binary(max_size=min(options.get("max_length", 9), 9))
    encoded = data.map(lambda each: base64.b64encode(each).decode())
    return Scalar("bytes", encoded, options, sortable=False)


@st.composite
def _json(draw: DrawFn) -> Scalar:
    if draw(st.booleans()):
        return Scalar("json", json_values(), sortable=False)
    schema, fitting = draw(schemas())
    return Scalar("json", st.just(fitting), sortable=False, schema=schema)


@st.composite
def password(draw: DrawFn) -> Scalar:
    """A password."""
    options = {}
    if draw(st.booleans()):
        options["min_length"] = draw(st.integers(0, 12))
    if draw(st.booleans()):
        options["max_length"] = draw(st.sampled_from([12, 72, 128, 1024]))
    return Scalar("password", st.nothing(), options, sortable=False)


_DURATIONS = ("PT0S", "PT1H30M", "P1D", "P3W", "PT0.000001S", "P9999999DT1M")
_UUIDS = ("00000000-0000-0000-0000-000000000000", "019AA5E0-7b1c-7000-8000-ffffffffffff")

PLAIN: dict[str, Callable[[], SearchStrategy[Scalar]]] = {
    "string": lambda: _text("string"),
    "integer": lambda: _integer("integer"),
    "boolean": lambda: st.just(Scalar("boolean", st.booleans(), key_bytes=16)),
    "text": lambda: _text("text"),
    "bigint": lambda: _integer("bigint"),
    "float": _float,
    "decimal": _decimal,
    "date": lambda: _moments("date"),
    "time": lambda: _moments("time"),
    "datetime": lambda: _moments("datetime"),
    "duration": lambda: st.just(Scalar("duration", st.sampled_from(_DURATIONS), key_bytes=16)),
    "uuid": lambda: st.just(Scalar("uuid", st.sampled_from(_UUIDS), key_bytes=16, made="uuid")),
    "email": lambda: _fixed("email"),
    "url": lambda: _fixed("url"),
    "slug": lambda: _fixed("slug"),
    "ip": lambda: _fixed("ip"),
    "enum": inline_enum,
    "bytes": _bytes,
}
"""The types that may also be items of an array."""


def scalars(enums: dict[str, list[str]], *, item: bool = False) -> SearchStrategy[Scalar]:
    """Draw a type of a field, or of an array's `item`, with its options. `enums` are the named ones."""
    choices = [*_plain()]
    if enums:
        choices.append(st.sampled_from(sorted(enums)).map(lambda name: _named(name, enums[name])))
    if not item:
        choices += [_json(), password(), _array(enums)]
    return st.one_of(choices)


@cache
def _plain() -> tuple[SearchStrategy[Scalar], ...]:
    return tuple(make() for make in PLAIN.values())


def _named(name: str, values: list[str]) -> Scalar:
    return Scalar(name, st.sampled_from(values), key_bytes=max(len(each.encode()) for each in values))


@st.composite
def _array(draw: DrawFn, enums: dict[str, list[str]]) -> Scalar:
    item = draw(scalars(enums, item=True))
    options: dict[str, Any] = {}
    if item.options:
        options["item"] = item.options
    if draw(st.booleans()):
        options["max_items"] = draw(st.integers(1, 4))
    if draw(st.booleans()):
        options["min_items"] = draw(st.integers(0, 1))
    if draw(st.booleans()):
        options["unique_items"] = True
    items = st.lists(
        item.literals,
        min_size=options.get("min_items", 0),
        max_size=min(options.get("max_items", 3), 3),
        unique_by=lambda literal: str(literal).lower(),
    )
    return Scalar(f"{item.name}[]", items, options, sortable=False)
