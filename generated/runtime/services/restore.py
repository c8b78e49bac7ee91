# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: e47e29381327a7a6395f339a7c4fa313
"""What takes back a deletion: `POST /posts/{post_id}/restore`.

One row comes back, and not what was deleted along with it. It must fit among the live rows again: no other has its
unique values by now, and all that it refers to is there.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Select, select, update
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from ..problems.problem import not_found, precondition_failed
from ..resources.referrers import VERSION, touch_owners
from ..resources.resource import Resource
from ..resources.soft_delete_references import lock_live_targets, soft_referenced_ids
from ..types.defaults import utcnow
from ..types.etags import matching_versions
from .conflicts import deleted_target, restore_conflict


async def restore(
    db: AsyncSession,
    resource: Resource[Any],
    id: Any,
    visible: Sequence[ColumnElement[bool]],
    if_match: str | None,
) -> None:
    """Take back the deletion of a row that meets some conditions; a live one stays as it is.

    Raises Problem 404, 409 for a value that another row has by now or a deleted target, 412.
    """
    deleted_at = resource.deleted_at
    if deleted_at is None:
        return
    row = await _locked(db, resource, deleted_at, [resource.id == id, *visible], id)
    versions = matching_versions(if_match)
    if versions is not None and resource.versioned and row.version not in versions:
        raise precondition_failed()
    if not row.is_deleted:
        return
    if row.dead:
        raise deleted_target(resource, *row.dead)
    values: dict[Any, Any] = {deleted_at: None}
    if resource.versioned:
        version = resource.columns[VERSION]
        values[version] = version + 1
    if resource.updated_at is not None:
        values[resource.updated_at] = utcnow()
    try:
        await db.execute(update(resource.table).where(resource.id == id).values(values))
    except StatementError as error:
        raise restore_conflict(error, resource) from None
    for referrer in resource.referrers.get(resource.table.name, ()):
        if referrer.on_delete == "link":
            await touch_owners(db, referrer, [id])


class _Found(NamedTuple):
    """A row that may be restored, locked, and the attributes by which it refers to deleted ones."""

    is_deleted: bool
    version: Any
    dead: Collection[str]


async def _locked(
    db: AsyncSession,
    resource: Resource[Any],
    deleted_at: Column[Any],
    conditions: Sequence[ColumnElement[bool]],
    id: Any,
) -> _Found:
    """Lock a row and what it refers to; that comes first, as it does for who deletes that. Raises Problem 404."""
    names = [name for name in resource.soft_delete_references if name in resource.all_columns]
    version = resource.columns[VERSION] if resource.versioned else resource.id
    is_deleted = deleted_at.is_not(None)  # the moment may be one that Python cannot hold
    row: Select[*tuple[Any, ...]]
    row = select(is_deleted, version, *(resource.all_columns[name] for name in names)).where(*conditions)
    known: Sequence[Any] = ()
    dead: Collection[str] = ()
    while True:
        if names:
            read = (await db.execute(row)).first()
            if read is None:
                raise not_found()
            known = read[2:]
            own = {"id": id, **dict(zip(names, known, strict=True))}
            dead = await lock_live_targets(db, resource, soft_referenced_ids(resource, [own]))
        found = (await db.execute(row.with_for_update())).first()
        if found is None:
            raise not_found()
        if tuple(found[2:]) == tuple(known):  # otherwise a deletion has just let go of what the row refers to
            return _Found(found[0], found[1], dead)
