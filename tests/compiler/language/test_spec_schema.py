"""The JSON Schema for specs in editors."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from specloom.language.editor_schema import editor_schema
from specloom.language.field_spec import ARRAY_ITEMS, SCALARS
from specloom.types import TYPES

ROOT = Path(__file__).parents[3]
COMMITTED = ROOT / "codegen/specloom/spec.schema.json"


@pytest.fixture(scope="module")
def validator() -> Any:
    """A validator with the committed schema."""
    return jsonschema_rs.validator_for(json.loads(COMMITTED.read_text()))


def field(value: Any) -> dict[str, Any]:
    return {"entities": {"Post": {"fields": {"x": value}}}}


def test_the_committed_schema_is_current(update_golden: bool) -> None:
    if update_golden:
        COMMITTED.write_text(editor_schema())
    assert COMMITTED.read_text() == editor_schema()


def test_the_language_and_the_type_table_know_the_same_types() -> None:
    assert set(SCALARS) == set(TYPES) - {"array"}
    assert set(ARRAY_ITEMS) == {name for name in SCALARS if TYPES[name].array_item}


@pytest.mark.parametrize("path", ["spec/blog.yaml", "examples/chinook/spec/chinook.yaml"])
def test_the_specs_of_the_repository_are_valid(path: str, validator: Any) -> None:
    assert validator.is_valid(yaml.safe_load((ROOT / path).read_text()))


@pytest.mark.parametrize(
    "data",
    [
        field("text"),
        field("text?"),
        field("string[]?"),
        field("Post?"),
        field("Tag[]"),
        field({"type": "string", "max_length": 3, "nullable": True, "default": None}),
        field({"type": "decimal", "min": 0, "max": "10.50"}),
        field({"type": "enum", "values": ["a"]}),
        field({"type": "json", "schema": {"type": "object"}}),
        {"enums": {"Role": ["a", "b"]}},
        {"enums": {"Role": {"values": ["a"], "description": "x"}}},
        {"entities": {"Post": {"id": "integer"}}},
        {"entities": {"Post": {"id": {"type": "integer", "column": "PostId"}}}},
        {"entities": {"Post": {"unique": [["a", "b"]], "operations": ["list"], "sort": ["-a"]}}},
        {"mixins": {"Named": {"fields": {"name": "string"}}}},
    ],
)
def test_specs_that_an_editor_accepts(data: Any, validator: Any) -> None:
    assert validator.is_valid(data)


@pytest.mark.parametrize(
    "data",
    [
        {"entitys": {}},
        field("strng"),
        field(None),
        field({"type": "string", "max_lenght": 3}),
        field({"type": "string", "nullable": "yes"}),
        field({"max_length": 3}),
        field({"type": "User", "on_delete": "delete"}),
        {"entities": {"Post": {"id": "int"}}},
        {"entities": {"Post": {"operations": ["raed"]}}},
        {"enums": {"Role": [1]}},
        {"service": {"title": 3}},
    ],
)
def test_specs_that_an_editor_rejects(data: Any, validator: Any) -> None:
    assert not validator.is_valid(data)


def test_every_key_is_described() -> None:
    def keys(node: Any) -> list[Any]:
        if isinstance(node, dict):
            own = list(node["properties"].items()) if isinstance(node.get("properties"), dict) else []
            return own + [each for value in node.values() for each in keys(value)]
        return [each for value in node for each in keys(value)] if isinstance(node, list) else []

    found = keys(json.loads(COMMITTED.read_text()))
    assert len(found) > 60
    assert [name for name, schema in found if not schema.get("description")] == []
