"""JSON Schemas of `json` fields, made to say all that the service asks of a JSON value.

No text holds NUL, and every number is a finite double, wherever the schema of a spec leaves a value open.
"""

from codegen.patterns import NO_NUL
from codegen.types import MAX_DOUBLE, JsonSchema

_REFERENCE: JsonSchema = {"$ref": "#/components/schemas/JsonValue"}
_ANY: JsonSchema = {"anyOf": [_REFERENCE, {"type": "null"}]}

JSON_VALUE: JsonSchema = {
    "description": "Any JSON value but null.",
    "type": ["boolean", "number", "string", "array", "object"],
    "minimum": -MAX_DOUBLE,
    "maximum": MAX_DOUBLE,
    "pattern": NO_NUL,
    "items": _ANY,
    "propertyNames": {"pattern": NO_NUL},
    "additionalProperties": _ANY,
}
"""The component that stands for any value."""


def closed(schema: JsonSchema) -> JsonSchema:
    """Return the schema of a `json` field, of the subset that specs may use, without a hole for null or NUL."""
    if schema.get("type") == "null":
        return {"not": {}}
    if "enum" in schema:
        return {**schema, "enum": [each for each in schema["enum"] if each is not None]}
    return _inner(schema) if "type" in schema else _REFERENCE


def _inner(schema: JsonSchema) -> JsonSchema:
    if "enum" in schema:
        return schema
    match schema.get("type"):
        case None:
            return _ANY
        case "string":
            return {**schema, "pattern": NO_NUL}
        case "number" | "integer":
            return {"minimum": -MAX_DOUBLE, "maximum": MAX_DOUBLE} | schema
        case "array":
            return {**schema, "items": _inner(schema.get("items", {}))}
        case "object":
            properties = {name: _inner(each) for name, each in schema.get("properties", {}).items()}
            rest = {"propertyNames": {"pattern": NO_NUL}, "additionalProperties": _ANY}
            return {**schema, "properties": properties, **rest} if properties else {**schema, **rest}
    return schema
