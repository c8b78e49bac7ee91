"""The endpoints of an entity: each uses the fast path or else the service, which writes in a transaction.

Responses are built from bytes and are not validated. A test checks that the schemas would give the same bytes.
"""

import re
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import quote

from fastapi import Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from ..driver.engine_checks import require_for_reads
from ..problems.problem import forbidden, not_found, precondition_required
from ..queries.list_parameters import ListQuery, ReadParameters, Selection, selection_of
from ..queries.pages import Page
from ..resources.referrers import VERSION
from ..resources.resource import Resource
from ..resources.response_limits import ResponseTooLarge, expansion_too_large, response_limits
from ..services.request_passwords import hash_passwords, passwords_of
from ..services.transactions import transaction
from ..statements import fast_path
from ..statements.fast_path import AnyService, Database, EncodedRow
from ..types.encoding import dumps
from ..types.etags import etag, none_match
from . import views
from .idempotency import StoredResponse, run_once
from .replays import reread_created
from .root_paths import shown_path

_JSON = (b"content-type", b"application/json")
_PARTIAL = (b"content-type", b"application/partial+json")
"""The media type of a response to `fields`. It tells the client that members may be missing."""
_REPLAYED = (b"idempotent-replayed", b"true")
_UNRESERVED = re.compile(r"[0-9A-Za-z_.~-]*")
"""Characters that are not encoded in a path (RFC 3986, 2.3)."""


async def list_page(service: AnyService, db: Database, query: ListQuery) -> Response:
    """Respond 200 with `{items, next_cursor, previous_cursor}` and, if the query asks for a count, `total`.

    Raises Problem 403 if the query asks for deleted rows and the service does not show them to the caller.
    """
    selection = selection_of(query)
    if selection.deleted and not await service.may_see_deleted():
        raise forbidden()
    resource, is_expanded = service.resource, selection.expand is not None
    if not selection.is_whole:
        service, resource = views.select_fields(service, query)
    while True:
        try:
            body = await _page(service, resource, db, query, is_expanded=is_expanded)
            return _response(200, body, media_type=_media_type(selection))
        except ResponseTooLarge as error:
            if query.limit == 1:
                raise expansion_too_large() from None
            # The service makes the cursors of the shorter page.
            query = query.model_copy(update={"limit": min(error.fitting, query.limit - 1)})


