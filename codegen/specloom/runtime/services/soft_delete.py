"""Deletion of rows that stay in their table: what the database does by `on_delete` when a row goes is done here.

A row is marked as deleted, and what refers to it is followed in the same transaction. Rows of tables in which deleted
rows stay are marked as well, those of others are deleted, and take whatever depends on them along for good. Last of
all, no live row may be left that refers to a marked one. Rows are locked before it is looked what refers to them: a
new reference waits for that lock, and then finds them deleted, see `soft_delete_references`.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import column, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from ..problems.problem import StillReferenced
from ..resources.cascades import RowsToDelete, rows_to_delete
from ..resources.live_rows import DELETED_AT, is_live
from ..resources.referrers import Referrers, TableInfo, TableLike, chunks, key_columns, key_is_in, update_rows
from ..resources.resource import Resource
from ..types.columns import UtcDateTime
from ..types.defaults import utcnow
from .hard_delete import delete_in_order, mark_remaining_rows


async def soft_delete(db: AsyncSession, referrers: Referrers, rows: TableLike, ids: Collection[Any]) -> None:
    """Mark rows as deleted, which must be locked, and do to what refers to them what its `on_delete` says.

    Raises StillReferenced (409) if a live row refers to them that restricts their deletion, or StatementError if one
    refers to a row that goes with them.
    """
    going = await rows_to_delete(db, referrers, rows, ids, soft=True)
    marked = [each for each in going if each.kind.soft]
    moment = column(DELETED_AT, UtcDateTime())
    now = utcnow()
    for each in marked:
        key = key_columns(each.rows.key)
        for lot in chunks([*each.ids]):
            await update_rows(db, each.rows, key_is_in(key, lot), {moment: now})
    await mark_remaining_rows(db, referrers, going)
    await delete_in_order(db, referrers, [each for each in going if not each.kind.soft])
    await _require_free(db, referrers, marked)


def table_info(resource: Resource[Any]) -> TableLike:
    """Return what is said of the rows of a resource."""
    updated_at = resource.updated_at.name if resource.updated_at is not None else None
    names = tuple(each.name for each in resource.key)
    key = names[0] if len(names) == 1 else names
    return TableInfo(resource.table.name, key, resource.versioned, updated_at)


async def _require_free(db: AsyncSession, referrers: Referrers, marked: Sequence[RowsToDelete]) -> None:
    """Raise StillReferenced if a live row refers to a marked one."""
    for each in marked:
        for referrer in referrers.get(each.kind.table, ()):
            if referrer.on_delete != "restrict":
                continue
            foreign_key = key_columns(referrer.column)
            live = (is_live(),) if referrer.soft else ()
            for lot in chunks([*each.ids]):
                referring = select(*foreign_key).select_from(table(referrer.table))
                found = await db.execute(referring.where(key_is_in(foreign_key, lot), *live).limit(1))
                if found.first() is not None:
                    raise StillReferenced
