"""JSON Schemas of `json` fields, changed to exclude null at the top level.

They are not recursive, since client generators do not support that.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from specloom.types import JsonSchema

_REFERENCE: JsonSchema = {"$ref": "#/components/schemas/JsonValue"}
_ANY_OBJECT: JsonSchema = {"type": "object", "additionalProperties": True}

JSON_VALUE: JsonSchema = {
    "description": "Any JSON value except null. Integers keep up to 4300 digits. Other numbers are doubles: "
    "a number with more digits, or one that is too large, gets the response 409.",
    "anyOf": [
        {"type": "boolean"},
        {"type": "number"},
        {"type": "string"},
        {"type": "array", "items": {}},
        _ANY_OBJECT,
    ],
    "examples": [{"key": "value"}],
}
"""The component schema of any JSON value."""


def closed(schema: JsonSchema) -> JsonSchema:
    """Return the schema of a `json` field without null. It is in the subset that specs may use."""
    if schema.get("type") == "null":
        return {"not": {}}
    if "enum" in schema:
        return _choice(schema, [each for each in schema["enum"] if each is not None])
    return _inner(schema) if "type" in schema else _REFERENCE


def _inner(schema: JsonSchema) -> JsonSchema:
    if "enum" in schema:
        return _choice(schema, schema["enum"])
    match schema.get("type"):
        case "array":
            return {**schema, "items": _inner(schema.get("items", {}))}
        case "object":
            properties = {name: _inner(each) for name, each in schema.get("properties", {}).items()}
            return {**schema, "properties": properties} if properties else {**schema, **_ANY_OBJECT}
    return schema


def _choice(schema: JsonSchema, values: Iterable[Any]) -> JsonSchema:
    """Return a schema with one `enum` for each kind of value. Generators only support enums of texts and integers."""
    parts = [*_kinds([*values])]
    if not parts:
        return {"not": {}}
    rest = {key: value for key, value in schema.items() if key not in ("enum", "type")}
    return {**rest, **(parts[0] if len(parts) == 1 else {"anyOf": parts})}


def _kinds(values: list[Any]) -> Iterator[JsonSchema]:
    numbers = [each for each in values if isinstance(each, int | float) and not isinstance(each, bool)]
    texts = [each for each in values if isinstance(each, str)]
    integers = [int(each) for each in numbers if each == int(each)]
    if texts:
        yield {"type": "string", "enum": texts}
    if integers:
        yield {"type": "integer", "enum": integers}
    for each in numbers:
        if each != int(each):
            yield {"type": "number", "minimum": each, "maximum": each}
    match [each for each in (False, True) if any(each is value for value in values)]:
        case [_, _]:
            yield {"type": "boolean"}
        case [only]:
            yield {"type": "boolean", "enum": [only]}
    if None in values:
        yield {"type": "null"}
