"""Undo of a soft deletion: `POST /posts/{post_id}/restore`.

Restores a single row, not the rows that were deleted by a cascade. No other row may have its unique values by now, and
all rows that it refers to must be live.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Select, select
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from ..problems.problem import not_found, precondition_failed
from ..resources.live_rows import DELETED_AT
from ..resources.referrers import VERSION, touch_owners
from ..resources.resource import Resource
from ..resources.soft_delete_references import lock_live_targets, soft_referenced_ids
from ..types.etags import matching_versions
from .conflicts import deleted_target, restore_conflict
from .row_updates import update_statement


async def restore(
    db: AsyncSession,
    resource: Resource[Any],
    id: Any,
    visible: Sequence[ColumnElement[bool]],
    if_match: str | None,
) -> None:
    """Restore a row that meets the `visible` conditions. A live row does not change.

    Raises Problem 404; 409 for a unique value that another row has now, or for a deleted target; 412 if `if_match` does
    not contain the version of the row.
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
    if row.deleted_targets:
        raise deleted_target(resource, *row.deleted_targets)
    try:
        await db.execute(update_statement(resource, {DELETED_AT: None}).where(resource.id == id))
    except StatementError as error:
        raise restore_conflict(error, resource) from None
    for referrer in resource.referrers.get(resource.table.name, ()):
        if referrer.on_delete == "link":
            await touch_owners(db, referrer, [id])


class _Found(NamedTuple):
    """A locked row that may be restored."""

    is_deleted: bool
    version: Any
    deleted_targets: Collection[str]
    """The attributes that refer to deleted rows."""


async def _locked(
    db: AsyncSession,
    resource: Resource[Any],
    deleted_at: Column[Any],
    conditions: Sequence[ColumnElement[bool]],
    id: Any,
) -> _Found:
    """Lock the rows that a row refers to, then the row, in the order of a deletion. Raises Problem 404."""
    names = [name for name in resource.soft_delete_references if name in resource.all_columns]
    version = resource.columns[VERSION] if resource.versioned else resource.id
    is_deleted = deleted_at.is_not(None)  # Python may not be able to represent the time itself
    row: Select[*tuple[Any, ...]]
    row = select(is_deleted, version, *(resource.all_columns[name] for name in names)).where(*conditions)
    known: Sequence[Any] = ()
    deleted: Collection[str] = ()
    while True:
        if names:
            read = (await db.execute(row)).first()
            if read is None:
                raise not_found()
            known = read[2:]
            own = {"id": id, **dict(zip(names, known, strict=True))}
            deleted = await lock_live_targets(db, resource, soft_referenced_ids(resource, [own]))
        found = (await db.execute(row.with_for_update())).first()
        if found is None:
            raise not_found()
        if tuple(found[2:]) == tuple(known):  # otherwise a deletion has just set a reference to null
            return _Found(found[0], found[1], deleted)
