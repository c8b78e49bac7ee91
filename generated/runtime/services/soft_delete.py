# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 02dab26d03bc79ebc813e7c61c72d5e4
"""Soft deletion: rows are marked as deleted and stay in their table. This module applies `on_delete` to references.

The transaction that marks a row also follows its cascades. Rows of tables with soft deletion are marked too. Rows of
other tables are deleted permanently, with all that depends on them. Afterwards no live row may refer to a marked one.
Rows are locked before their references are read. A new reference waits for the lock and then finds the row deleted, see
`soft_delete_references`.
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
    """Mark locked rows as deleted and apply `on_delete` to the rows that refer to them.

    Raises StillReferenced (409) if a live row restricts the deletion. Raises StatementError if a row restricts the
    deletion of a row that a cascade deletes permanently.
    """
    groups = await rows_to_delete(db, referrers, rows, ids, soft=True)
    marked = [each for each in groups if each.group.soft]
    deleted_at = column(DELETED_AT, UtcDateTime())
    now = utcnow()
    for each in marked:
        key = key_columns(each.rows.key)
        for chunk in chunks([*each.ids]):
            await update_rows(db, each.rows, key_is_in(key, chunk), {deleted_at: now})
    await mark_remaining_rows(db, referrers, groups)
    await delete_in_order(db, referrers, [each for each in groups if not each.group.soft])
    await _require_unreferenced(db, referrers, marked)


def table_info(resource: Resource[Any]) -> TableLike:
    """Return the description of the table of a resource."""
    updated_at = resource.updated_at.name if resource.updated_at is not None else None
    names = tuple(each.name for each in resource.key)
    key = names[0] if len(names) == 1 else names
    return TableInfo(resource.table.name, key, resource.versioned, updated_at)


async def _require_unreferenced(
    db: AsyncSession, referrers: Referrers, marked: Sequence[RowsToDelete]
) -> None:
    """Raise StillReferenced if a live row restricts the deletion of a marked row."""
    for each in marked:
        for referrer in referrers.get(each.group.table, ()):
            if referrer.on_delete != "restrict":
                continue
            foreign_key = key_columns(referrer.column)
            live = (is_live(),) if referrer.soft else ()
            for chunk in chunks([*each.ids]):
                referring = select(*foreign_key).select_from(table(referrer.table))
                found = await db.execute(referring.where(key_is_in(foreign_key, chunk), *live).limit(1))
                if found.first() is not None:
                    raise StillReferenced
