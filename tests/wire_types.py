"""Types with any options, values for them, and services whose one entity has fields of such types."""

import datetime as dt
import json
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from codegen import patterns
from codegen.model import Entity, Enum, Field, Role, Service, Visibility
from codegen.types import Type
from tests.values import NoValue, value_of

ENUM = Enum("ItemColour", (("RED", "red"), ("LIGHT_BLUE", "light blue"), ("TRUE", "true"), ("VALUE_1", "1")))
SCHEMA = {
    "type": "object",
    "properties": {
        "a": {"type": "integer", "minimum": -3, "maximum": 10},
        "b": {"type": "array", "items": {"type": "string", "maxLength": 3}, "minItems": 1},
        "c": {"enum": ["x", 1, True, None]},
        "d": {},
        "e": {"type": "number"},
        "f": {"type": "null"},
    },
    "required": ["a"],
}
OWN_PATTERNS = ["^[a-z0-9-]+$", "^a", "b$", r"\d{2}", "^(?:ab|c)*$", "[^x]", "."]

_moments = st.datetimes(timezones=st.just(dt.UTC))


def _range(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """No bound, one or two, in their order."""
    ordered = st.lists(values, min_size=2, max_size=2, unique=True).map(sorted)
    return st.one_of(
        st.just({}),
        values.map(lambda low: {"minimum": low}),
        values.map(lambda high: {"maximum": high}),
        ordered.map(lambda pair: {"minimum": pair[0], "maximum": pair[1]}),
    )


def _lengths(most: int) -> st.SearchStrategy[dict[str, int]]:
    high = st.integers(1, most)
    return high.flatmap(
        lambda high: st.integers(0, high).map(lambda low: {"min_length": low, "max_length": high})
    )


@st.composite
def _decimals(draw: st.DrawFn) -> Type:
    digits = draw(st.integers(1, 38))
    places = draw(st.integers(0, digits))
    limit = Decimal(10 ** (digits - places))
    bounds = draw(_range(st.decimals(-limit, limit, places=min(places + 1, 20))))
    type_ = Type("decimal", max_digits=digits, decimal_places=places, **bounds)
    try:
        patterns.decimal(digits, places, bounds.get("minimum"), bounds.get("maximum"))
    except patterns.PatternError:
        assume(False)
    return type_


def _integers(kind: str, bits: int) -> st.SearchStrategy[Type]:
    bounds = _range(st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) | st.integers(-9, 9))
    return st.builds(
        lambda given, step: Type(kind, multiple_of=step, **given), bounds, st.none() | st.integers(1, 7)
    )


def scalars() -> st.SearchStrategy[Type]:
    """Types that an array may hold."""
    return st.one_of(
        _lengths(30).map(lambda given: Type("string", **given)),
        st.sampled_from(OWN_PATTERNS).map(
            lambda own: Type("string", max_length=20, pattern=patterns.portable(own))
        ),
        _lengths(30).map(lambda given: Type("text", **given)),
        _integers("integer", 32),
        _integers("bigint", 64),
        _range(st.floats(allow_nan=False, allow_infinity=False)).map(lambda given: Type("float", **given)),
        _decimals(),
        _range(st.dates()).map(lambda given: Type("date", **given)),
        _range(st.times()).map(lambda given: Type("time", **given)),
        _range(_moments).map(lambda given: Type("datetime", **given)),
        st.sampled_from([Type(kind) for kind in ("boolean", "duration", "uuid", "url", "slug", "ip")]),
        st.integers(10, 300).map(lambda longest: Type("email", max_length=min(longest, 254))),
        st.integers(0, 12).map(lambda length: Type("bytes", max_length=length)),
        st.just(Type("enum", enum=ENUM.name, values=ENUM.values)),
    )


@st.composite
def _arrays(draw: st.DrawFn) -> Type:
    most = draw(st.integers(1, 5))
    low = draw(st.none() | st.integers(0, most))
    return Type(
        "array", item=draw(scalars()), min_items=low, max_items=most, unique_items=draw(st.booleans())
    )


def types() -> st.SearchStrategy[Type]:
    """Any type that a field may have, a password apart."""
    kinds = (
        scalars(),
        scalars(),
        _arrays(),
        st.sampled_from([Type("json"), Type("json", schema=json.dumps(SCHEMA))]),
    )
    return st.sampled_from(kinds).flatmap(lambda kind: kind)


