"""What the schemas take is what the OpenAPI document says, and what comes out is what it says too."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from types import ModuleType
from typing import Any
from uuid import UUID

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import MISSING, BaseModel, TypeAdapter, ValidationError

from codegen.emit import enums, schemas
from codegen.emit.classes import Attribute, Class, ClassError, class_sources
from codegen.emit.definitions import components
from codegen.model import Default, Field, Service, Visibility
from codegen.runtime.encoding import dumps, time_texts
from codegen.runtime.schemas import JsonBytes
from codegen.types import Type
from tests.wire_types import ENUM, HOSTILE, field_of, fitting, service_of, types


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
        except ValidationError:
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


HOSTILE_BODIES = [
    *(
        b"",
        b" ",
        b"null",
        b"[]",
        b"1",
        b'"a"',
        b"{",
        b'{"text":1,}',
        b"{'text': 'a'}",
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b'{"any":' * 100_000,
    ),
    *(
        b'{"any": 1e999}',
        b'{"any": -1e999}',
        b'{"any": NaN}',
        b'{"any": [Infinity]}',
        b'{"any": ' + b"1" * 400 + b"}",
        b'{"any": ' + b"1" * 5_000 + b"}",
    ),
    *(
        b'{"float": 1e999}',
        b'{"float": NaN}',
        b'{"float": ' + b"1" * 400 + b"}",
        b'{"int": ' + b"1" * 5_000 + b"}",
        b'{"int": 1e30}',
        b'{"int": 1e999}',
    ),
    *(
        b'{"text": "\\ud800"}',
        b'{"text": "\\u0000"}',
        b'{"any": "\\ud800"}',
        b'{"any": {"\\u0000": 1}}',
        b'{"any": ["\\udc00\\ud800"]}',
        b'{"\\ud800": 1}',
    ),
    *(
        b'{"text": "\xc0\x80"}',
        b'{"text": "\xed\xa0\x80"}',
        b'{"text": "\xff"}',
        b'{"any": "\xff"}',
        b'{"text": "\x00"}',
        b'{"text": "a\nb"}',
        b'{"text": "\\x41"}',
    ),
    *(
        b'{"any": ' + b"[" * 300 + b"]" * 300 + b"}",
        b'{"int": 01}',
        b'{"int": +1}',
        b'{"int": 0x1}',
        b'{"__class__": 1}',
        b'{"model_config": {}}',
        b'{"any": null}',
    ),
]


@pytest.fixture(scope="module")
def item() -> Iterator[ModuleType]:
    fields = [
        field_of("text", Type("text", max_length=100)),
        field_of("any", Type("json")),
        field_of("float", Type("float")),
        field_of("int", Type("bigint")),
        field_of("password", Type("password", min_length=8, max_length=100), visibility=Visibility.SENSITIVE),
        field_of("secret", Type("string", max_length=100), nullable=True, visibility=Visibility.SENSITIVE),
        field_of("token", Type("string", max_length=100), nullable=True, visibility=Visibility.INTERNAL),
        field_of(
            "colour", Type("enum", enum=ENUM.name, values=ENUM.values), default=Default("value", "light blue")
        ),
        field_of("ratio", Type("float"), default=Default("value", 1)),
        field_of("title", Type("string", max_length=9), default=Default("value", 'a"b')),
        field_of("at", Type("datetime"), default=Default("now")),
        field_of("count", Type("integer", minimum=0)),
        field_of("filters", Type("uuid")),
        Field(
            "schema",
            "schema_",
            "schema",
            Type("decimal", max_digits=5, decimal_places=2),
            description='Its """ form.',
        ),
    ]
    with generated(service_of(fields)) as module:
        yield module


