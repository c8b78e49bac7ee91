# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 5623810b2094240a57a5e6ef0e2cb06d
"""Validation of JSON values that a service stores unchanged."""

import math
from collections.abc import Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

from .json_numbers import normal_number

MAX_DEPTH = 200
"""The maximum nesting of arrays and objects. The parser of requests has the same limit."""
MAX_NUMBER = 17976931348623157 * 10**292
"""The largest double, as in the OpenAPI document. Slightly larger numbers have the same double, but are not allowed."""

INEXACT_NUMBER = "json_number"
"""The error code for a JSON number that is neither an integer nor a double."""


def inexact_number_error() -> PydanticCustomError:
    """Return the error for a number that is neither an integer nor a double."""
    return PydanticCustomError(INEXACT_NUMBER, "A number in a JSON value should be an integer or a double")


def normal_json(value: Any, depth: int = 0) -> Any:
    """Return the normal form of a JSON value. Equal values have equal normal forms.

    Raises a Pydantic error for values that are not supported: other types, lone surrogates, numbers with a fraction or
    an exponent that exceed a double, and too deep nesting.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return normal_number(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise inexact_number_error()
        return normal_number(value)
    if depth == MAX_DEPTH:
        raise PydanticCustomError("json_depth", "JSON nests at most {depth} deep", {"depth": MAX_DEPTH})
    if isinstance(value, list | tuple):
        return [normal_json(each, depth + 1) for each in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {_text(key): normal_json(each, depth + 1) for key, each in value.items()}
    raise PydanticCustomError("json_type", "Input should be a JSON value")


def _text(value: str) -> str:
    if not value.isascii() and any("\ud800" <= each <= "\udfff" for each in value):
        raise PydanticKnownError("string_unicode")
    return value


def finite(value: Any) -> Any:
    """Return a value unchanged. Raises PydanticKnownError for an integer larger than `MAX_NUMBER`."""
    if type(value) is int and not -MAX_NUMBER <= value <= MAX_NUMBER:
        raise PydanticKnownError("finite_number")
    return value


class AnyJson:
    """Annotation of any JSON value except null."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the core schema (a hook of Pydantic)."""
        return core_schema.no_info_plain_validator_function(_some_json)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON Schema that allows any value."""
        return {}


def _some_json(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("json_null", "Input should not be null")
    return normal_json(value)


class MatchesSchema:
    """Annotation of a JSON value that matches a JSON Schema.

    The schema uses the keywords that specs may use: `type`, `enum`, `properties`, `required`, `items`, `minLength`,
    `maxLength`, `minItems`, `maxItems`, `minimum` and `maximum`.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the core schema (a hook of Pydantic)."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, value: Any) -> Any:
        if not _fits(self.schema, value):
            raise PydanticCustomError("json_schema", "Input should fit the JSON Schema of the field")
        return value


_KINDS: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
    "number": (int, float),
    "integer": (int, float),
}


def _fits(schema: Mapping[str, Any], value: Any) -> bool:
    kind = schema.get("type")
    if kind is not None and not _is_kind(kind, value):
        return False
    if "enum" in schema and not any(_is_same(each, value) for each in schema["enum"]):
        return False
    if isinstance(value, str):
        return _within(len(value), schema, "minLength", "maxLength")
    if isinstance(value, list):
        items = schema.get("items", {})
        return _within(len(value), schema, "minItems", "maxItems") and all(
            _fits(items, each) for each in value
        )
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        return all(name in value for name in schema.get("required", ())) and all(
            _fits(properties[name], each) for name, each in value.items() if name in properties
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _within(value, schema, "minimum", "maximum")
    return True


def _is_kind(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _KINDS[kind])


def _is_same(one: Any, other: Any) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _within(size: float, schema: Mapping[str, Any], low: str, high: str) -> bool:
    return not (low in schema and size < schema[low]) and not (high in schema and size > schema[high])
