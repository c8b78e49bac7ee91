"""JSON Schemas of single values: with all rules in requests, without the rules of the spec in responses."""

import json
from dataclasses import replace
from functools import lru_cache

from specloom.emit.openapi import json_field_schemas
from specloom.patterns.string_patterns import NO_NUL
from specloom.types import JsonSchema, Type, row

_CACHE_SIZE = 4096
"""Number of cached schemas. Many fields share a type. Cached schemas are never changed."""
_RULES = frozenset({"minLength", "maxLength", "minItems", "maxItems", "uniqueItems"})


@lru_cache(maxsize=_CACHE_SIZE)
def incoming(type_: Type, nullable: bool) -> JsonSchema:
    """Return the schema of a value in a request, with all rules of the spec."""
    schema = row(type_).schema(type_)
    schema = schema if type_.schema is None else json_field_schemas.closed(schema)
    return _or_null(schema) if nullable else schema


@lru_cache(maxsize=_CACHE_SIZE)
def outgoing(type_: Type, nullable: bool) -> JsonSchema:
    """Return the schema of a value in a response: its form without the rules."""
    if type_.schema is not None:  # the schema of a JSON value is its form
        return incoming(type_, nullable)
    type_ = without_bounds(type_)
    schema = without_rules(row(type_).schema(type_))
    return _or_null(schema) if nullable else schema


def without_bounds(type_: Type) -> Type:
    """Return a type without pattern and bounds."""
    item = None if type_.item is None else without_bounds(type_.item)
    return replace(type_, pattern=None, minimum=None, maximum=None, multiple_of=None, item=item)


def without_rules(schema: JsonSchema) -> JsonSchema:
    """Return a schema without lengths and without the pattern that excludes NUL."""
    kept = {key: value for key, value in schema.items() if key not in _RULES and value != NO_NUL}
    return {**kept, "items": without_rules(kept["items"])} if "items" in kept else kept


def _or_null(schema: JsonSchema) -> JsonSchema:
    kind = schema.get("type")
    if isinstance(kind, str) and "enum" not in schema and "const" not in schema:
        return {**schema, "type": [kind, "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def json_form(type_: Type, value: object) -> object:
    """Return a literal of the model (a default or example) as JSON."""
    if type_.kind == "json" and isinstance(value, str):
        return json.loads(value)
    if isinstance(value, tuple):
        return [json_form(type_.item, each) if type_.item else each for each in value]
    return str(value) if type_.as_text else value