async def _page(
    service: AnyService, resource: Resource[Any], db: Database, query: ListQuery, *, is_expanded: bool
) -> bytes:
    """Return the body of a page. Raises ResponseTooLarge if it is larger than a response may be."""
    body = None if is_expanded else await fast_path.page(service, db, query)
    if body is None:
        session = _session(db)
        require_for_reads(session)
        page = await service.list(session, query)
        items = [resource.dump(row) for row in page.items]
        if is_expanded:
            found = await views.expand(session, service, query, page.items, items)
            items = [each.text for each in found]
        body = page_body(items, page)
    if len(body) > response_limits().size and query.limit > 1:
        raise ResponseTooLarge(query.limit // 2)
    return body


async def create_one(
    request: Request, service: AnyService, db: AsyncSession, data: BaseModel, key: str | None = None
) -> Response:
    """Create a row. Respond 201 with the row, its `Location` and its entity tag.

    Another request with the same idempotency `key` gets the same response, marked as a replay, and creates nothing.
    """

    async def create() -> StoredResponse:
        return _created(request, _encoded(service.resource, await service.create(db, data)))

    passwords = passwords_of(service.resource, [data])
    if key is not None:
        operation = f"create {service.resource.name}"
        stored, is_replay = await run_once(
            operation, key, request, service, db, create, reread_created, passwords
        )
        return stored_response(service, stored, is_replay=is_replay)
    if passwords:
        await hash_passwords(passwords)
    row = await fast_path.create(service, db, data)
    if row is not None:
        return stored_response(service, _created(request, row))
    async with transaction(db):
        created = await create()
    return stored_response(service, created)


async def read_one(
    service: AnyService, db: Database, id: Any, query: ReadParameters, if_none_match: str | None = None
) -> Response:
    """Respond 200 with a row and its entity tag, or 304 if the client has this version.

    A response to `fields` or `expand` has no entity tag, because the tag of the row does not describe it.
    """
    selection = selection_of(query)
    resource, is_expanded = service.resource, selection.expand is not None
    if not selection.is_whole:
        service, resource = views.select_fields(service, query)
    encoded = None if is_expanded else await fast_path.read(service, db, id)
    if encoded is None:
        if not isinstance(db, AsyncSession):
            raise not_found()
        require_for_reads(db)
        row = await service.read(db, id)
        item = resource.dump(row)
        if is_expanded:
            try:
                item = (await views.expand(db, service, query, [row], [item]))[0].text
            except ResponseTooLarge:
                raise expansion_too_large() from None
        encoded = EncodedRow(item, resource.id_of(row), _version(resource, row))
    tag = _tag(service, encoded.version, encoded.body) if selection.is_whole else None
    if tag is not None and not none_match(if_none_match, tag):
        return _response(304, None, tag)
    return _response(200, encoded.body, tag, media_type=_media_type(selection))


async def change_one(
    kind: Literal["update", "replace"],
    service: AnyService,
    db: AsyncSession,
    id: Any,
    data: BaseModel,
    if_match: str | None = None,
) -> Response:
    """Update or replace a row. Respond 200 with the row and its entity tag."""
    if if_match is None and service.resource.match_required:
        await _require_match(service, db, id)
    if passwords := passwords_of(service.resource, [data]):
        await hash_passwords(passwords)
    encoded = await fast_path.update(service, db, id, data, if_match)
    if encoded is None:
        change = service.update if kind == "update" else service.replace
        async with transaction(db):
            row = await change(db, id, data, if_match)
        encoded = _encoded(service.resource, row)
    return _row_response(service, encoded)


async def delete_one(service: AnyService, db: AsyncSession, id: Any, if_match: str | None = None) -> Response:
    """Delete a row. Respond 204."""
    if if_match is None and service.resource.match_required:
        await _require_match(service, db, id)
    if not await fast_path.delete(service, db, id, if_match):
        async with transaction(db):
            await service.delete(db, id, if_match)
    return _response(204, None)


async def restore_one(
    service: AnyService, db: AsyncSession, id: Any, if_match: str | None = None
) -> Response:
    """Restore a deleted row. Respond 200 with the row and its entity tag."""
    async with transaction(db):
        if if_match is None and service.resource.match_required:
            await service.require(db, id, deleted=await service.restorable())
            raise precondition_required()
        row = await service.restore(db, id, if_match)
    return _row_response(service, _encoded(service.resource, row))


def page_body(items: Sequence[bytes], page: Page[Any]) -> bytes:
    """Return the JSON of a page from a service. `items` are the JSON objects of its rows."""
    body: dict[str, Any] = {"next_cursor": page.next_cursor, "previous_cursor": page.previous_cursor}
    if page.total is not None:
        body["total"] = page.total
    return b'{"items":[' + b",".join(items) + b"]," + dumps(body)[1:]


def stored_response(service: AnyService, stored: StoredResponse, *, is_replay: bool = False) -> Response:
    """Return the response to a request that may have an idempotency key. A replay is marked by a header."""
    headers = [] if stored.location is None else [(b"location", stored.location.encode("latin-1"))]
    if is_replay:
        headers.append(_REPLAYED)
    return _response(stored.status, stored.body, _tag(service, stored.version, stored.body), *headers)


def _created(request: Request, row: EncodedRow) -> StoredResponse:
    path = shown_path(request.scope) if request.scope.get("root_path") else request.scope["path"]
    parts = row.id if isinstance(row.id, tuple) else (row.id,)
    location = "/".join([path, *map(_segment, parts)])
    return StoredResponse(201, row.body, location, row.version)


def _segment(id: Any) -> str:
    """Return an id, or one part of it, encoded as a segment of a path."""
    text = str(id)
    return text if _UNRESERVED.fullmatch(text) else quote(text, safe="")


async def _require_match(service: AnyService, db: AsyncSession, id: Any) -> None:
    """Raise Problem 428, or 404 if the row does not exist: that is checked before preconditions."""
    await service.read(db, id)
    raise precondition_required()


def _encoded(resource: Resource[Any], row: Any) -> EncodedRow:
    return EncodedRow(resource.dump(row), resource.id_of(row), _version(resource, row))


def _row_response(service: AnyService, row: EncodedRow) -> Response:
    return _response(200, row.body, _tag(service, row.version, row.body))


def _tag(service: AnyService, version: int | None, body: bytes) -> str | None:
    """Return the entity tag of a row as the caller sees it."""
    return None if version is None else etag(version, body if service.differs_by_caller() else None)


def _version(resource: Resource[Any], row: Any) -> int | None:
    return getattr(row, VERSION) if resource.versioned else None


def _session(db: Database) -> AsyncSession:
    """Return the database as a session. A service with an override never gets anything else."""
    if not isinstance(db, AsyncSession):
        raise TypeError("a service that overrides a method needs the session of get_db")
    return db


def _media_type(selection: Selection) -> tuple[bytes, bytes]:
    """Return the header `Content-Type` of a response to a query."""
    return _JSON if selection.fields is None else _PARTIAL


def _response(
    status: int,
    body: bytes | None,
    tag: str | None = None,
    *headers: tuple[bytes, bytes],
    media_type: tuple[bytes, bytes] = _JSON,
) -> Response:
    """Return a response whose headers are encoded already."""
    response = _EncodedResponse(body, status)
    raw = [*headers]
    if tag is not None:
        raw.append((b"etag", tag.encode()))
    if body is not None:
        raw += [(b"content-length", str(len(body)).encode()), media_type]
    response.raw_headers = raw
    return response


class _EncodedResponse(Response):
    """A response without headers of its own: `_response` sets them."""

    def __init__(self, body: bytes | None, status: int) -> None:
        self.status_code = status
        self.background = None
        self.body = body or b""
