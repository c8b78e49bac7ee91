"""Examples in the OpenAPI document: valid, readable and complete."""

import re
from typing import Any
from urllib.parse import unquote

import pytest

from specloom.emit.openapi.document import document
from specloom.model import Service
from tests.support.compiled_specs import service_of
from tests.support.openapi_documents import Document, objects, operations, parameters, resolved, validator


def test_defaults_and_examples_fit_their_schemas(made: Document) -> None:
    count = 0
    for schema in objects(made["components"]):
        if "type" not in schema and "anyOf" not in schema and "$ref" not in schema:
            continue
        for value in [*schema.get("examples", []), *([schema["default"]] if "default" in schema else [])]:
            plain = {key: each for key, each in schema.items() if key not in ("default", "examples")}
            assert list(validator(made, plain).iter_errors(value)) == []
            count += 1
    assert count


def test_every_field_and_parameter_has_an_example(made: Document) -> None:
    """Each example is valid (see the test above) and realistic."""
    shown: dict[str, Any] = {}
    for name, schema in made["components"]["schemas"].items():
        for member, property_ in schema.get("properties", {}).items():
            leaves = property_.get("items", property_)
            whole = "$ref" in leaves or "anyOf" in leaves or "properties" in leaves
            has = "default" in property_ or "examples" in property_
            assert has or whole or property_.get("type") in ("array", "object"), (name, member)
            shown |= {f"{name}.{member}": value for value in property_.get("examples", ())}
    for method, path, operation in operations(made):
        for name, each in parameters(made, path, operation).items():
            assert {"default", "examples"} & each["schema"].keys(), (method, path, name)
            shown |= {f"{path}.{name}": value for value in each["schema"].get("examples", ())}
    readable = re.compile(r"[\w .,:/@+'\"=#-]*")
    for name, value in shown.items():
        assert not isinstance(value, str) or readable.fullmatch(value), (name, value)


def test_examples_of_parameters_fit_their_schemas(made: Document) -> None:
    count = 0
    for _, path, operation in operations(made):
        for each in parameters(made, path, operation).values():
            for value in each["schema"].get("examples", ()):
                assert validator(made, each["schema"]).is_valid(value), (path, each)
                count += 1
        for response in operation["responses"].values():
            found = resolved(made, response)
            for content in found.get("content", {}).values():
                assert "example" not in content or validator(made, content["schema"]).is_valid(
                    content["example"]
                )
    assert count


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("email: email", "ada@example.com"),
        ("title: {type: string, max_length: 12}", "Notes on the"),
        ("title: {type: string, min_length: 30}", "Notes on the engine The engine weaves patterns of"),
        ("sku: {type: string, pattern: '^[A-Z]{3}-[0-9]{4}$'}", "ABC-1234"),
        ("plate: {type: string, pattern: '^[A-Z]{2}[0-9]{2} [A-Z]{3}$'}", "AB12 ABC"),
        ("plate: {type: string, pattern: '^x{3,5}(?:y|zz)+$', min_length: 7}", None),
        ("price: {type: decimal, max_digits: 6, decimal_places: 2}", "19.90"),
        ("price: {type: decimal, max_digits: 3, decimal_places: 2, max: 5}", "1.00"),
        ("price: {type: decimal, max_digits: 3, decimal_places: 3, min: '0.111', max: '0.112'}", "0.111"),
        ("level: {type: integer, min: 7, max: 20, multiple_of: 5}", 10),
        ("level: {type: integer, min: -9, max: -8}", -9),
        ("level: {type: float, max: -0.5}", -0.5),
        ("ends: datetime", "2026-02-28T17:00:00Z"),
        ("starts: {type: date, min: 2030-05-06}", "2030-05-06"),
        ("codes: {type: 'string[]', min_items: 2, unique_items: true, item: {max_length: 3}}", None),
        (
            "place: {type: json, schema: {type: object, properties: {city: {type: string}}}}",
            {"city": "London"},
        ),
        ("title: {type: string, example: Mine}", "Mine"),
        ("password: {type: password, min_length: 40}", None),
        ("site: {type: url, max_length: 17}", "http://a.example"),
    ],
)
def test_examples_are_realistic_and_valid(field: str, expected: Any) -> None:
    made = document(service_of(f"entities:\n  Post:\n    fields:\n      {field}\n"))
    property_ = made["components"]["schemas"]["PostCreate"]["properties"][field.partition(":")[0]]
    (value,) = property_["examples"]
    assert validator(made, property_).is_valid(value)
    assert expected is None or value == expected


def test_the_example_of_a_location_is_a_path_of_the_entity(service: Service, made: Document) -> None:
    """The path has the key of the parameters' examples."""
    seen = 0
    for entity in service.entities:
        if "create" not in entity.operations:
            continue
        created = made["paths"][f"/{entity.path}"]["post"]["responses"]["201"]
        (example,) = created["headers"]["Location"]["schema"]["examples"]
        parameters = made["paths"].get(f"/{entity.path}/{entity.item_path}", {}).get("parameters", [])
        keys = [str(each["schema"]["examples"][0]) for each in parameters]
        assert [unquote(each) for each in example.split("/")] == ["", entity.path, *keys]
        seen += 1
    assert seen
