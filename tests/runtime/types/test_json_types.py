"""The schemas accept exactly the documented requests, and write exactly the documented responses."""

import json
from random import Random
from typing import Annotated, Any
from uuid import UUID

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import MISSING, BaseModel, TypeAdapter, ValidationError

from specloom.emit.openapi.component_schemas import components
from specloom.model import Default, Field, Service
from specloom.runtime.types.encoding import dumps
from specloom.runtime.types.json_texts import digit_texts, time_texts
from specloom.runtime.types.json_types import Doubles
from specloom.runtime.types.schemas import JsonBytes
from specloom.types import Type
from tests.support import lax_values
from tests.support.typed_entities import changed, field_of, fitting, generated, service_of, types


def validator(service: Service, name: str) -> jsonschema_rs.Validator:
    """Return the validator of a component."""
    document = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": components(service)}}
    return jsonschema_rs.validator_for(document, validate_formats=True)


def takes(model: type[BaseModel], text: str) -> bool:
    """Return whether a model accepts a body, as JSON and as Python values."""
    responses = []
    for validate in (
        model.model_validate_json,
        lambda body: TypeAdapter(model).validate_python(JsonBytes(body.encode())),
    ):
        try:
            validate(text)
            responses.append(True)
        except ValidationError:
            responses.append(False)
    assert responses[0] == responses[1]
    return responses[0]


def is_valid(adapter: TypeAdapter[Any], value: object) -> bool:
    """Return whether a type accepts a value."""
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


fields = st.lists(st.tuples(types(), st.booleans()), min_size=4, max_size=8).map(
    lambda drawn: [
        field_of(f"f{index}", type_, nullable=nullable) for index, (type_, nullable) in enumerate(drawn)
    ]
)


def is_rounded(type_: Type, value: object) -> bool:
    """Return True for an integer that is written with a point or an exponent, and that a parser may have rounded.

    To JSON Schema it is an integer like any other. It is refused, see `test_no_integer_is_rounded`.
    """
    if isinstance(value, list):
        return any(is_rounded(type_.item or type_, each) for each in value)
    return type_.kind == "bigint" and isinstance(value, float) and abs(value) >= 2**53


@settings(max_examples=40, deadline=None)
@given(fields, st.randoms(use_true_random=False))
def test_requests_are_accepted_exactly_as_documented(drawn: list[Field], random: Random) -> None:
    service = service_of(drawn)
    document = validator(service, "ItemUpdate")
    with generated(service) as module:
        for field in drawn:
            values = [fitting(field.type, random) for _ in range(4)]
            values += [changed(each, random) for each in values]
            for value in [
                *values,
                *lax_values.VALUES,
                *([each] for each in random.sample(lax_values.VALUES, 9)),
            ]:
                if is_rounded(field.type, value):
                    continue
                body = {field.name: value}
                assert takes(module.ItemUpdate, json.dumps(body)) == document.is_valid(body), (field, value)


def test_an_integer_is_compared_with_a_large_bound_before_rounding() -> None:
    field = field_of("f0", Type("float", minimum=-1e18, maximum=3e300))
    service = service_of([field])
    document = validator(service, "ItemUpdate")
    text = TypeAdapter(Annotated[float, Doubles(ge=-1e18, le=3e300)])
    with generated(service) as module:
        for value in [each + step for each in (-(10**18), int(3e300)) for step in (-1, 0, 1)]:
            body = {"f0": value}
            assert takes(module.ItemUpdate, json.dumps(body)) == document.is_valid(body), value
            assert is_valid(text, str(value)) == document.is_valid(body), value


@settings(max_examples=30, deadline=None)
@given(fields, st.randoms(use_true_random=False))
def test_which_fields_may_be_absent_null_or_unknown(drawn: list[Field], random: Random) -> None:
    service = service_of(drawn)
    whole = {each.name: fitting(each.type, random) for each in drawn}
    bodies: list[dict[str, Any]] = [
        whole,
        {},
        {**whole, "id": "x"},
        {**whole, "row_version": 1},
        {**whole, "other": 1},
    ]
    for each in drawn:
        bodies += [
            {**whole, each.name: None},
            {name: value for name, value in whole.items() if name != each.name},
        ]
    with generated(service) as module:
        for name in ("ItemCreate", "ItemUpdate", "ItemReplace"):
            document = validator(service, name)
            for body in bodies:
                assert takes(getattr(module, name), json.dumps(body)) == document.is_valid(body), (name, body)


