# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 73e31b1424642ca05a40d95affe5962a
"""Rows that are links of a many-to-many relation `through` an entity.

The JSON of the owner contains the ids of the linked rows. Every write of a link row therefore first marks the owner as
changed, which also locks it: parallel changes of the links of one row wait for each other.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, column, or_, select
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from ..resources.links import LinkRow, Links
from ..resources.referrers import VERSION, TableInfo, needs_preparation, touch
from ..resources.resource import Resource
from .conflicts import conflict
from .hard_delete import prepare_deletion
from .soft_delete import soft_delete


def changes_link(resource: Resource[Any], values: Mapping[str, Any]) -> bool:
    """Return True if a change of these attributes changes which rows are linked."""
    link_row = resource.link_row
    return link_row is not None and not values.keys().isdisjoint((link_row.owner, link_row.target))


async def mark_new_link_owner(db: AsyncSession, resource: Resource[Any], values: Mapping[str, Any]) -> None:
    """Mark the owner as changed if a new row is a link."""
    if (link_row := resource.link_row) is not None:
        await touch(db, link_row.shown, _key(resource, link_row) == values[link_row.owner])


async def mark_changed_link_owners(
    db: AsyncSession, resource: Resource[Any], id: Any, values: Mapping[str, Any]
) -> None:
    """Mark the old and the new owner as changed if the values change which rows a row links."""
    link_row = resource.link_row
    if link_row is None or not changes_link(resource, values):
        return
    columns, key = resource.all_columns, _key(resource, link_row)
    ends = {name: values[name] for name in (link_row.owner, link_row.target) if name in values}
    differs = or_(*(columns[name] != value for name, value in ends.items()))
    changed = select(columns[link_row.owner]).where(resource.id == id, differs)
    owners: ColumnElement[bool] = key.in_(changed)
    if link_row.owner in ends:
        owners = or_(owners, and_(key == ends[link_row.owner], changed.exists()))
    await touch(db, link_row.shown, owners)


async def delete_links(
    db: AsyncSession, resource: Resource[Any], link: Links, *conditions: ColumnElement[bool]
) -> bool:
    """Delete live links. Return True if there were any. The caller marks the owner as changed.

    Raises Problem 409 if a link is a row of an entity and another row restricts its deletion.
    """
    name = link.table.name
    others = [each for each in resource.referrers.get(name, ()) if each.link_table != name]
    referrers = {**resource.referrers, name: others}
    try:
        if link.through is not None and (link.soft or needs_preparation(referrers, name)):
            key = [*link.table.primary_key]
            live = link.live if link.soft else ()
            locked = select(*key).where(*conditions, *live).order_by(*key).with_for_update()
            found = (await db.execute(locked)).all()
            ids = [row[0] if len(key) == 1 else tuple(row) for row in found]
            names = tuple(each.name for each in key)
            updated_at = "updated_at" if link.stamped else None
            rows = TableInfo(name, names[0] if len(key) == 1 else names, VERSION in link.table.c, updated_at)
            if link.soft:
                await soft_delete(db, referrers, rows, ids)
            else:
                await prepare_deletion(db, referrers, rows, ids)
                await db.execute(link.table.delete().where(*conditions))
            return bool(ids)
        deleted = await db.execute(link.table.delete().where(*conditions).returning(link.target))
    except StatementError as error:
        raise await conflict(db, error, resource) from None
    return deleted.first() is not None


def _key(resource: Resource[Any], link_row: LinkRow) -> ColumnElement[Any]:
    """Return the primary key column of the owners, with the type of the reference to them."""
    return column(link_row.shown.one_key, resource.all_columns[link_row.owner].type)
