# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: a503d1a407ebefdede35f128c089d6db
"""Answers that are sent again for an `Idempotency-Key`, where who sent it first is not known for sure.

Such an answer holds nothing that the caller may not see now: its rows are read again, under `visible()`.
"""

from typing import Annotated, Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from ..resources.referrers import VERSION
from ..statements.fast_path import AnyService
from ..types.encoding import dumps
from .idempotency import Reply


async def created_again(service: AnyService, db: AsyncSession, stored: Reply) -> Reply:
    """Return the answer to a create with the row as it is now. Raises Problem 404 for a row that is not shown."""
    resource = service.resource
    row = await service.read(db, _id(service, orjson.loads(stored.body)))
    version = getattr(row, VERSION) if resource.versioned else None
    return stored._replace(body=resource.dump(row), version=version)


async def batch_again(service: AnyService, db: AsyncSession, stored: Reply) -> Reply:
    """Return the answer to a batch with its rows as they are now, a statement for each.

    Raises Problem 404 if one of them is not shown.
    """
    body: dict[str, list[Any]] = orjson.loads(stored.body)
    for name in ("created", "updated"):
        if name in body:
            rows = [await service.read(db, _id(service, item)) for item in body[name]]
            body[name] = [service.resource.as_json(row) for row in rows]
    return stored._replace(body=dumps(body))


def _id(service: AnyService, item: dict[str, Any]) -> Any:
    """Return the id of a row that an answer holds, as services take it."""
    resource = service.resource
    parts = []
    for name in resource.key_names:
        field = resource.schema.model_fields[name]
        annotation: Any = Annotated[field.annotation, field]
        adapter: TypeAdapter[Any] = TypeAdapter(annotation)
        parts.append(adapter.validate_json(orjson.dumps(item[resource.names[name]])))
    return parts[0] if len(parts) == 1 else tuple(parts)
