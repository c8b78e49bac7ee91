"""The bytes of responses are those of the response schemas, for every type and its limits."""

import datetime as dt
import json
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from specloom.runtime.types import json_types
from specloom.runtime.types.encoding import dumps
from specloom.runtime.types.json_texts import time_texts


class Colour(StrEnum):
    RED = "light red"


JSON: tuple[Any, ...] = ({"é": [1, 1.5, None, True, {}]}, [[]], "", 0, {"": ""})

EDGES: list[tuple[Any, Any]] = [
    *[(json_types.Uuid, UUID(int=each)) for each in (0, 2**128 - 1, 0xABCDEF)],
    *[
        (json_types.DecimalText, Decimal(each))
        for each in ("0", "-0.00", "0E-7", "1E+3", "-1.50", "9" * 40 + ".5", "0.000000001")
    ],
    *[
        (json_types.DateTime, dt.datetime(year, 1, 2, 3, 4, 5, us, dt.UTC))
        for year in (1, 999, 9999)
        for us in (0, 1, 11_431, 500_000)
    ],
    *[(json_types.Date, each) for each in (dt.date.min, dt.date(999, 12, 31), dt.date.max)],
    *[
        (json_types.DurationText, dt.timedelta(microseconds=each))
        for each in (0, 1, 10**6, 86_400 * 10**6, 10**17 + 1)
    ],
    *[(json_types.Base64, each) for each in (b"", b"\0", b"\xff\xfe", bytes(range(256)))],
    *[
        (json_types.Float, each)
        for each in (0.0, -0.0, 1.0, 1e-5, 1e16, 1e21, 5e-324, 1.7976931348623157e308, 0.1)
    ],
    *[(json_types.Int64, each) for each in (0, -(2**63), 2**63 - 1)],
    (json_types.Bool, True),
    (json_types.Bool, False),
    *[(str, each) for each in ("", '"\\/\b\f\n\r\t', "\x01\x7f\x80", "\u2028\u2029", "é😀", "<script>&")],
    *[(json_types.JsonValue, each) for each in JSON],
    (Colour, Colour.RED),
]


@pytest.mark.parametrize(("annotation", "value"), EDGES, ids=range(len(EDGES)))
def test_the_bytes_are_those_of_the_schema(annotation: Any, value: Any) -> None:
    adapter = TypeAdapter(annotation)
    assert dumps(value) == adapter.dump_json(value)
    assert dumps([value]) == b"[" + dumps(value) + b"]"
    assert json.loads(dumps({"a": value})) == {"a": json.loads(dumps(value))}
    assert adapter.validate_json(dumps(value)) == value


@given(st.times())
def test_no_digit_of_a_time_is_lost(value: dt.time) -> None:
    adapter = TypeAdapter(json_types.Time)
    assert dumps(time_texts(value)) == adapter.dump_json(value)
    assert adapter.validate_json(dumps(time_texts(value))) == value
    assert dumps(time_texts([value])) == TypeAdapter(list[json_types.Time]).dump_json([value])
    assert time_texts(None) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_survive_a_round_trip(value: float) -> None:
    assert dumps(value) == TypeAdapter(json_types.Float).dump_json(value)
    assert json.loads(dumps(value)) == value


def test_values_without_a_json_form_are_an_error() -> None:
    with pytest.raises(TypeError, match="object"):
        dumps({"a": object()})


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (json_types.DateTime, dt.datetime(2026, 1, 2)),  # noqa: DTZ001 - naive on purpose
        (json_types.Date, dt.datetime(2026, 1, 2, tzinfo=dt.UTC)),
        (json_types.Time, dt.time(9, tzinfo=dt.UTC)),
        (json_types.DurationText, dt.timedelta(-1)),
        (json_types.DecimalText, Decimal("NaN")),
        (json_types.DecimalText, 1.5),
        (json_types.Int32, True),
        (json_types.Int32, 1.5),
        (json_types.Bool, 1),
        (json_types.Uuid, UUID(int=1).bytes),
        (json_types.Float, float("inf")),
        (json_types.JsonValue, {1: 2}),
        (json_types.JsonValue, {"a": object()}),
        (json_types.JsonValue, "\ud800"),
    ],
)
def test_python_values_of_another_type_are_rejected(annotation: Any, value: Any) -> None:
    with pytest.raises(ValueError, match="validation error"):
        TypeAdapter(annotation).validate_python(value)
