# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: e42bd43bc070adef18e5d901cc15d98f
"""Links that are rows of an entity, made and deleted by that entity's own service.

A generated service does with such a row what a statement for all links does at once. A hand-written one may do more, a
snapshot of a price in `create` for instance, so it is called for each link.
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
"""Methods that matter when a row is made or deleted."""


def may_override_writes(service: Callable[..., Any]) -> bool:
    """Return False only for a service that surely makes and deletes rows as a generated one does."""
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
    """Let the service of the rows make one for each target.

    `member` is what the links are called in the owner's JSON, if they are shown: problems point there, whatever of the
    row they are about.
    Raises what the service raises. Marking the owner as changed is left to the caller.
    """
    made = _of_links(service, link)
    names = {each.name: name for name, each in made.resource.all_columns.items()}
    for target in targets:
        data = made.resource.create.model_construct()
        ends = {names[link.owner.name]: owner, names[link.target.name]: target}
        vars(data).update(ends)  # also ends that no request may set
        data.model_fields_set.update(ends)
        with _pointing_at(member):
            await made.create(db, data)


async def delete_link_rows(
    db: AsyncSession,
    service: ServiceLike,
    link: Links,
    conditions: Sequence[ColumnElement[bool]],
    member: str | None,
) -> bool:
    """Let the service of the rows delete the live ones that meet the conditions. Return True if there were any."""
    made = _of_links(service, link)
    key = made.resource.key
    going = select(*key).where(*conditions, *link.live).order_by(*key).with_for_update()
    rows = (await db.execute(going)).all()
    for row in rows:
        with _pointing_at(member):
            await made.delete(db, row[0] if len(key) == 1 else tuple(row))
    return bool(rows)


def _of_links(service: ServiceLike, link: Links) -> ServiceLike:
    """Return the service for rows whose owner the caller marks as changed, once for all of them."""
    made = copy(service)  # the application may have but one, for all requests
    made.resource = service.resource.for_link_rows(link)
    return made


@contextmanager
def _pointing_at(member: str | None) -> Iterator[None]:
    """Let problems about a member of a row's body point at the member of the owner that stands for the row."""
    try:
        yield
    except Problem as problem:
        others = [each for each in problem.errors if not each.pointer.startswith("/body")]
        about = problem.errors if member is not None else ()
        moved = [each._replace(pointer=f"/body/{member}") for each in about if each not in others]
        problem.errors = [*moved, *others]
        raise
