"""Components of the OpenAPI document that all services share: parameters, headers, and problems (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from specloom.emit.openapi.examples import CURSOR_EXAMPLE, TAG_EXAMPLE
from specloom.emit.openapi.key_schemas import key_schemas
from specloom.model import Entity, Operation
from specloom.types import Type, row

JsonObject = dict[str, Any]

ENTITY_TAGS: JsonObject = {
    "type": "string",
    "pattern": '^(?:\\*|(?:W/)?"[!#-~]*"(?:[ \\t]*,[ \\t]*(?:W/)?"[!#-~]*")*)?$',
}
"""The values of `If-Match` and `If-None-Match` in visible ASCII: `*` or a list of entity tags."""

SEARCHED = Type("text", max_length=255)
"""The type of `q`."""
READ_STATUSES = ("422", "503")
"""Problem responses of all operations."""
WRITE_STATUSES = ("400", "413", "415")
"""Additional problem responses of operations with a body."""
CONDITIONAL_STATUSES = ("412",)
"""Additional problem responses of operations with `If-Match`."""
DEMANDING_STATUSES = ("428",)
"""Additional problem responses of operations that require `If-Match`."""

PROBLEM: JsonObject = {
    "type": "object",
    "description": "A problem (RFC 9457). It never contains a value of the request.",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["about:blank"]},
        "title": {"type": "string", "examples": ["Not Found"]},
        "status": {
            "type": "integer",
            "format": "int32",
            "minimum": 400,
            "maximum": 599,
            "examples": [404],
        },
        "detail": {"type": "string", "examples": ["There is no such resource."]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "A JSON Pointer (RFC 6901) that starts with the part of the request: "
                        "`/body`, `/query`, `/path` or `/header`.",
                        "examples": ["/query/limit"],
                    },
                    "code": {"type": "string", "examples": ["less_than_equal"]},
                    "message": {"type": "string", "examples": ["This must be at most 100."]},
                },
            },
        },
    },
}

_CONFLICT = (
    "The request conflicts with stored rows: a unique value or key exists, a referenced row is missing, or other rows "
    "refer to this one. Or a number in a JSON value would lose digits."
)
_PROBLEMS = {
    "400": ("BadRequest", "The body is not JSON."),
    "403": ("Forbidden", "The caller may not see deleted items."),
    "404": ("NotFound", "There is no such resource."),
    "NoSuchPage": (
        "NoSuchPage",
        "The cursor is not valid: it was changed, or belongs to another sort or filter.",
    ),
    "NoSuchList": ("NoSuchList", "There is no such resource, or the cursor is not valid."),
    "409": ("Conflict", _CONFLICT),
    "TooMuchToExpand": (
        "TooMuchToExpand",
        "The expanded rows of a single row are too large for a response; `errors` points to `/query/expand`.",
    ),
    "412": ("PreconditionFailed", "The resource does not have a version in `If-Match`."),
    "413": (
        "ContentTooLarge",
        "The body has too many bytes, or too many arrays, objects and members of objects.",
    ),
    "415": ("UnsupportedMediaType", "The body is not `application/json` in UTF-8 without compression."),
    "422": ("UnprocessableContent", "Part of the request does not match its schema; see `errors`."),
    "428": ("PreconditionRequired", "A change requires `If-Match`, which is missing."),
    "503": ("ServiceUnavailable", "The database is not available now. The same request may succeed later."),
}

_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""Titles that do not depend on the Python version of the service."""
_ERRORS: dict[str, JsonObject] = {
    "UnprocessableContent": {
        "pointer": "/query/limit",
        "code": "less_than_equal",
        "message": "This must be at most 100.",
    },
    "TooMuchToExpand": {
        "pointer": "/query/expand",
        "code": "too_large",
        "message": "The expanded rows are too large for a response.",
    },
}

MERGE_PATCH = (
    "The media type `application/merge-patch+json` (RFC 7396) is also accepted. Its values cannot be objects, since a "
    "field with JSON is replaced as a whole and not merged."
)
"""Description of PATCH bodies. Another media type in `content` would duplicate the types of generated clients."""
_ACCEPTED: JsonObject = {
    name: {"description": text, "schema": {"type": "string"}}
    for name, text in (
        ("Accept", "The accepted media types of a body."),
        ("Accept-Patch", "The accepted media types of a PATCH body."),
        ("Accept-Encoding", "The accepted encoding: `identity`. It is present if the body was compressed."),
    )
}

_TAG: JsonObject = {"type": "string", "pattern": '^"[0-9]+(?:-[0-9a-f]{16})?"$', "examples": [TAG_EXAMPLE]}
_TAGGED = (
    "The version, followed by a digest of the content if it depends on the caller. `If-Match` compares "
    "only the version"
)


def operation_id(entity: Entity, operation: Operation) -> str:
    """Return the operation id, such as `list_posts` or `read_post`."""
    return f"{operation}_{entity.plural if operation in ('list', 'batch') else entity.module}"


def problem(status: str) -> JsonObject:
    """Return a reference to the shared response of a status, or to a named problem."""
    return {"$ref": f"#/components/responses/{_PROBLEMS[status][0]}"}


