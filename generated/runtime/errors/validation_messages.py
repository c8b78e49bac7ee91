# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 080694764fc4a5056505df90ab56caf3
"""Messages for the errors that Pydantic finds in a request.

A response never repeats a value that the client sent. So the messages come from the tables below and not from
Pydantic, whose texts quote the input.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from ..problems.name_lists import name_list_message
from ..problems.problem import MAX_ERRORS, ErrorItem, pointer
from ..types import patterns
from ..types.etags import ENTITY_TAGS

_MOMENT = re.compile(r"datetime\.(datetime|date|time)\(([0-9, ]+)(?:, tzinfo=datetime\.timezone\.utc)?\)\Z")

_MESSAGES: dict[str, str] = {
    "json_invalid": "The body is not valid JSON.",
    "missing": "This field is required.",
    "extra_forbidden": "There is no such field.",
    "string_type": "This must be a string.",
    "string_too_short": "This must have at least {min_length} characters.",
    "string_too_long": "This must have at most {max_length} characters.",
    "string_pattern_mismatch": "This does not match the pattern of the field.",
    "decimal_digits": "This must be a decimal of at most {whole} digits before the point and {places} after it{sign}.",
    "too_short": "This must have at least {min_length} {things}.",
    "too_long": "This must have at most {max_length} {things}.",
    "unique_items": "The items must be different from each other.",
    "greater_than": "This must be greater than {gt}.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than": "This must be less than {lt}.",
    "less_than_equal": "This must be at most {le}.",
    "multiple_of": "This must be a multiple of {multiple_of}.",
    "finite_number": "This must be a finite number.",
    "int_type": "This must be an integer; from 2^53 on, without a point and an exponent.",
    "float_type": "This must be a number.",
    "bool_type": "This must be true or false.",
    "list_type": "This must be an array.",
    "dict_type": "This must be an object.",
    "model_type": "This must be an object.",
    "enum": "This must be one of {expected}.",
    "literal_error": "This must be one of {expected}.",
    "date_from_datetime_parsing": "There is no such date.",
    "datetime_parsing": "There is no such date.",
    "datetime_from_date_parsing": "There is no such date.",
    "string_unicode": "This must be text without lone surrogates.",
    "json_type": "This must be a JSON value.",
    "json_null": "This must not be null.",
    "json_number": "A JSON value keeps integers and doubles: this number has more digits, or is too large.",
    "json_depth": "This must nest at most {depth} deep.",
    "json_schema": "This does not fit the JSON Schema of the field.",
}

_FORMS: dict[str, str] = {
    patterns.NO_NUL: "This must not hold the character NUL.",
    patterns.DATE: "This must be a date, such as 2026-01-31.",
    patterns.TIME: "This must be a time without an offset, such as 09:30:00.",
    patterns.DATETIME: "This must be a date and time with its offset, such as 2026-01-31T09:30:00Z.",
    patterns.DATETIME_Z: "This must be a date and time in UTC, such as 2026-01-31T09:30:00Z.",
    patterns.DURATION: "This must be a duration, such as P1DT2H30M.",
    patterns.UUID: "This must be a UUID.",
    patterns.EMAIL: "This must be an email address.",
    patterns.URL: "This must be a URL of http or https.",
    patterns.SLUG: "This must be a slug, such as an-example-1.",
    patterns.IP: "This must be an IP address.",
    patterns.BASE64: "This must be base64, with its padding.",
    patterns.INTEGER: 'This must be an integer in quotes, such as "42".',
    patterns.DECIMAL: "This must be a decimal, such as 9.99.",
    ENTITY_TAGS: 'This must be entity tags in double quotes, such as "17", separated by commas, or *.',
}
"""Messages for a text that does not match the pattern of a type or header."""
_MAX_PATTERN_LENGTH = 80
"""The length of the longest pattern that a message shows."""


def describe(errors: Iterable[Mapping[str, Any]]) -> list[ErrorItem]:
    """Return Pydantic's errors as items without values. Each `loc` begins with body, query, path or header."""
    items = []
    for error in islice(errors, MAX_ERRORS):
        code, context = str(error["type"]), error.get("ctx") or {}
        message = _template(code, context.get("pattern", "")).format_map(_Context(context))
        items.append(ErrorItem(pointer(error["loc"]), code, message))
    return items


def _template(code: str, pattern: str) -> str:
    if pattern in _FORMS:
        return _FORMS[pattern]
    if pattern and (names := name_list_message(pattern)) is not None:
        return names
    if pattern and len(pattern) <= _MAX_PATTERN_LENGTH:
        return "This must match the pattern {pattern}"
    return _MESSAGES.get(code, "This is not valid.")


def _json_form(value: Any) -> Any:
    """Return a bound as it is written in JSON. Pydantic gives a date or time as a Python expression."""
    found = _MOMENT.match(value) if isinstance(value, str) else None
    if found is None:
        return value
    kind, numbers = found.groups()
    moment = getattr(dt, kind)(*map(int, numbers.split(",")))
    return f"{moment.isoformat()}Z" if kind == "datetime" else moment.isoformat()


class _Context(dict[str, Any]):
    """The parameters of a constraint. The templates use only these, never the input."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        super().__init__({name: _json_form(value) for name, value in context.items()})

    def __missing__(self, key: str) -> str:
        if key == "things":
            return "items" if self.get("field_type") == "List" else "bytes"
        return key
