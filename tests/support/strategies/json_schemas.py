"""Strategies for JSON values, and for schemas of the supported subset with a value that fits each."""

from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.support.strategies.texts import texts

_NUMBERS = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.decimals(-1000, 1000, places=2),
    st.sampled_from([Decimal("1e300"), Decimal("-0.0"), Decimal("1e2")]),
)
_KEYS = st.sampled_from(["a", "b", "$ref", "", "__proto__", "class", "é", "a b", "type", '"""', "x" * 80])


@cache
def json_values() -> SearchStrategy[Any]:
    """Any JSON value but null, as YAML gives it: numbers with a fraction are decimals."""
    leaves = st.one_of(st.booleans(), _NUMBERS, texts(30))
    nullable = st.none() | leaves
    inner = st.recursive(
        nullable,
        lambda each: st.lists(each, max_size=2) | st.dictionaries(_KEYS, each, max_size=2),
        max_leaves=4,
    )
    return st.one_of(leaves, st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=3))


@cache
def schemas(depth: int = 0) -> SearchStrategy[tuple[dict[str, Any], Any]]:
    """A schema and a value that fits it, which is not null at the top."""
    choices = [
        _numbers("integer"),
        _numbers("number"),
        _strings(),
        _enums(),
        st.just(({"type": "boolean"}, True)),
    ]
    if depth:
        choices += [st.just(({"type": "null"}, None)), st.just(({}, None))]
    if depth < 2:
        choices = [_objects(depth), _arrays(depth), *choices]
    return st.one_of(choices)


@st.composite
def _numbers(draw: DrawFn, kind: str) -> tuple[dict[str, Any], Any]:
    numbers: st.SearchStrategy[Any] = (
        st.integers(-1000, 1000) if kind == "integer" else st.decimals(-1000, 1000, places=2)
    )
    low, value, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    return _bounded(draw, {"type": kind}, ("minimum", low), ("maximum", high)), value


@st.composite
def _strings(draw: DrawFn) -> tuple[dict[str, Any], Any]:
    value = draw(texts(30))
    shortest, longest = draw(st.integers(0, len(value))), draw(st.integers(len(value), 40))
    return _bounded(draw, {"type": "string"}, ("minLength", shortest), ("maxLength", longest)), value


@st.composite
def _enums(draw: DrawFn) -> tuple[dict[str, Any], Any]:
    values = draw(st.lists(texts(20) | st.integers(-9, 9), min_size=1, max_size=4, unique=True))
    return {"enum": values}, draw(st.sampled_from(values))


@st.composite
def _arrays(draw: DrawFn, depth: int) -> tuple[dict[str, Any], Any]:
    schema: dict[str, Any] = {"type": "array"}
    value: list[Any] = []
    if draw(st.booleans()):
        schema["items"], item = draw(schemas(depth + 1))
        value = [item] * draw(st.integers(0, 2))
    fewest, most = draw(st.integers(0, len(value))), draw(st.integers(len(value), 5))
    return _bounded(draw, schema, ("minItems", fewest), ("maxItems", most)), value


@st.composite
def _objects(draw: DrawFn, depth: int) -> tuple[dict[str, Any], Any]:
    schema: dict[str, Any] = {"type": "object"}
    value: dict[str, Any] = {}
    if draw(st.booleans()):
        names: list[str] = draw(st.lists(_KEYS, max_size=3, unique=True))
        drawn: dict[str, tuple[dict[str, Any], Any]] = {name: draw(schemas(depth + 1)) for name in names}
        schema["properties"] = {name: part for name, (part, _) in drawn.items()}
        value = {name: fitting for name, (_, fitting) in drawn.items()}
        requires: bool = draw(st.booleans())
        if drawn and requires:
            schema["required"] = draw(st.lists(st.sampled_from(sorted(drawn)), unique=True, max_size=3))
    return schema, value


def _bounded(
    draw: DrawFn, schema: dict[str, Any], low: tuple[str, Any], high: tuple[str, Any]
) -> dict[str, Any]:
    return schema | {key: bound for key, bound in (low, high) if draw(st.booleans())}
