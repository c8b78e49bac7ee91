"""Replays a stored response if it is not certain that the same caller sent the first request.

The rows of the response are read again with `visible()`, so that it holds only what the caller may see now.
"""

from typing import Annotated, Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from ..resources.referrers import VERSION
from ..statements.fast_path import AnyService
from ..types.encoding import dumps
from .idempotency import StoredResponse


async def reread_created(service: AnyService, db: AsyncSession, stored: StoredResponse) -> StoredResponse:
    """Return the response to a create with the present row. Raises Problem 404 if the caller cannot see it."""
    resource = service.resource
    row = await service.read(db, _id(service, orjson.loads(stored.body)))
    version = getattr(row, VERSION) if resource.versioned else None
    return stored._replace(body=resource.dump(row), version=version)


async def reread_batch(service: AnyService, db: AsyncSession, stored: StoredResponse) -> StoredResponse:
    """Return the response to a batch with the present rows. Each row takes one statement.

    Raises Problem 404 if the caller cannot see one of them.
    """
    body: dict[str, list[Any]] = orjson.loads(stored.body)
    for name in ("created", "updated"):
        if name in body:
            rows = [await service.read(db, _id(service, item)) for item in body[name]]
            body[name] = [service.resource.as_json(row) for row in rows]
    return stored._replace(body=dumps(body))


def _id(service: AnyService, item: dict[str, Any]) -> Any:
    """Return the id of a row in a response, as the services take it."""
    resource = service.resource
    parts = []
    for name in resource.key_names:
        field = resource.schema.model_fields[name]
        annotation: Any = Annotated[field.annotation, field]
        adapter: TypeAdapter[Any] = TypeAdapter(annotation)
        parts.append(adapter.validate_json(orjson.dumps(item[resource.names[name]])))
    return parts[0] if len(parts) == 1 else tuple(parts)
