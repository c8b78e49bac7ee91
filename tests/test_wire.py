"""What the schemas take is what the OpenAPI document says, and what comes out is what it says too."""

import json
from random import Random
from typing import Annotated, Any
from uuid import UUID

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import MISSING, BaseModel, TypeAdapter, ValidationError

from codegen.emit.definitions import components
from codegen.model import Default, Field, Service
from codegen.runtime.encoding import dumps, time_texts
from codegen.runtime.schemas import JsonBytes
from codegen.runtime.types import Doubles
from codegen.types import Type
from tests import hostile
from tests.wire_types import changed, field_of, fitting, generated, service_of, types


def validator(service: Service, name: str) -> jsonschema_rs.Validator:
    """Return the validator of a component."""
    document = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": components(service)}}
    return jsonschema_rs.validator_for(document, validate_formats=True)


def takes(model: type[BaseModel], text: str) -> bool:
    """Return whether a model takes a body, on both roads."""
    answers = []
    for validate in (
        model.model_validate_json,
        lambda body: TypeAdapter(model).validate_python(JsonBytes(body.encode())),
    ):
        try:
            validate(text)
            answers.append(True)
        except ValidationError:
            answers.append(False)
    assert answers[0] == answers[1]
    return answers[0]


def is_valid(adapter: TypeAdapter[Any], value: object) -> bool:
    """Return whether a type takes a value."""
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


@settings(max_examples=40, deadline=None)
@given(fields, st.randoms(use_true_random=False))
def test_requests_are_taken_exactly_where_the_document_says(drawn: list[Field], random: Random) -> None:
    service = service_of(drawn)
    document = validator(service, "ItemUpdate")
    with generated(service) as module:
        for field in drawn:
            values = [fitting(field.type, random) for _ in range(4)]
            values += [changed(each, random) for each in values]
            for value in [*values, *hostile.VALUES, *([each] for each in random.sample(hostile.VALUES, 9))]:
                body = {field.name: value}
                assert takes(module.ItemUpdate, json.dumps(body)) == document.is_valid(body), (field, value)


def test_an_integer_is_compared_with_a_large_bound_before_it_is_rounded_to_it() -> None:
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
    """Return what a row of the request's values would hold."""
    return {
        "id": UUID("019aa5e0-7b1c-7000-8000-000000000001"),
        **{each.name: getattr(request, each.name) for each in drawn},
    }


def as_json(drawn: list[Field], row: dict[str, Any]) -> bytes:
    """Return the bytes that the service answers with."""
    times = [
        each.name for each in drawn if "time" in (each.type.kind, each.type.item and each.type.item.kind)
    ]
    return dumps(row | {name: time_texts(row[name]) for name in times})


@settings(max_examples=40, deadline=None)
@given(fields, st.randoms(use_true_random=False))
def test_responses_are_what_the_document_says_to_the_byte(drawn: list[Field], random: Random) -> None:
    service = service_of(drawn)
    body = {
        each.name: None if each.nullable and random.random() < 0.3 else fitting(each.type, random)
        for each in drawn
    }
    with generated(service) as module:
        row = stored(drawn, module.ItemReplace.model_validate_json(json.dumps(body)))
        answer = as_json(drawn, row)
        assert answer == module.Item.model_validate(row).model_dump_json(by_alias=True).encode()
        assert validator(service, "Item").is_valid(json.loads(answer)), answer
        again = {name: value for name, value in json.loads(answer).items() if name != "id"}
        assert takes(module.ItemReplace, json.dumps(again)), again
        replaced = stored(drawn, module.ItemReplace.model_validate_json(json.dumps(again)))
        assert as_json(drawn, replaced) == answer


@settings(max_examples=40, deadline=None)
@given(fields, st.randoms(use_true_random=False))
def test_python_takes_its_own_values_and_holds_the_rules(drawn: list[Field], random: Random) -> None:
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
        plain = (
            json.dumps(value) if type_.kind == "json" else tuple(value) if isinstance(value, list) else value
        )
        fields.append(field_of(f"f{index}", type_, default=Default("value", plain), example=plain))
    service = service_of(fields)
    properties = components(service)["ItemCreate"]["properties"]
    body = {each.name: properties[each.name]["default"] for each in fields}
    assert validator(service, "ItemCreate").is_valid(body)
    assert validator(service, "ItemCreate").is_valid(
        {each.name: properties[each.name]["examples"][0] for each in fields}
    )
    with generated(service) as module:
        assert takes(module.ItemCreate, json.dumps(body))
        made = module.ItemCreate.model_validate_json("{}")
        given = module.ItemCreate.model_validate_json(json.dumps(body))
        for each in fields:
            assert getattr(made, each.name) in (MISSING, getattr(given, each.name))
