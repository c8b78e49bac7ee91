"""What the schemas take over the wire is what the OpenAPI document says, and what comes out is what it says too."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import MISSING, BaseModel, SecretStr, TypeAdapter, ValidationError

from codegen.emit import enums, schemas
from codegen.emit.definitions import components
from codegen.model import Default, Field, Service, Visibility
from codegen.runtime.encoding import dumps
from codegen.runtime.schemas import JsonBytes
from codegen.types import Type
from tests.wire_types import HOSTILE, field_of, fitting, service_of, types


@contextmanager
def generated(service: Service) -> Iterator[ModuleType]:
    """Yield the generated module of `Item`, as if it stood beside the runtime."""
    texts = enums.render(service) | schemas.render(service)
    before = dict(sys.modules)
    try:
        for name, path in (("codegen.enums", "enums.py"), ("codegen.schemas.item", "schemas/item.py")):
            module = sys.modules[name] = ModuleType(name)
            module.__package__ = name.rpartition(".")[0]
            exec(compile(texts[path], path, "exec"), vars(module))
        yield module
    finally:
        for name in sys.modules.keys() - before.keys():
            del sys.modules[name]


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
        except ValidationError as error:
            assert error.errors(include_input=False)
            answers.append(False)
    assert answers[0] == answers[1]
    return answers[0]


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
            for value in [*values, *HOSTILE, *([each] for each in random.sample(HOSTILE, 9))]:
                body = {field.name: value}
                assert takes(module.ItemUpdate, json.dumps(body)) == document.is_valid(body), (field, value)


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


@settings(max_examples=40, deadline=None)
@given(fields, st.randoms(use_true_random=False))
def test_responses_are_what_the_document_says_to_the_byte(drawn: list[Field], random: Random) -> None:
    service = service_of(drawn)
    body = {
        each.name: None if each.nullable and random.random() < 0.3 else fitting(each.type, random)
        for each in drawn
    }
    with generated(service) as module:
        request = module.ItemReplace.model_validate_json(json.dumps(body))
        row = {each.name: getattr(request, each.name) for each in drawn}
        row = {"id": module.Item.model_fields["id"].annotation("019aa5e07b1c70008000000000000001"), **row}
        answer = module.Item.model_validate(row).model_dump_json(by_alias=True).encode()
        assert answer == dumps(row)
        assert validator(service, "Item").is_valid(json.loads(answer)), answer
        again = {name: value for name, value in json.loads(answer).items() if name != "id"}
        assert takes(module.ItemReplace, json.dumps(again)), again
        assert dumps(
            {
                each.name: getattr(module.ItemReplace.model_validate_json(json.dumps(again)), each.name)
                for each in drawn
            }
        ) == dumps({name: value for name, value in row.items() if name != "id"})


@settings(max_examples=40, deadline=None)
@given(fields, st.randoms(use_true_random=False))
def test_python_takes_its_own_values_and_holds_the_rules(drawn: list[Field], random: Random) -> None:
    service = service_of(drawn)
    body = {each.name: fitting(each.type, random) for each in drawn}
    with generated(service) as module:
        request = module.ItemReplace.model_validate_json(json.dumps(body))
        row = {each.name: getattr(request, each.name) for each in drawn}
        assert module.ItemReplace(**row) == request