def service_of(fields: list[Field]) -> Service:
    """A service with one entity, `Item`, that has these fields."""
    entity = Entity(
        name="Item",
        module="item",
        plural="items",
        table="items",
        path="items",
        parameter="item_id",
        source="spec.yaml",
        description="A thing.",
        fields=(
            Field("id", "id", "id", Type("uuid"), Role.ID),
            *fields,
            Field(
                "row_version",
                "row_version",
                "row_version",
                Type("bigint"),
                Role.VERSION,
                visibility=Visibility.INTERNAL,
            ),
        ),
    )
    return Service("Things", "1", "", (entity,), (ENUM,))


def field_of(name: str, type_: Type, *, nullable: bool = False, **options: Any) -> Field:
    """A field of that type."""
    return Field(name, name, name, type_, nullable=nullable, **options)


HOSTILE: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        -0.0,
        1,
        1.0,
        1.5,
        -1,
        2**31,
        2**31 - 1,
        -(2**31),
        2**53 + 1,
        2**63,
        2**63 - 1,
        -(2**63),
        -(2**63) - 1,
        1e300,
    ),
    *(
        "",
        "0",
        "1",
        "-0",
        "01",
        "+1",
        " 1",
        "1 ",
        "1.0",
        "1.",
        ".5",
        "1e1",
        "1_000",
        "١",
        "true",
        "null",
        "NaN",
        "Infinity",
    ),
    *("a", "A", "a\n", "a\0", "\0", "\u2028", "é", "😀", "red", "RED", "light blue", "ab", "x" * 400),
    *(
        "019aa5e0-7b1c-7000-8000-000000000001",
        "019AA5E0-7b1c-7000-8000-000000000001",
        "019aa5e07b1c70008000000000000001",
    ),
    *("urn:uuid:019aa5e0-7b1c-7000-8000-000000000001", "{019aa5e0-7b1c-7000-8000-000000000001}"),
    *(
        "2026-01-31",
        "2026-02-30",
        "2026-1-31",
        "0000-01-01",
        "10000-01-01",
        "2026-01-31T09:30:00Z",
        "2026-01-31T09:30:00",
        "20260131",
        "1700000000",
    ),
    *(
        "2026-01-31T09:30:00+01:00",
        "0001-01-01T00:00:00+10:00",
        "9999-12-31T23:59:59-10:00",
        "9999-12-31T23:59:59Z",
        "2026-01-31T24:00:00Z",
    ),
    *(
        "2026-01-31T09:30:60Z",
        "2026-01-31 09:30:00Z",
        "09:30:00",
        "09:30",
        "24:00:00",
        "09:30:00.1234567",
        "09:30:00Z",
        "09:30:00+01:00",
    ),
    *(
        "PT0S",
        "P1W",
        "P1Y",
        "PT",
        "P",
        "PT1.5S",
        "-PT1S",
        "1",
        "aGVs",
        "aGU=",
        "aA==",
        "aB==",
        "aGVs\n",
        "a-_=",
        "aGVsbG8",
        "====",
    ),
    *(
        "a@b.example",
        "A@B.Example",
        "a@b",
        "https://a.example/",
        "http://",
        "a-slug",
        "A-slug",
        "1.2.3.4",
        "1.2.3.04",
        "::1",
        "::1%eth0",
    ),
    *(
        [],
        {},
        [None],
        [[]],
        ["a"],
        ["a", "a"],
        ["a", "b"],
        [1, 1.0],
        [1, True],
        [0, False],
        [1, "1"],
        ["red", "red"],
        [{}],
        ["x"] * 6,
    ),
    *(
        {"a": 1},
        {"a": 1.0},
        {"a": 11},
        {"a": "1"},
        {"b": ["x"]},
        {"a": 1, "b": []},
        {"a": 1, "b": ["abcd"]},
        {"a": 1, "b": ["😀😀😀"]},
    ),
    *(
        {"a": 1, "c": 1.0},
        {"a": 1, "c": True},
        {"a": 1, "c": None},
        {"a": 1, "c": False},
        {"a": 1, "d": {"\0": 1}},
        {"a": 1, "d": ["\0"]},
    ),
    *(
        {"a": 1, "x": "\0"},
        {"a": 1, "\0": 1},
        {"a": 1, "e": True},
        {"a": 1, "f": None},
        {"a": 1, "f": 0},
        {"a": [None, {"b": None}]},
    ),
]


def fitting(type_: Type, random: Random) -> Any:
    """Return a value that fits; the test is not about types that have none."""
    try:
        return value_of(type_, random)
    except NoValue:
        assume(False)
        raise