@pytest.mark.parametrize("body", HOSTILE_BODIES, ids=range(len(HOSTILE_BODIES)))
def test_hostile_bodies_are_refused(item: ModuleType, body: bytes) -> None:
    for validate in (
        item.ItemUpdate.model_validate_json,
        lambda body: TypeAdapter(item.ItemUpdate).validate_python(JsonBytes(body)),
    ):
        with pytest.raises(ValidationError):
            validate(body)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            ("1.0", 1),
            ("1e2", 100),
            ("-0.0", 0),
            ("0.5", 0.5),
            ("1e300", 1e300),
            ("9223372036854775807", 2**63 - 1),
            ("true", True),
        ),
        *(
            ("9223372036854775808", 2.0**63),
            ("-9223372036854775808", -(2**63)),
            ('{"b": [1.0], "a": {}}', {"b": [1], "a": {}}),
        ),
    ],
)
def test_a_json_number_has_one_form(item: ModuleType, text: str, value: Any) -> None:
    found = item.ItemUpdate.model_validate_json(f'{{"any": {text}}}').any
    assert (found, repr(found)) == (value, repr(value))


def test_hidden_values_are_never_shown(item: ModuleType) -> None:
    canary = "canary-4711"
    hidden = {"password": canary, "secret": canary}
    update = item.ItemUpdate.model_validate_json(json.dumps(hidden))
    assert update.password.get_secret_value() == update.secret == canary
    create = item.ItemCreate.model_validate_json(
        json.dumps(
            {
                "text": "a",
                "any": 1,
                "float": 1,
                "int": 1,
                "count": 1,
                "filters": str(UUID(int=0)),
                "schema": "1",
                **hidden,
            }
        )
    )
    for shown in (
        repr(update),
        str(update),
        f"{create!r}",
        repr(update.__pretty__),
        repr(list(create.__repr_args__())),
    ):
        assert canary not in shown
    for body in (
        hidden | {"int": canary},
        {"secret": [canary]},
        {"password": {"a": canary}},
        {"password": canary * 99},
        {canary: 1, **hidden},
    ):
        with pytest.raises(ValidationError) as caught:
            item.ItemCreate.model_validate_json(json.dumps(body))
        problems = caught.value.errors(include_input=False, include_context=False)
        assert canary not in str(caught.value).replace(f"\n{canary}\n", "")
        assert canary not in str([each for each in problems if each["type"] != "extra_forbidden"])
    assert not {"password", "secret", "token"} & item.Item.model_fields.keys()
    assert "token" not in item.ItemCreate.model_fields


def test_defaults_stand_in_the_class_where_they_are_plain(item: ModuleType) -> None:
    fields = item.ItemCreate.model_fields
    assert fields["colour"].default is sys.modules["codegen.enums"].ItemColour.LIGHT_BLUE
    assert (fields["ratio"].default, fields["title"].default) == (1.0, 'a"b')
    assert fields["at"].default is MISSING
    assert fields["secret"].default is None
    assert all(each.default is MISSING for each in item.ItemUpdate.model_fields.values())
    assert {name for name, each in item.ItemReplace.model_fields.items() if not each.is_required()} == {
        "password",
        "secret",
    }


def test_a_description_stays_a_docstring(item: ModuleType) -> None:
    assert item.Item.model_fields["schema_"].alias == "schema"
    assert item.Item.__doc__ == "A thing."


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


@pytest.mark.parametrize("name", ["lower", "Has_Underscore", "Field", "MISSING", "RequestModel"])
def test_a_class_that_would_come_out_under_another_name_is_an_error(name: str) -> None:
    with pytest.raises(ClassError, match=name):
        class_sources([Class(name, "RequestModel", '"""One."""', (Attribute("a", "a", "int"),))])


@pytest.mark.parametrize("name", ["Model", "Optional", "List", "Self", "Type", "Str", "Root", "X" * 64])
def test_a_class_may_have_an_odd_name(name: str) -> None:
    attributes = tuple(
        Attribute(each, f"{each}_", "int", required=False) for each in ("schema", "self", "class")
    )
    sources = class_sources(
        [Class(f"{name}{end}", "ResponseModel", '"""One."""', attributes) for end in ("", "Page")]
    )
    assert [source.split("(")[0] for source in sources.values()] == [f"class {name}", f"class {name}Page"]


def test_the_generator_of_classes_is_imported_only_to_make_some() -> None:
    script = "import codegen.emit.schemas, sys; sys.exit('datamodel_code_generator' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
