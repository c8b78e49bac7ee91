"""Types with any options, values for them, and generated modules whose one entity has fields of such types."""

import datetime as dt
import json
import linecache
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from random import Random
from types import ModuleType
from typing import Any
from unittest.mock import patch

from hypothesis import assume
from hypothesis import strategies as st

from specloom.emit import enums, schemas
from specloom.model import Entity, Enum, Field, Role, Service, Visibility
from specloom.patterns import string_patterns
from specloom.types import Type
from tests.support.random_values import NoValue, value_of

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


def _texts(kind: str) -> st.SearchStrategy[Type]:
    lengths = st.lists(st.integers(0, 30), min_size=2, max_size=2).map(sorted)
    return lengths.map(lambda pair: Type(kind, min_length=pair[0], max_length=max(pair[1], 1)))


@st.composite
def _decimals(draw: st.DrawFn) -> Type:
    digits = draw(st.integers(1, 38))
    places = draw(st.integers(0, digits))
    limit = Decimal(10 ** (digits - places))
    bounds = draw(_range(st.decimals(-limit, limit, places=min(places + 1, 20))))
    type_ = Type("decimal", max_digits=digits, decimal_places=places, **bounds)
    try:
        string_patterns.decimal(digits, places, bounds.get("minimum"), bounds.get("maximum"))
    except string_patterns.PatternError:
        assume(False)
    return type_


@st.composite
def _integers(draw: st.DrawFn, kind: str, bits: int) -> Type:
    bounds = draw(_range(st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) | st.integers(-9, 9)))
    step = draw(st.none() | st.integers(1, 7))
    low, high = bounds.get("minimum", -(2 ** (bits - 1))), bounds.get("maximum", 2 ** (bits - 1) - 1)
    assume(high // (step or 1) * (step or 1) >= low)
    return Type(kind, multiple_of=step, **bounds)


def scalars() -> st.SearchStrategy[Type]:
    """Types that an array may hold."""
    return st.one_of(
        _texts("string"),
        st.sampled_from(OWN_PATTERNS).map(
            lambda own: Type("string", max_length=20, pattern=string_patterns.portable(own))
        ),
        _texts("text"),
        _integers("integer", 32),
        _integers("bigint", 64),
        _integers("bigint", 64).map(lambda type_: replace(type_, multiple_of=None, as_text=True)),
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


def fitting(type_: Type, random: Random) -> Any:
    """Return a value that fits; the test is not about types that have none."""
    try:
        return value_of(type_, random)
    except NoValue:
        assume(False)
        raise


def changed(value: Any, random: Random) -> Any:
    """Return a value that differs a little."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + random.choice([-1, 1, 0.5])
        case str():
            at = random.randint(0, len(value))
            piece = random.choice(["", "0", "1", "Z", ".", "-", "=", "A", "\n", "\0", "é"])
            return value[:at] + piece + value[at + random.randint(0, 1) :]
        case list():
            return [*value, random.choice(value)] if value else [None]
    return [value]


@contextmanager
def generated(service: Service) -> Iterator[ModuleType]:
    """Yield the generated module of `Item`, as if it stood beside the runtime."""
    texts = enums.render(service) | schemas.render(service)
    paths = {"specloom.enums": "enums.py", "specloom.schemas.item": "schemas/item.py"}
    modules = {name: ModuleType(name) for name in paths}
    with patch.dict(sys.modules, modules):
        for name, module in modules.items():
            path, text = paths[name], texts[paths[name]]
            module.__package__, module.__file__ = name.rpartition(".")[0], path
            # Otherwise Pydantic, which reads docstrings of fields, looks for the source through all modules.
            linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
            exec(compile(text, path, "exec"), vars(module))
        yield modules["specloom.schemas.item"]
