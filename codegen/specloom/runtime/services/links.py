"""The links of rows by many-to-many relations: which ones the caller sees, and how they are read and changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from ..problems.problem import not_found
from ..queries.stored_links import links_only_in, stored_links
from ..resources.links import Links
from ..types.defaults import utcnow
from .conflicts import conflict, missing_target, too_many
from .link_row_services import create_link_rows, delete_link_rows, may_override_writes
from .link_rows import delete_links
from .protocol import ServiceLike
from .references import deleted_targets, require_visible
from .row_updates import mark_changed


def visible_links(service: ServiceLike, link: Links) -> Sequence[ColumnElement[bool]]:
    """Return the conditions for a live link of which the caller sees the target and the row that is the link."""
    conditions: list[ColumnElement[bool]] = [*link.live]
    target, through = (service.related.get(name or "") for name in (link.relation, link.through))
    if target is not None and target.hides():
        conditions.append(link.target.in_(select(target.resource.id).where(target.visible())))
    if through is not None and through.hides():
        conditions.append(through.visible())
    return conditions


async def load_links(db: AsyncSession, service: ServiceLike, rows: Sequence[Any]) -> None:
    """Fill in the ids of the links of rows, with one statement for each relation."""
    if not rows:
        return
    resource = service.resource
    for link in resource.shown_links:
        by_owner = {resource.id_of(row): getattr(row, link.attribute) for row in rows}
        statement = link.select(by_owner)
        for owner, target in await db.execute(statement.where(*service.seen(link))):
            by_owner[owner].append(target)


async def add_link(db: AsyncSession, service: ServiceLike, id: Any, attribute: str, target: Any) -> None:
    """Link a row to a target. Raises what `Service.link` raises."""
    resource = service.resource
    link = resource.link(attribute)
    await _lock_owner(db, service, id)
    await require_visible(db, service, {}, {attribute: [target]})
    of_row = select(func.count()).select_from(link.table).where(link.owner == id, *link.live)
    if (await db.execute(of_row.where(link.target == target))).scalar_one():
        return
    if await deleted_targets(db, service, {}, {attribute: [target]}):
        raise missing_target(resource, attribute)
    await insert_links(db, service, id, link, [target])
    # Counted after the insert: otherwise a request on a full row would reveal which targets exist. Links that the
    # caller cannot see do not count: the limit would reveal them.
    if (await db.execute(of_row.where(*service.seen(link)))).scalar_one() > link.max_items:
        raise too_many(resource, attribute, link.max_items)
    await mark_changed(db, resource, id)


async def remove_link(db: AsyncSession, service: ServiceLike, id: Any, attribute: str, target: Any) -> None:
    """Delete the link of a row to a target. Raises what `Service.unlink` raises."""
    link = service.resource.link(attribute)
    await _lock_owner(db, service, id)
    conditions = (link.owner == id, link.target == target, *service.seen(link))
    if not await _delete_links(db, service, link, *conditions):
        raise not_found()
    await mark_changed(db, service.resource, id)


async def insert_links(
    db: AsyncSession, service: ServiceLike, id: Any, link: Links, targets: Sequence[Any]
) -> bool:
    """Insert links. Return True if a hand-written service inserted them, which may have changed other rows too."""
    if not targets:
        return False
    resource = service.resource
    row_service = _row_service(service, link)
    if row_service is not None:
        await create_link_rows(db, row_service, link, id, targets, resource.names.get(link.attribute))
        return True
    now = utcnow()
    stamps = {"created_at": now, "updated_at": now} if link.stamped else {}
    rows = [{link.owner.name: id, link.target.name: target, **stamps} for target in targets]
    try:
        await db.execute(link.table.insert(), rows)
    except StatementError as error:
        raise await conflict(db, error, resource, {link.attribute: targets}) from None
    return False


async def replace_links(db: AsyncSession, service: ServiceLike, id: Any, links: Mapping[str, Any]) -> bool:
    """Replace the links of a locked row, by attribute. Return True if that changed any.

    Does not change links that the caller cannot see.
    """
    changed = False
    for link in service.resource.links:
        if link.attribute not in links:
            continue
        wanted = set(links[link.attribute])
        present, seen = await stored_links(db, service, link, [id])
        stale, missing = links_only_in(seen, {id: wanted}), links_only_in({id: wanted}, present)
        changed = changed or bool(stale or missing or not link.shown)
        if stale:
            stale_targets = link.target.in_([target for _, target in stale])
            await _delete_links(db, service, link, link.owner == id, stale_targets)
        await insert_links(db, service, id, link, [target for _, target in missing])
    return changed


async def _lock_owner(db: AsyncSession, service: ServiceLike, id: Any) -> None:
    """Lock the row whose links will change. Call an overridden `update` with no changes, so that it can refuse."""
    await service.require(db, id, lock=True)
    if "update" in service.overridden:
        await service.update(db, id, service.resource.update.model_construct())


def _row_service(service: ServiceLike, link: Links) -> ServiceLike | None:
    """Return the service that creates and deletes the rows that are links, if it is hand-written."""
    row_service = service.related.get(link.through or "")
    return row_service if row_service is not None and may_override_writes(type(row_service)) else None


async def _delete_links(
    db: AsyncSession, service: ServiceLike, link: Links, *conditions: ColumnElement[bool]
) -> bool:
    """Delete live links. Return True if there were any."""
    resource, row_service = service.resource, _row_service(service, link)
    if row_service is None:
        return await delete_links(db, resource, link, *conditions)
    return await delete_link_rows(db, row_service, link, conditions, resource.names.get(link.attribute))
