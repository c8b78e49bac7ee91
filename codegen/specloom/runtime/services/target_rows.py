"""The row that a read or a write is about: the conditions that select it, and the problem if no row meets them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..problems.problem import Problem, not_found, precondition_failed
from ..resources.referrers import VERSION
from ..types.etags import matching_versions
from .protocol import ServiceLike


def row_conditions(
    service: ServiceLike, id: Any, if_match: str | None = None
) -> Sequence[ColumnElement[bool]]:
    """Return the conditions for the row of an id: the caller can see it, and its version is one of `if_match`."""
    resource = service.resource
    conditions = [resource.id == id, *service.shown()]
    versions = matching_versions(if_match)
    if versions is not None and resource.versioned:
        conditions.append(resource.columns[VERSION].in_(versions))
    return conditions


async def lock_row(
    db: AsyncSession, service: ServiceLike, id: Any, conditions: Sequence[ColumnElement[bool]]
) -> None:
    """Lock the row that meets `row_conditions`. Raises Problem 404 or 412 if there is none."""
    lock = select(*service.resource.key).where(*conditions).with_for_update()
    if (await db.execute(lock)).first() is None:
        raise await no_match(db, service, id)


async def no_match(db: AsyncSession, service: ServiceLike, id: Any) -> Problem:
    """Return why no row met `row_conditions`: 404 if the row does not exist, 412 if it has another version."""
    found = (await db.execute(select(*service.resource.key).where(*row_conditions(service, id)))).first()
    return not_found() if found is None else precondition_failed()


async def unchanged_row(db: AsyncSession, service: ServiceLike, id: Any, if_match: str | None) -> Any:
    """Return the row that a write did not change. Raises Problem 404 or 412 if that is the reason."""
    row = await service.read(db, id)
    versions = matching_versions(if_match)
    if versions is not None and service.resource.versioned and getattr(row, VERSION) not in versions:
        raise precondition_failed()
    return row
