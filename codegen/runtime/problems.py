"""Errors as RFC 9457 problem details, the same for every operation.

An answer never repeats a value that the client sent nor a text of the database; a name is repeated only if it looks
like one. Messages therefore come from the table below and not from Pydantic, whose texts quote the input.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any, NamedTuple

import orjson
from fastapi import HTTPException
from starlette.responses import Response

from . import patterns
from .etags import ENTITY_TAGS
from .listed_names import names_expected

MEDIA_TYPE = "application/problem+json"
PROBLEM_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
"""The content of an answer that is a problem, in the OpenAPI document: for `responses` of a hand-written route."""

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_.:\[\]$-]{0,63}\Z")
"""What a name may be that an answer repeats: a field's, or one that other services use, such as `tag[]` or `a.b`."""

_MOMENT = re.compile(r"datetime\.(datetime|date|time)\(([0-9, ]+)(?:, tzinfo=datetime\.timezone\.utc)?\)\Z")

_TITLES = {413: "Content Too Large", 414: "URI Too Long", 422: "Unprocessable Content"}
"""The phrases of RFC 9110 that Python learned in 3.13."""

MOST_ERRORS = 100
"""Errors that one answer lists: a small request must not get a large answer."""

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
"""What does not match the pattern of a type or a header that has one of its own."""
_LONGEST_PATTERN = 80
"""Characters of a pattern that a message shows."""


class ErrorItem(NamedTuple):
    """One thing that is wrong. `pointer` is a JSON Pointer (RFC 6901) from `/body`, `/query`, `/path` or `/header`."""

    pointer: str
    code: str
    message: str


class Problem(HTTPException):
    """An answer in the form of a problem. Raise it anywhere below the router; it rolls the transaction back."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[ErrorItem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.errors = errors


class Needed(Problem):
    """The 409 for a row that others need."""

    def __init__(self) -> None:
        super().__init__(409, "Other resources refer to this one, so it cannot be deleted.")


class Overloaded(Problem):
    """The 503 for a password that was not hashed because too many others came before it."""

    def __init__(self) -> None:
        super().__init__(
            503, "Too many passwords are being hashed now. Try again.", headers={"Retry-After": "1"}
        )


def forbidden() -> Problem:
    """Return the 403: the caller may not see what is deleted."""
    return Problem(403, "What is deleted is not shown to you.")


def not_found() -> Problem:
    """Return the 404: the resource does not exist, or the caller may not see it."""
    return Problem(404, "There is no such resource.")


def precondition_failed() -> Problem:
    """Return the 412: no version that `If-Match` names is the resource's."""
    return Problem(412, "The resource has another version than If-Match names.")


def precondition_required() -> Problem:
    """Return the 428 (RFC 6585, 3): the resource is changed only with `If-Match`."""
    missing = ErrorItem("/header/If-Match", "missing", "This header is required.")
    return Problem(428, "Send If-Match with the entity tag of the version to change.", [missing])


def unavailable() -> Problem:
    """Return the 503: the database cannot do this now, and the same request may succeed later."""
    return Problem(503, "The database cannot answer now. Try again.", headers={"Retry-After": "1"})


def problem_response(
    status: int,
    detail: str,
    errors: Iterable[ErrorItem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the `application/problem+json` answer."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [item._asdict() for item in errors],
    }
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


def describe(errors: Iterable[Mapping[str, Any]]) -> list[ErrorItem]:
    """Translate Pydantic's errors, whose `loc` begins with body, query, path or header, into items without values."""
    items = []
    for error in islice(errors, MOST_ERRORS):
        code, context = str(error["type"]), error.get("ctx") or {}
        message = _template(code, context.get("pattern", "")).format_map(_Context(context))
        items.append(ErrorItem(pointer(error["loc"]), code, message))
    return items


def _template(code: str, pattern: str) -> str:
    if pattern in _FORMS:
        return _FORMS[pattern]
    if pattern and (names := names_expected(pattern)) is not None:
        return names
    if pattern and len(pattern) <= _LONGEST_PATTERN:
        return "This must match the pattern {pattern}"
    return _MESSAGES.get(code, "This is not valid.")


def pointer(loc: Sequence[str | int]) -> str:
    """Return the JSON Pointer of a location, cut before the first name that looks like no name."""
    place, *path = loc
    if place == "body" and path[:1] == ["json"]:  # the tag of the road on which bodies are validated
        path = path[1:]
    parts = [str(place)]
    for part in path:
        if isinstance(part, str) and not _NAME.match(part):
            break
        parts.append(str(part))
    return "/" + "/".join(parts)


def _shown(value: Any) -> Any:
    """Return a bound as clients write it: Pydantic gives the Python expression of a date, a time or a moment."""
    found = _MOMENT.match(value) if isinstance(value, str) else None
    if found is None:
        return value
    kind, numbers = found.groups()
    moment = getattr(dt, kind)(*map(int, numbers.split(",")))
    return f"{moment.isoformat()}Z" if kind == "datetime" else moment.isoformat()


class _Context(dict[str, Any]):
    """What Pydantic says of a constraint; only names of constraints stand in the templates, never the input."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        super().__init__({name: _shown(value) for name, value in context.items()})

    def __missing__(self, key: str) -> str:
        if key == "things":
            return "items" if self.get("field_type") == "List" else "bytes"
        return key