def parameter(name: str) -> JsonObject:
    """Return a reference to a shared parameter."""
    return {"$ref": f"#/components/parameters/{name}"}


def path_parameters(entity: Entity, *names: str) -> list[JsonObject]:
    """Return the path parameters of an entity's key, with the given names if any."""
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in zip(names or entity.parameters, key_schemas(entity).values(), strict=True)
    ]


def cached() -> JsonObject:
    """Return references to the headers for caches."""
    return {"Cache-Control": header("CacheControl"), "Vary": header("Vary")}


def header(name: str) -> JsonObject:
    """Return a reference to a shared response header."""
    return {"$ref": f"#/components/headers/{name}"}


def problems() -> dict[str, JsonObject]:
    """Return all problem responses by name."""
    responses = {name: _response(status, name, text) for status, (name, text) in _PROBLEMS.items()}
    responses["ServiceUnavailable"]["headers"] = {"Retry-After": header("RetryAfter")}
    responses["UnsupportedMediaType"]["headers"] = _ACCEPTED
    return responses


def _response(status: str, name: str, text: str) -> JsonObject:
    """Return the response of a problem. Named problems have the status 404, `TooMuchToExpand` has 409."""
    number = int(status) if status.isdigit() else 409 if status == "TooMuchToExpand" else 404
    example = {
        "type": "about:blank",
        "title": _TITLES.get(number, HTTPStatus(number).phrase),
        "status": number,
        "detail": text,
        "errors": [_ERRORS[name]] if name in _ERRORS else [],
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": text,
        "content": {"application/problem+json": {"schema": schema, "example": example}},
    }


def parameters() -> dict[str, JsonObject]:
    """Return the shared parameters by name."""
    return {
        "Limit": {
            "name": "limit",
            "in": "query",
            "description": "The maximum number of items on a page.",
            "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 100, "default": 20},
        },
        "Cursor": {
            "name": "cursor",
            "in": "query",
            "description": "The `next_cursor` or `previous_cursor` of a page with the same sort and filters.",
            "schema": {
                "type": "string",
                "minLength": 1,
                "maxLength": 16384,
                "pattern": "^[A-Za-z0-9_-]+$",
                "examples": [CURSOR_EXAMPLE],
            },
        },
        "Count": {
            "name": "count",
            "in": "query",
            "description": "Whether to count the items on all pages.",
            "schema": {"type": "boolean", "default": False},
        },
        "Deleted": {
            "name": "deleted",
            "in": "query",
            "description": "Whether to list only deleted items. This may need a permission.",
            "schema": {"type": "boolean", "default": False},
        },
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "Makes the request safe to repeat. For 24 hours, the same key with the same body gets the "
            "same response, with the header `Idempotent-Replayed`, and nothing is changed again. "
            "The response is 404 if the created resource is no longer shown to the caller.",
            "schema": {
                "type": "string",
                "minLength": 1,
                "maxLength": 255,
                "pattern": "^[!-~]+$",
                "examples": ["8e03978e-40d5-43dd-bc93-6894a57f9324"],
            },
        },
        "Search": {
            "name": "q",
            "in": "query",
            "description": "Only items that contain each of these words in one of the searched fields. Case is "
            "ignored, accents are not. Words are separated by characters other than letters and digits. "
            "A text without words finds nothing.",
            "schema": {**row(SEARCHED).schema(SEARCHED), "examples": ["analytical engine"]},
        },
        "IfMatch": {
            "name": "If-Match",
            "in": "header",
            "description": "Only if the resource still has one of these versions.",
            "schema": {**ENTITY_TAGS, "examples": [TAG_EXAMPLE]},
        },
        "RequiredIfMatch": {
            "name": "If-Match",
            "in": "header",
            "required": True,
            "description": "Only if the resource still has one of these versions.",
            "schema": {**ENTITY_TAGS, "examples": [TAG_EXAMPLE]},
        },
        "IfNoneMatch": {
            "name": "If-None-Match",
            "in": "header",
            "description": "Only if the resource has none of these versions. Ignored with `fields` or `expand`.",
            "schema": {**ENTITY_TAGS, "examples": [TAG_EXAMPLE]},
        },
    }


def headers() -> dict[str, JsonObject]:
    """Return the shared response headers by name."""
    return {
        "ETag": {
            "description": f"{_TAGGED}.",
            "required": True,
            "schema": _TAG,
        },
        "ETagOfTheWhole": {
            "description": f"{_TAGGED}. It is absent with `fields` or `expand`.",
            "schema": _TAG,
        },
        "CacheControl": {
            "description": "The caches that may store the response; usually `private`.",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "examples": ["private"]},
        },
        "Vary": {
            "description": "The request headers on which the response depends. Absent if there are none.",
            "schema": {"type": "string", "minLength": 1, "examples": ["Authorization"]},
        },
        "IdempotentReplayed": {
            "description": "Present if the response is that of an earlier request with the same `Idempotency-Key`.",
            "schema": {"type": "string", "const": "true"},
        },
        "RetryAfter": {
            "description": "Seconds to wait before another attempt.",
            "required": True,
            "schema": {"type": "string", "pattern": "^[0-9]+$", "examples": ["1"]},
        },
    }