def stored(drawn: list[Field], request: BaseModel) -> dict[str, Any]:
    """Return a row with the values of a request."""
    return {
        "id": UUID("019aa5e0-7b1c-7000-8000-000000000001"),
        **{each.name: getattr(request, each.name) for each in drawn},
    }


def as_json(drawn: list[Field], row: dict[str, Any]) -> bytes:
    """Return the bytes of a response."""
    types = {each.name: each.type.item or each.type for each in drawn}
    times = {name: time_texts(row[name]) for name, type_ in types.items() if type_.kind == "time"}
    digits = {name: digit_texts(row[name]) for name, type_ in types.items() if type_.as_text}
    return dumps(row | times | digits)


@settings(max_examples=40, deadline=None)
@given(fields, st.randoms(use_true_random=False))
def test_responses_have_exactly_the_documented_bytes(drawn: list[Field], random: Random) -> None:
    service = service_of(drawn)
    body = {
        each.name: None if each.nullable and random.random() < 0.3 else fitting(each.type, random)
        for each in drawn
    }
    with generated(service) as module:
        row = stored(drawn, module.ItemReplace.model_validate_json(json.dumps(body)))
        response = as_json(drawn, row)
        assert response == module.Item.model_validate(row).model_dump_json(by_alias=True).encode()
        assert validator(service, "Item").is_valid(json.loads(response)), response
        again = {name: value for name, value in json.loads(response).items() if name != "id"}
        assert takes(module.ItemReplace, json.dumps(again)), again
        replaced = stored(drawn, module.ItemReplace.model_validate_json(json.dumps(again)))
        assert as_json(drawn, replaced) == response


@settings(max_examples=40, deadline=None)
@given(fields, st.randoms(use_true_random=False))
def test_python_values_are_validated_by_the_same_rules(drawn: list[Field], random: Random) -> None:
    service = service_of(drawn)
    body = {each.name: fitting(each.type, random) for each in drawn}
    with generated(service) as module:
        request = module.ItemReplace.model_validate_json(json.dumps(body))
        row = {each.name: getattr(request, each.name) for each in drawn}
        assert module.ItemReplace(**row) == request


@settings(max_examples=100, deadline=None)
@given(st.lists(types(), min_size=3, max_size=6), st.randoms(use_true_random=False))
def test_defaults_of_the_document_fit_their_schema(drawn: list[Type], random: Random) -> None:
    fields = []
    for index, type_ in enumerate(drawn):
        value = fitting(type_, random)
        if (type_.item or type_).as_text:  # a spec writes them as numbers
            value = [*map(int, value)] if isinstance(value, list) else int(value)
        plain = (
            json.dumps(value) if type_.kind == "json" else tuple(value) if isinstance(value, list) else value
        )
        fields.append(field_of(f"f{index}", type_, default=Default("value", plain), example=plain))
    service = service_of(fields)
    properties = components(service)["ItemCreate"]["properties"]
    body = {name: each["default"] for name, each in properties.items() if "default" in each}
    unsaid = {each.name for each in fields} - body.keys()
    for each in fields:
        if each.name in unsaid:  # see tests/compiler/emit/test_typed_json.py
            assert each.type.item is not None and each.type.item.kind == "enum"
            body[each.name] = properties[each.name]["examples"][0]
    assert validator(service, "ItemCreate").is_valid(body)
    assert validator(service, "ItemCreate").is_valid(
        {each.name: properties[each.name].get("examples", [body[each.name]])[0] for each in fields}
    )
    with generated(service) as module:
        assert takes(module.ItemCreate, json.dumps(body))
        made = module.ItemCreate.model_validate_json("{}")
        given = module.ItemCreate.model_validate_json(json.dumps(body))
        for each in fields:
            assert getattr(made, each.name) in (MISSING, getattr(given, each.name))


