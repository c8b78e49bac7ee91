"""What the endpoints of a router do: the straight road where it is open, else the service, in a transaction for writes.

Answers are made of bytes: nothing is validated on the way out, a test holds that the schemas would say the same.
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
from ..queries.list_parameters import (
    ListQuery,
    Parameters,
    ReadParameters,
    deleted_of,
    expand_of,
    fields_of,
    is_whole,
)
from ..queries.pages import Page
from ..resources.referrers import VERSION
from ..resources.resource import Resource
from ..resources.response_limits import ResponseTooLarge, expansion_too_large, response_limits
from ..services.request_passwords import hash_passwords, passwords_of
from ..services.transactions import transaction
from ..statements import fast_path
from ..statements.fast_path import Answer, AnyService, Database
from ..types.encoding import dumps
from ..types.etags import etag, none_match
from . import batch, views
from .idempotency import Reply, once
from .replays import batch_again, created_again
from .root_paths import shown_path

_JSON = (b"content-type", b"application/json")
_PARTIAL = (b"content-type", b"application/partial+json")
"""Of an answer to `fields`: a client that expects whole resources knows by it that members may be missing."""
_REPLAYED = (b"idempotent-replayed", b"true")
_UNRESERVED = re.compile(r"[0-9A-Za-z_.~-]*")
"""What stands in a path as it is (RFC 3986, 2.3)."""


async def list_page(service: AnyService, db: Database, query: ListQuery) -> Response:
    """Answer 200 with `{items, next_cursor, previous_cursor}` and, if it was counted, `total`.

    Raises Problem 403 if what is deleted is asked for, and the service does not show it to the caller.
    """
    if deleted_of(query) and not await service.may_see_deleted():
        raise forbidden()
    resource, expanded = service.resource, False
    if not is_whole(query):
        service, resource = views.reading(service, query)
        expanded = expand_of(query) is not None
    while True:
        try:
            body = await _page(service, resource, db, query, expanded=expanded)
            return _response(200, body, media_type=_media_type(query))
        except ResponseTooLarge as error:
            if query.limit == 1:
                raise expansion_too_large() from None
            # Asked for fewer rows, the service makes the cursors of the shorter page.
            query = query.model_copy(update={"limit": min(error.fitting, query.limit - 1)})


async def _page(
    service: AnyService, resource: Resource[Any], db: Database, query: ListQuery, *, expanded: bool
) -> bytes:
    """Return the body of a page. Raises ResponseTooLarge if it is more than a response may hold."""
    body = None if expanded else await fast_path.page(service, db, query)
    if body is None:
        session = _session(db)
        require_for_reads(session)
        page = await service.list(session, query)
        items = [resource.dump(row) for row in page.items]
        if expanded:
            found = await views.expand(session, service, query, page.items, items)
            items = [each.text for each in found]
        body = page_body(items, page)
    if len(body) > response_limits().size and query.limit > 1:
        raise ResponseTooLarge(query.limit // 2)
    return body


async def create_one(
    request: Request, service: AnyService, db: AsyncSession, data: BaseModel, key: str | None = None
) -> Response:
    """Create a row; answer 201 with the row, its `Location` and its entity tag.

    Another request with the same `key` gets the same answer, marked as a replay, and creates nothing.
    """

    async def create() -> Reply:
        return _created(request, _answer(service.resource, await service.create(db, data)))

    sent = passwords_of(service.resource, [data])
    if key is not None:
        operation = f"create {service.resource.name}"
        return _replied(
            service, *await once(operation, key, request, service, db, create, created_again, sent)
        )
    if sent:
        await hash_passwords(sent)
    answer = await fast_path.create(service, db, data)
    if answer is not None:
        return _replied(service, _created(request, answer))
    async with transaction(db):
        reply = await create()
    return _replied(service, reply)


async def read_one(
    service: AnyService, db: Database, id: Any, query: ReadParameters, if_none_match: str | None = None
) -> Response:
    """Answer 200 with a row and its entity tag, or 304 if the client has this version already.

    What `fields` or `expand` ask for has no entity tag: that of the row says nothing about it.
    """
    resource, expanded, whole = service.resource, False, is_whole(query)
    if not whole:
        service, resource = views.reading(service, query)
        expanded = expand_of(query) is not None
    answer = None if expanded else await fast_path.read(service, db, id)
    if answer is None:
        if not isinstance(db, AsyncSession):
            raise not_found()
        require_for_reads(db)
        row = await service.read(db, id)
        item = resource.dump(row)
        if expanded:
            try:
                item = (await views.expand(db, service, query, [row], [item]))[0].text
            except ResponseTooLarge:
                raise expansion_too_large() from None
        answer = Answer(item, resource.id_of(row), _version(resource, row))
    tag = _tag(service, answer.version, answer.body) if whole else None
    if tag is not None and not none_match(if_none_match, tag):
        return _response(304, None, tag)
    return _response(200, answer.body, tag, media_type=_media_type(query))


async def change_one(
    kind: Literal["update", "replace"],
    service: AnyService,
    db: AsyncSession,
    id: Any,
    data: BaseModel,
    if_match: str | None = None,
) -> Response:
    """Update or replace a row; answer 200 with the row and its entity tag."""
    if if_match is None and service.resource.match_required:
        await _demand_match(service, db, id)
    if sent := passwords_of(service.resource, [data]):
        await hash_passwords(sent)
    answer = await fast_path.update(service, db, id, data, if_match)
    if answer is None:
        change = service.update if kind == "update" else service.replace
        async with transaction(db):
            row = await change(db, id, data, if_match)
        answer = _answer(service.resource, row)
    return _response(200, answer.body, _tag(service, answer.version, answer.body))


async def delete_one(service: AnyService, db: AsyncSession, id: Any, if_match: str | None = None) -> Response:
    """Delete a row; answer 204."""
    if if_match is None and service.resource.match_required:
        await _demand_match(service, db, id)
    if not await fast_path.delete(service, db, id, if_match):
        async with transaction(db):
            await service.delete(db, id, if_match)
    return _response(204, None)


async def restore_one(
    service: AnyService, db: AsyncSession, id: Any, if_match: str | None = None
) -> Response:
    """Take back the deletion of a row; answer 200 with the row and its entity tag."""
    async with transaction(db):
        if if_match is None and service.resource.match_required:
            await service.require(db, id, deleted=await service.restorable())
            raise precondition_required()
        row = await service.restore(db, id, if_match)
    answer = _answer(service.resource, row)
    return _response(200, answer.body, _tag(service, answer.version, answer.body))


async def do_batch(
    request: Request, service: AnyService, db: AsyncSession, data: BaseModel, key: str | None = None
) -> Response:
    """Create, change and delete rows, all or none; answer 200 with `{created, updated, deleted}`.

    Another request with the same `key` gets the same answer, marked as a replay, and does nothing.
    """
    wanted = batch.prepare(service, data)
    sent = batch.passwords(service, wanted)

    async def work() -> Reply:
        done = await batch.perform(service, db, wanted)
        return Reply(200, _batch_body(service.resource, data, done))

    if key is not None:
        operation = f"batch {service.resource.name}"
        return _replied(service, *await once(operation, key, request, service, db, work, batch_again, sent))
    if sent:
        await hash_passwords(sent)
    async with transaction(db):
        reply = await work()
    return _replied(service, reply)


def page_body(items: Sequence[bytes], page: Page[Any]) -> bytes:
    """Return the JSON of a page that a service made, of the JSON objects of its rows."""
    body: dict[str, Any] = {"next_cursor": page.next_cursor, "previous_cursor": page.previous_cursor}
    if page.total is not None:
        body["total"] = page.total
    return b'{"items":[' + b",".join(items) + b"]," + dumps(body)[1:]


def _batch_body(resource: Resource[Any], data: BaseModel, done: batch.Done) -> bytes:
    """Return the JSON of what a batch did, of all that batches of this resource may do."""
    body = {
        "create": ("created", [resource.as_json(row) for row in done.created]),
        "update": ("updated", [resource.as_json(row) for row in done.updated]),
        "delete": ("deleted", [resource.id_as_json(id) for id in done.deleted]),
    }
    return dumps(dict(body[name] for name in type(data).model_fields))


def _created(request: Request, answer: Answer) -> Reply:
    path = shown_path(request.scope) if request.scope.get("root_path") else request.scope["path"]
    if isinstance(answer.id, tuple):
        location = "/".join([path, *map(_segment, answer.id)])
    else:
        location = f"{path}/{_segment(answer.id)}"
    return Reply(201, answer.body, location, answer.version)


def _segment(id: Any) -> str:
    """Return an id, or a part of one, as it stands in a path."""
    text = str(id)
    return text if _UNRESERVED.fullmatch(text) else quote(text, safe="")


def _replied(service: AnyService, reply: Reply, replayed: bool = False) -> Response:
    headers = [] if reply.location is None else [(b"location", reply.location.encode("latin-1"))]
    if replayed:
        headers.append(_REPLAYED)
    return _response(reply.status, reply.body, _tag(service, reply.version, reply.body), *headers)


async def _demand_match(service: AnyService, db: AsyncSession, id: Any) -> None:
    """Raise Problem 428, or 404 for a row that does not exist: that comes before preconditions."""
    await service.read(db, id)
    raise precondition_required()


def _answer(resource: Resource[Any], row: Any) -> Answer:
    return Answer(resource.dump(row), resource.id_of(row), _version(resource, row))


def _tag(service: AnyService, version: int | None, body: bytes) -> str | None:
    """Return the entity tag of a row as it is shown."""
    return None if version is None else etag(version, body if service.differs_by_caller() else None)


def _version(resource: Resource[Any], row: Any) -> int | None:
    return getattr(row, VERSION) if resource.versioned else None


def _session(db: Database) -> AsyncSession:
    """Return the session of a service that overrides something: it is never given anything else."""
    if not isinstance(db, AsyncSession):
        raise TypeError("a service that overrides a method needs the session of get_db")
    return db


def _media_type(query: Parameters) -> tuple[bytes, bytes]:
    """Return the header for an answer to a query."""
    return _JSON if fields_of(query) is None else _PARTIAL


def _response(
    status: int,
    body: bytes | None,
    tag: str | None = None,
    *headers: tuple[bytes, bytes],
    media_type: tuple[bytes, bytes] = _JSON,
) -> Response:
    """Return a response, its headers as bytes from the start."""
    response = _Bytes(body, status)
    raw = [*headers]
    if tag is not None:
        raw.append((b"etag", tag.encode()))
    if body is not None:
        raw += [(b"content-length", str(len(body)).encode()), media_type]
    response.raw_headers = raw
    return response


class _Bytes(Response):
    """A response whose headers are set by whoever makes it."""

    def __init__(self, body: bytes | None, status: int) -> None:
        self.status_code = status
        self.background = None
        self.body = body or b""
