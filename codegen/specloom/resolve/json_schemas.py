"""The JSON Schema subset for `schema:` of a `json` field, and its application to defaults and examples."""

import json
import math
from decimal import Decimal
from typing import Any, Protocol

from specloom.resolve.scope import Member, Scope

_TYPES = {"object", "array", "string", "number", "integer", "boolean", "null"}
_BOUNDS = {
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "number": ("minimum", "maximum"),
    "integer": ("minimum", "maximum"),
}
_ALL_BOUNDS = sorted({key for keys in _BOUNDS.values() for key in keys})
_KEYS = ["type", "properties", "required", "enum", "items", *_ALL_BOUNDS]
MAX_VALUES = 1_000
_MAX_INTEGER = 2**63


class Report(Protocol):
    """Reports a problem at a path of the schema."""

    def __call__(self, message: str, *below: str | int, help: str | None = None, key: bool = False) -> None:
        """Report the message at a path."""


class NotJson(ValueError):
    """A value that JSON in Specloom cannot represent. The text gives the reason."""


def to_json(value: Any) -> Any:
    """Return a value of a spec as JSON. Numbers are 64-bit integers or finite doubles. Raises NotJson."""
    if isinstance(value, dict):
        return {key: to_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [to_json(each) for each in value]
    if isinstance(value, Decimal):
        number = float(value)
        if not math.isfinite(number):
            raise NotJson(f"{value} does not fit into a double")
        return number
    if isinstance(value, int) and not isinstance(value, bool) and not -_MAX_INTEGER <= value < _MAX_INTEGER:
        raise NotJson(f"{value} does not fit into 64 bits")
    return value


def json_schema(scope: Scope, member: Member, schema: dict[str, Any]) -> str | None:
    """Return the text of a schema, or None after reporting its problems."""
    before = len(scope.diagnostics)
    _check(scope, member, schema, ("schema",))
    if len(scope.diagnostics) > before:
        return None
    return json.dumps(to_json(schema), ensure_ascii=False, separators=(",", ":"))


def misfit(schema: dict[str, Any], value: Any) -> str | None:
    """Return why a JSON value does not match a valid schema, or None if it does."""
    kind = schema.get("type")
    if kind is not None and not _is_kind(kind, value):
        return f"it must be of type {kind}"
    if "enum" in schema and not any(type(each) is type(value) and each == value for each in schema["enum"]):
        return "it must be one of the values of `enum`"
    size = value if isinstance(value, int | float) else len(value) if isinstance(value, str | list) else 0
    for low, high in _BOUNDS.values():
        if kind in _BOUNDS and _BOUNDS[kind] == (low, high):
            if low in schema and size < schema[low]:
                return f"it must have {low} {schema[low]}"
            if high in schema and size > schema[high]:
                return f"it must have {high} {schema[high]}"
            break
    if isinstance(value, dict):
        missing = [name for name in schema.get("required", ()) if name not in value]
        if missing:
            return f"it needs `{missing[0]}`"
        inner = [
            (schema["properties"][key], each)
            for key, each in value.items()
            if key in schema.get("properties", {})
        ]
    elif isinstance(value, list) and "items" in schema:
        inner = [(schema["items"], each) for each in value]
    else:
        inner = []
    return next((reason for part, each in inner if (reason := misfit(part, each)) is not None), None)


def _is_kind(kind: str, value: Any) -> bool:
    match kind:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
        case "integer":
            return (isinstance(value, int) and not isinstance(value, bool)) or (
                isinstance(value, float) and value.is_integer()
            )
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check(scope: Scope, member: Member, schema: Any, path: tuple[str | int, ...]) -> None:
    """Report the problems of a schema and its nested schemas."""

    def report(message: str, *below: str | int, help: str | None = None, key: bool = False) -> None:
        place = member.key_place(*path, *below) if key else member.place(*path, *below)
        scope.report("T010", f"`{member.label}`: {message}", place, help)

    if not isinstance(schema, dict):
        report("a schema must be a mapping")
        return
    kind = schema.get("type")
    for key in schema:
        if key not in _KEYS:
            message = f"`{key}` is not in the supported subset of JSON Schema"
            report(message, key, help=scope.closest(key, _KEYS), key=True)
    if "type" in schema and (not isinstance(kind, str) or kind not in _TYPES):
        report(f"`type` must be one of {', '.join(sorted(_TYPES))}", "type")
        return
    if kind is None and "enum" not in schema and schema.keys() & set(_KEYS):
        report("a schema with these keys needs a `type`", key=True)
    for key, owner in (("properties", "object"), ("required", "object"), ("items", "array")):
        if key in schema and kind is not None and kind != owner:
            report(f"`{key}` is only valid for type {owner}, not {kind}", key, key=True)
    _check_bounds(schema, kind, report)
    _check_enum(schema, report)
    _check_properties(scope, member, schema, path, report)
    if "items" in schema:
        _check(scope, member, schema["items"], (*path, "items"))


def _check_bounds(schema: dict[str, Any], kind: str | None, report: Report) -> None:
    for key in _ALL_BOUNDS:
        if key not in schema:
            continue
        if kind is not None and key not in _BOUNDS.get(kind, ()):
            report(f"`{key}` is not valid for type {kind}", key, key=True)
        elif not _is_bound(key, schema[key]):
            report(
                f"`{key}` must be a {'finite number' if 'imum' in key else 'whole number of at least 0'}", key
            )
    for low, high in sorted(set(_BOUNDS.values())):
        both = _is_bound(low, schema.get(low)) and _is_bound(high, schema.get(high))
        if both and schema[low] > schema[high]:
            report(f"`{low}` is {schema[low]}, but `{high}` is {schema[high]}", low)


def _is_bound(key: str, value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if key in ("minimum", "maximum"):
        try:
            return isinstance(value, int | Decimal) and to_json(value) is not None
        except NotJson:
            return False
    return isinstance(value, int) and 0 <= value <= 10_000_000


def _check_enum(schema: dict[str, Any], report: Report) -> None:
    if "enum" not in schema:
        return
    values = schema["enum"]
    if not isinstance(values, list) or not 1 <= len(values) <= MAX_VALUES:
        report(f"`enum` must be a list of 1 to {MAX_VALUES} values", "enum")
        return
    seen: set[tuple[type, Any]] = set()
    rest = {key: value for key, value in schema.items() if key != "enum"}
    for index, value in enumerate(values):
        try:
            plain = to_json(value)
        except NotJson as error:
            report(str(error), "enum", index)
            continue
        if isinstance(plain, dict | list):
            report("`enum` takes texts, numbers, booleans and null", "enum", index)
        elif (type(plain), plain) in seen:
            report(f"`enum` lists `{value}` twice", "enum", index)
        elif isinstance(rest.get("type"), str) and not _is_kind(rest["type"], plain):
            report(f"`{value}` is not of type {rest['type']}", "enum", index)
        else:
            seen.add((type(plain), plain))


def _check_properties(
    scope: Scope, member: Member, schema: dict[str, Any], path: tuple[str | int, ...], report: Report
) -> None:
    properties = schema.get("properties", {})
    if not isinstance(properties, dict):
        report("`properties` must be a mapping", "properties")
        return
    for name, part in properties.items():
        _check(scope, member, part, (*path, "properties", name))
    required = schema.get("required", [])
    if not isinstance(required, list) or not all(isinstance(each, str) for each in required):
        report("`required` must be a list of names", "required")
        return
    seen: set[str] = set()
    for index, name in enumerate(required):
        if name not in properties:
            report(f"`required` names `{name}`, which is not in `properties`", "required", index)
        elif name in seen:
            report(f"`required` lists `{name}` twice", "required", index)
        seen.add(name)
