"""Errors as RFC 9457 problem details, the same for every operation.

A response never repeats a value that the client sent, nor a text of the database. It repeats a name only if the name
has the form of one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

import orjson
from fastapi import HTTPException
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
PROBLEM_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
"""The content of a problem in the OpenAPI document, for `responses` of a hand-written route."""

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_.:\[\]$-]{0,63}\Z")
"""The names that a response repeats: field names, and names in the style of other services (`tag[]`, `a.b`)."""

_TITLES = {413: "Content Too Large", 414: "URI Too Long", 422: "Unprocessable Content"}
"""The phrases of RFC 9110. Python has them since 3.13."""

MAX_ERRORS = 100
"""Errors that one response lists: a small request must not get a large response."""


class ErrorItem(NamedTuple):
    """One error in a request. `pointer` is a JSON Pointer (RFC 6901) from `/body`, `/query`, `/path` or `/header`."""

    pointer: str
    code: str
    message: str


class Problem(HTTPException):
    """A response in the form of a problem. Code below the router raises it; then the transaction is rolled back."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[ErrorItem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.errors = errors


class StillReferenced(Problem):
    """The 409 for a row that cannot be deleted, because other rows refer to it."""

    def __init__(self) -> None:
        super().__init__(409, "Other resources refer to this one, so it cannot be deleted.")


class Overloaded(Problem):
    """The 503 for a password that was not hashed in time, because too many are being hashed."""

    def __init__(self) -> None:
        super().__init__(
            503, "Too many passwords are being hashed now. Try again.", headers={"Retry-After": "1"}
        )


def forbidden() -> Problem:
    """Return the 403: the caller may not see deleted rows."""
    return Problem(403, "Deleted resources are not shown to you.")


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
    """Return the `application/problem+json` response."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [item._asdict() for item in errors],
    }
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


def pointer(loc: Sequence[str | int]) -> str:
    """Return the JSON Pointer of a location, cut before the first part that does not have the form of a name."""
    place, *path = loc
    if place == "body" and path[:1] == [
        "json"
    ]:  # the tag of the union that validates bodies (`types.schemas`)
        path = path[1:]
    parts = [str(place)]
    for part in path:
        if isinstance(part, str) and not _NAME.match(part):
            break
        parts.append(str(part))
    return "/" + "/".join(parts)