MOMENTS = [
    ("datetime", "2026-11-29T10:00:43.123456789Z", "2026-11-29T10:00:43.123456Z"),
    ("datetime", "2026-11-29T10:00:43.9999999Z", "2026-11-29T10:00:43.999999Z"),
    ("datetime", "2026-11-29T10:00:43.000000000+01:00", "2026-11-29T09:00:43Z"),
    ("datetime", "0001-01-01T00:00:00.0000009Z", "0001-01-01T00:00:00Z"),
    ("time", "10:00:43.123456789", "10:00:43.123456"),
    ("time", "12:00", "12:00:00"),
    ("duration", "PT43.123456789S", "PT43.123456S"),
    ("duration", "PT0.0000009S", "PT0S"),
]


@pytest.mark.parametrize(("kind", "text", "shown"), MOMENTS)
def test_seconds_are_truncated_to_microseconds(kind: str, text: str, shown: str) -> None:
    """In bodies, array items and filters. Go, Java and .NET write such texts, and the OpenAPI document allows them."""
    one, several = field_of("f0", Type(kind)), field_of("f1", Type("array", item=Type(kind)))
    service = service_of([one, several])
    document = validator(service, "ItemUpdate")
    body = {"f0": text, "f1": [text]}
    assert document.is_valid(body)
    with generated(service) as module:
        update = module.ItemUpdate.model_validate_json(json.dumps(body))
        assert json.loads(update.model_dump_json()) == {"f0": shown, "f1": [shown]}
        for query in ({"f0": text}, {"f0__gte": text}, {"f0__in": f"{text},{text}"}, {"f1__has": text}):
            assert _filter(module, query) in (update.f0, [update.f0] * 2)


def _filter(module: Any, query: dict[str, str]) -> Any:
    return next(iter(module.ItemQuery.model_validate(query).filters().values()))


@pytest.mark.parametrize("text", ["2026-11-29T12:00", "2026-11-29T12:00:00", "2026-11-29T12:00Z"])
def test_a_datetime_without_offset_or_seconds_is_rejected(text: str) -> None:
    """A form (`datetime-local`) sends it, but only the form knows the time zone."""
    service = service_of([field_of("f0", Type("datetime"))])
    assert not validator(service, "ItemUpdate").is_valid({"f0": text})
    with generated(service) as module:
        assert not takes(module.ItemUpdate, json.dumps({"f0": text}))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[("9007199254740993", 2**53 + 1), ("9007199254740993.0", None), ("-9007199254740993.0", None)],
        *[
            ("9007199254740992.0", None),
            ("9007199254740991.0", 2**53 - 1),
            ("-9007199254740991.0", 1 - 2**53),
        ],
        *[("9223372036854775000.0", None), ("1e18", None), ("9.007199254740993e15", None), ("1e15", 10**15)],
    ],
)
def test_no_integer_is_rounded(written: str, value: int | None) -> None:
    """The JSON parser converts numbers with a point or exponent to doubles. From 2^53 on they are rejected."""
    one, several = field_of("f0", Type("bigint")), field_of("f1", Type("array", item=Type("bigint")))
    with generated(service_of([one, several])) as module:
        for name, text, expected in (("f0", written, value), ("f1", f"[{written}]", [value])):
            body = f'{{"{name}": {text}}}'
            assert takes(module.ItemUpdate, body) == (value is not None)
            if value is not None:
                assert getattr(module.ItemUpdate.model_validate_json(body), name) == expected


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[("9007199254740993.0", 2**53 + 1), ("-9223372036854775808.00", -(2**63)), ("1e18", 10**18)],
        *[("9223372036854775808.0", None), ("1e999999999", None), ("1.00000000000000000001", None)],
        ("9007199254740993.5", None),
    ],
)
def test_a_filter_by_an_integer_is_exact(written: str, value: int | None) -> None:
    """The text is parsed exactly."""
    with generated(service_of([field_of("f0", Type("bigint"))])) as module:
        for name in ("f0", "f0__gt", "f0__ne"):
            try:
                assert _filter(module, {name: written}) == value
            except ValidationError:
                assert value is None
