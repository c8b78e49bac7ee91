# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 0d997309669e1d1527266b0b1437af45
"""Answers made of bytes: nothing is validated on the way out, a test holds that the schemas would say the same."""

from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response

from .encoding import dumps
from .etags import etag, none_match
from .pages import Page
from .referrers import VERSION
from .resource import Resource

JSON = "application/json"


def page_response(resource: Resource[Any], page: Page[Any]) -> Response:
    """Return 200 with `{items, next_cursor}` and, if it was counted, `total`."""
    body: dict[str, Any] = {
        "items": [resource.as_json(row) for row in page.items],
        "next_cursor": page.next_cursor,
    }
    if page.total is not None:
        body["total"] = page.total
    return Response(dumps(body), media_type=JSON)


def created_response(request: Request, resource: Resource[Any], row: Any) -> Response:
    """Return 201 with the row, its `Location` and its entity tag."""
    location = f"{request.url.path}/{quote(str(row.id), safe='')}"
    return Response(resource.dump(row), 201, {"Location": location, **_entity_tag(resource, row)}, JSON)


def row_response(resource: Resource[Any], row: Any, if_none_match: str | None = None) -> Response:
    """Return 200 with the row and its entity tag, or 304 if the client has this version already."""
    headers = _entity_tag(resource, row)
    if headers and not none_match(if_none_match, getattr(row, VERSION)):
        return Response(status_code=304, headers=headers)
    return Response(resource.dump(row), 200, headers, JSON)


def deleted_response() -> Response:
    """Return 204."""
    return Response(status_code=204)


def _entity_tag(resource: Resource[Any], row: Any) -> dict[str, str]:
    return {"ETag": etag(getattr(row, VERSION))} if resource.versioned else {}
