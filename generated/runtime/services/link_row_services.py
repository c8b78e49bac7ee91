# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: d570882e117899e92585b30145258708
"""Links that are rows of an entity with a hand-written service. That service creates and deletes them.

One statement for all links does the same as a generated service. A hand-written one may do more, for example store the
current price in `create`. It is therefore called for each link.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..problems.problem import Problem
from ..resources.links import Links
from .protocol import ServiceLike

_WRITING = frozenset({"create", "delete", "values", "linked"})
"""Methods that may change how a row is created or deleted."""


def may_override_writes(service: Callable[..., Any]) -> bool:
    """Return False only if a service certainly creates and deletes rows as a generated one does."""
    overridden = getattr(service, "overridden", None)
    return overridden is None or not _WRITING.isdisjoint(overridden)


async def create_link_rows(
    db: AsyncSession,
    service: ServiceLike,
    link: Links,
    owner: Any,
    targets: Sequence[Any],
    member: str | None,
) -> None:
    """Create a row for each target with the service of the rows. The caller marks the owner as changed.

    `member` is the name of the links in the JSON of the owner, None if responses do not contain them. Problems about a
    member of the row point there. Raises what the service raises.
    """
    row_service = _for_link_rows(service, link)
    names = {each.name: name for name, each in row_service.resource.all_columns.items()}
    for target in targets:
        data = row_service.resource.create.model_construct()
        ends = {names[link.owner.name]: owner, names[link.target.name]: target}
        vars(data).update(ends)  # includes ends that requests must not set
        data.model_fields_set.update(ends)
        with _pointing_at(member):
            await row_service.create(db, data)


async def delete_link_rows(
    db: AsyncSession,
    service: ServiceLike,
    link: Links,
    conditions: Sequence[ColumnElement[bool]],
    member: str | None,
) -> bool:
    """Delete the live rows that meet the conditions with their service. Return True if there were any."""
    row_service = _for_link_rows(service, link)
    key = row_service.resource.key
    locked = select(*key).where(*conditions, *link.live).order_by(*key).with_for_update()
    rows = (await db.execute(locked)).all()
    for row in rows:
        with _pointing_at(member):
            await row_service.delete(db, row[0] if len(key) == 1 else tuple(row))
    return bool(rows)


def _for_link_rows(service: ServiceLike, link: Links) -> ServiceLike:
    """Return a copy of the service that does not mark the owner as changed. The caller does so, once for all rows."""
    row_service = copy(service)  # the application may use one instance for all requests
    row_service.resource = service.resource.for_link_rows(link)
    return row_service


@contextmanager
def _pointing_at(member: str | None) -> Iterator[None]:
    """Change the pointers of problems from members of a row to the member of the owner that contains the link."""
    try:
        yield
    except Problem as problem:
        others = [each for each in problem.errors if not each.pointer.startswith("/body")]
        about = problem.errors if member is not None else ()
        moved = [each._replace(pointer=f"/body/{member}") for each in about if each not in others]
        problem.errors = [*moved, *others]
        raise
