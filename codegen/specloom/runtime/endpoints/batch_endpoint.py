"""The endpoint `POST /posts/batch`."""

from typing import Any

from fastapi import Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from ..resources.resource import Resource
from ..services.request_passwords import hash_passwords
from ..services.transactions import transaction
from ..statements.fast_path import AnyService
from ..types.encoding import dumps
from . import batch
from .endpoints import stored_response
from .idempotency import StoredResponse, run_once
from .replays import reread_batch


async def do_batch(
    request: Request, service: AnyService, db: AsyncSession, data: BaseModel, key: str | None = None
) -> Response:
    """Create, update and delete rows: all of them or none. Respond 200 with `{created, updated, deleted}`.

    Another request with the same idempotency `key` gets the same response, marked as a replay, and does nothing.
    """
    items = batch.prepare(service, data)
    passwords = batch.passwords(service, items)

    async def work() -> StoredResponse:
        result = await batch.perform(service, db, items)
        return StoredResponse(200, _batch_body(service.resource, data, result))

    if key is not None:
        operation = f"batch {service.resource.name}"
        stored, is_replay = await run_once(
            operation, key, request, service, db, work, reread_batch, passwords
        )
        return stored_response(service, stored, is_replay=is_replay)
    if passwords:
        await hash_passwords(passwords)
    async with transaction(db):
        done = await work()
    return stored_response(service, done)


def _batch_body(resource: Resource[Any], data: BaseModel, result: batch.BatchResult) -> bytes:
    """Return the JSON of a result, with a member for each operation that batches of this resource have."""
    body = {
        "create": ("created", [resource.as_json(row) for row in result.created]),
        "update": ("updated", [resource.as_json(row) for row in result.updated]),
        "delete": ("deleted", [resource.id_as_json(id) for id in result.deleted]),
    }
    return dumps(dict(body[name] for name in type(data).model_fields))
