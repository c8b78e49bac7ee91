"""Rows that are links: those of an entity that a many-to-many relation goes through.

Their fields are their own, but which rows they link is part of another's representation: whoever makes, changes or
deletes such a row raises the version of the row that shows it, and does so first, so that all who change the links of
one row wait for each other.
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
    """Return True if a change of these attributes makes a row another link."""
    link_row = resource.link_row
    return link_row is not None and not values.keys().isdisjoint((link_row.owner, link_row.target))


async def mark_new_link_owner(db: AsyncSession, resource: Resource[Any], values: Mapping[str, Any]) -> None:
    """Mark the row as changed that shows the link which a new row will be, if it will be one."""
    if (link_row := resource.link_row) is not None:
        await touch(db, link_row.shown, _key(resource, link_row) == values[link_row.owner])


async def mark_changed_link_owners(
    db: AsyncSession, resource: Resource[Any], id: Any, values: Mapping[str, Any]
) -> None:
    """Mark the rows as changed that show the link which a row is, and which it becomes, if these values change it."""
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
    """Delete live links of a resource. Return True if there were any.

    Raises Problem 409 if they are rows of an entity and others need one of them. The owner is the caller's to mark.
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
            going = [row[0] if len(key) == 1 else tuple(row) for row in found]
            names = tuple(each.name for each in key)
            updated_at = "updated_at" if link.stamped else None
            rows = TableInfo(name, names[0] if len(key) == 1 else names, VERSION in link.table.c, updated_at)
            if link.soft:
                await soft_delete(db, referrers, rows, going)
            else:
                await prepare_deletion(db, referrers, rows, going)
                await db.execute(link.table.delete().where(*conditions))
            return bool(going)
        gone = await db.execute(link.table.delete().where(*conditions).returning(link.target))
    except StatementError as error:
        raise await conflict(db, error, resource) from None
    return gone.first() is not None


def _key(resource: Resource[Any], link_row: LinkRow) -> ColumnElement[Any]:
    """Return the primary key of the rows that show the links, of the type that the reference to them has."""
    return column(link_row.shown.one_key, resource.all_columns[link_row.owner].type)
