"""JSON Schemas of `json` fields, made to say that their values are not null.

They say nothing of themselves: generators of clients know no schema that refers to itself.
"""

from codegen.types import JsonSchema

_REFERENCE: JsonSchema = {"$ref": "#/components/schemas/JsonValue"}
_ANY_OBJECT: JsonSchema = {"type": "object", "additionalProperties": True}

JSON_VALUE: JsonSchema = {
    "description": "Any JSON value but null. Integers are kept up to 4300 digits. Other numbers are doubles: one that "
    "has more digits, or is too large, is answered by 409.",
    "anyOf": [
        {"type": "boolean"},
        {"type": "number"},
        {"type": "string"},
        {"type": "array", "items": {}},
        _ANY_OBJECT,
    ],
    "examples": [{"key": "value"}],
}
"""The component that stands for any value."""


def closed(schema: JsonSchema) -> JsonSchema:
    """Return the schema of a `json` field, of the subset that specs may use, without a hole for null."""
    if schema.get("type") == "null":
        return {"not": {}}
    if "enum" in schema:
        return {**schema, "enum": [each for each in schema["enum"] if each is not None]}
    return _inner(schema) if "type" in schema else _REFERENCE


def _inner(schema: JsonSchema) -> JsonSchema:
    if "enum" in schema:
        return schema
    match schema.get("type"):
        case "array":
            return {**schema, "items": _inner(schema.get("items", {}))}
        case "object":
            properties = {name: _inner(each) for name, each in schema.get("properties", {}).items()}
            return {**schema, "properties": properties} if properties else {**schema, **_ANY_OBJECT}
    return schema
