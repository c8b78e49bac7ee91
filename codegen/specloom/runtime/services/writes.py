"""How a row is inserted, changed and deleted."""

from collections.abc import Container
from typing import Any

from pydantic import MISSING, BaseModel
from sqlalchemy import or_, select
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from ..resources.referrers import needs_preparation
from ..types.date_clamping import UNREADABLE, fetch_clamped
from ..types.defaults import utcnow
from .conflicts import conflict, missing_target
from .hard_delete import prepare_deletion
from .link_rows import mark_changed_link_owners, mark_new_link_owner
from .links import insert_links, replace_links
from .protocol import ServiceLike
from .references import deleted_targets, require_new_visible, require_visible
from .row_updates import update_statement
from .soft_delete import soft_delete, table_info
from .target_rows import lock_row, no_match, row_conditions, unchanged_row


def sent_values(data: BaseModel, names: Container[str]) -> dict[str, Any]:
    """Return the values in a request body for some attributes."""
    return {name: value for name, value in vars(data).items() if value is not MISSING and name in names}


async def create_row(db: AsyncSession, service: ServiceLike, data: BaseModel) -> Any:
    """Insert a row and return it. Raises what `Service.create` raises."""
    resource = service.resource
    values = await service.values(data, resource.creatable)
    links = service.linked(data)
    await require_visible(db, service, values, links)
    if deleted := await deleted_targets(db, service, values, links):
        raise missing_target(resource, *deleted)
    await mark_new_link_owner(db, resource, values)
    statement, columns = resource.insert_statement(
        {
            **values,
            **dict.fromkeys(resource.timestamps, utcnow()),
        }
    )
    try:
        inserted = await db.execute(statement, columns)
    except StatementError as error:
        raise await conflict(db, error, resource, values) from None
    row = resource.make(inserted.one())
    may_have_changed = False
    for link in resource.links:
        targets = sorted(links.get(link.attribute, ()))
        may_have_changed |= await insert_links(db, service, resource.id_of(row), link, targets)
        if link.shown:
            setattr(row, link.attribute, targets)
    return await _reread(db, service, row) if may_have_changed else row


async def change_row(
    db: AsyncSession, service: ServiceLike, id: Any, data: BaseModel, if_match: str | None
) -> Any:
    """Change a row and return it. Raises what `Service.update` raises."""
    resource = service.resource
    values = await service.values(data, resource.updatable)
    links = service.linked(data)
    conditions = row_conditions(service, id, if_match)
    await require_new_visible(db, service, id, conditions, values, links)
    if deleted := await deleted_targets(db, service, values, links):
        matching = await db.execute(select(*resource.key).where(*conditions))
        if matching.first() is None:
            raise await no_match(db, service, id)
        raise missing_target(resource, *deleted)
    links_changed = False
    if links:
        # The lock lets parallel changes of the links wait for each other. An UPDATE does that by itself.
        await lock_row(db, service, id, conditions)
        conditions = [resource.id == id]  # the change of a link may raise the version
        links_changed = await replace_links(db, service, id, links)
    if not links_changed and values.keys() <= resource.columns.keys():
        if not values:
            return await unchanged_row(db, service, id, if_match)
        # Only visible fields are compared. If a hidden one were, an unchanged version would confirm a guessed value.
        differs = [resource.all_columns[name].is_distinct_from(value) for name, value in values.items()]
        conditions = [*conditions, or_(*differs)]
    if not values and not resource.versioned and resource.updated_at is None:  # only links have changed
        return await unchanged_row(db, service, id, if_match)
    await mark_changed_link_owners(db, resource, id, values)
    statement = update_statement(resource, values).where(*conditions).returning(*resource.columns.values())
    try:
        found = (await db.execute(statement)).first()
    except StatementError as error:
        raise await conflict(db, error, resource, values) from None
    except UNREADABLE:  # the row was changed, but holds a value that Python cannot represent
        (found,) = await fetch_clamped(db, resource.select.where(resource.id == id))
    if found is None:
        return await unchanged_row(db, service, id, if_match)
    row = resource.make(found)
    await service.load_links(db, [row])
    return row


async def delete_row(db: AsyncSession, service: ServiceLike, id: Any, if_match: str | None) -> None:
    """Delete a row, or mark it as deleted. Raises what `Service.delete` raises."""
    resource = service.resource
    conditions = row_conditions(service, id, if_match)
    try:
        if resource.deleted_at is not None:
            await lock_row(db, service, id, conditions)
            await soft_delete(db, resource.referrers, table_info(resource), [id])
            return
        if needs_preparation(resource.referrers, resource.table.name):
            # The lock prevents new references between the preparation and the deletion.
            await lock_row(db, service, id, conditions)
            await prepare_deletion(db, resource.referrers, table_info(resource), [id])
            # The preparation may have raised the version of the row, or deleted it by a cascade.
            await db.execute(resource.delete.where(resource.id == id))
            return
        deleted = await db.execute(resource.delete.where(*conditions).returning(*resource.key))
    except StatementError as error:
        raise await conflict(db, error, resource) from None
    if deleted.first() is None:
        raise await no_match(db, service, id)


async def _reread(db: AsyncSession, service: ServiceLike, row: Any) -> Any:
    """Return a row as it is after a hand-written service has created its links."""
    resource = service.resource
    found = await db.execute(resource.select.where(resource.id == resource.id_of(row)))
    current = resource.make(found.one())
    for link in resource.shown_links:
        setattr(current, link.attribute, getattr(row, link.attribute))
    return current
