"""Batches: rows that are created, updated and deleted together, all of them or none.

Rows are updated first, then deleted, then created. So children can be moved before their parent is deleted, and a new
row can reuse unique values of a deleted one. If the service overrides nothing, each of the three takes one statement
(an update takes one for each set of fields). An override is called once for each item. Rows are locked before anything
is written, in the order of their ids, so that two batches over the same rows cannot deadlock.
"""

from collections import Counter
from collections.abc import Awaitable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException

from ..problems.problem import MAX_ERRORS, ErrorItem, Problem, not_found, precondition_failed
from ..resources.referrers import VERSION
from ..resources.resource import ReferenceAttributes, Resource
from ..resources.soft_delete_references import lock_live_targets, soft_referenced_ids
from ..services.conflicts import missing_target
from ..services.references import referenced_id
from ..services.request_passwords import passwords_of
from ..statements.fast_path import AnyService
from ..types.etags import matching_versions
from ..types.schemas import MAX_ITEMS
from .batch_items import Item, batch_problem, run_together
from .batch_statements import change, delete, insert, read

ResultT = TypeVar("ResultT")


class Batch(NamedTuple):
    """The items of a request, in its order."""

    create: list[Item]
    update: list[Item]
    delete: list[Item]


class BatchResult(NamedTuple):
    """The rows that were created and updated and the ids that were deleted, in the order of the request."""

    created: list[Any]
    updated: list[Any]
    deleted: list[Any]


def prepare(service: AnyService, data: BaseModel) -> Batch:
    """Return the items of a request.

    Raises Problem 413 for too many items, 409 if two items change the same row.
    """
    members = [getattr(data, name, []) for name in Batch._fields]
    if sum(map(len, members)) > MAX_ITEMS:
        message = f"This must have at most {MAX_ITEMS} items."
        raise Problem(413, "The batch has too many items.", [ErrorItem("/body", "too_long", message)])
    create, update, delete = (enumerate(each) for each in members)
    resource = service.resource
    batch = Batch(
        [Item(pointer := f"/body/create/{place}", pointer, each) for place, each in create],
        [_row(resource, f"/body/update/{place}", each, each.changes) for place, each in update],
        [_row(resource, f"/body/delete/{place}", each) for place, each in delete],
    )
    _require_distinct(resource, [*batch.update, *batch.delete])
    return batch


def passwords(service: AnyService, batch: Batch) -> list[SecretStr]:
    """Return the passwords of all items."""
    return passwords_of(service.resource, [item.data for item in (*batch.create, *batch.update)])


async def perform(service: AnyService, db: AsyncSession, batch: Batch) -> BatchResult:
    """Perform all items in the transaction of the session.

    Raises Problem 404, 409 or 412 that names the items, and every error of an override.
    """
    await _set_values(service, batch)
    combined = batch.update if may_combine(service, "update") else []
    # Before the rows are locked: a deletion of a row that they refer to takes the locks in the same order.
    dead = await _deleted_targets(service, db, combined)
    await _lock(service, db, batch)
    updated: list[Any] | None = None
    if may_combine(service, "update"):
        await _require_visible(service, db, batch.update)
        _require_live(service, batch.update, dead)
        await run_together(service, db, batch.update, change)
    else:
        updated = [
            await _for_item(item, service.update(db, item.id, item.data, item.if_match))
            for item in batch.update
        ]
    if may_combine(service, "delete"):
        await run_together(service, db, batch.delete, delete)
    else:
        for item in batch.delete:
            await _for_item(item, service.delete(db, item.id, item.if_match))
    if updated is None or batch.delete:  # a deletion may change a row that referred to the deleted one
        updated = await read(service, db, batch.update)
    if may_combine(service, "create"):
        await _require_visible(service, db, batch.create)
        _require_live(service, batch.create, await _deleted_targets(service, db, batch.create))
        created = await run_together(service, db, batch.create, insert)
    else:
        created = [await _for_item(item, service.create(db, item.data)) for item in batch.create]
    return BatchResult(created, updated, [item.id for item in batch.delete])


async def _set_values(service: AnyService, batch: Batch) -> None:
    """Set the column values and links of the items, except of those that are passed to an override."""
    resource = service.resource
    for kind, items, names in (
        ("create", batch.create, resource.creatable),
        ("update", batch.update, resource.updatable),
    ):
        for item in items if may_combine(service, kind) else ():
            item.values = await service.values(item.data, names)
            item.links = service.linked(item.data)


def may_combine(service: AnyService, kind: str) -> bool:
    """Return True if one statement may perform many items, because the service overrides no part of the operation.

    It may not if the rows are links, because each of them changes the response of another row. It may not update a
    reference to a composite key of hidden rows: an update may hold a part of the key, so that the stored row decides
    whether the caller sees the target.
    """
    resource = service.resource
    if resource.link_row is not None or any(link.through is not None for link in resource.links):
        return False
    if kind == "update" and any(
        isinstance(names, tuple) and (other := service.related.get(relation)) and other.hides()
        for names, relation in resource.references.items()
    ):
        return False
    return kind not in service.overridden


def _row(resource: Resource[Any], pointer: str, each: Any, changes: Any = None) -> Item:
    if_match = getattr(each, "if_match", None)
    id = resource.id_of(each)
    return Item(pointer, f"{pointer}/changes", changes, id, if_match if isinstance(if_match, str) else None)


def _require_distinct(resource: Resource[Any], items: Sequence[Item]) -> None:
    times = Counter(item.id for item in items)
    if twice := [item for item in items if times[item.id] > 1]:
        message = "Another item of the batch is about the same resource."
        names = [resource.names[name] for name in resource.key_names]
        errors = [
            ErrorItem(f"{item.pointer}/{name}", "repeated", message) for item in twice for name in names
        ]
        raise Problem(409, "The batch contradicts itself.", errors[:MAX_ERRORS])


async def _lock(service: AnyService, db: AsyncSession, batch: Batch) -> None:
    """Lock the rows that will be updated or deleted, in the order of their ids.

    Raises Problem 404 for missing rows, 412 for rows with another version. An override makes these checks itself.
    """
    resource = service.resource
    items = [*batch.update, *batch.delete]
    if not items:
        return
    versions = [resource.columns[VERSION]] if resource.versioned else []
    rows = select(*resource.key, *versions).where(resource.id.in_([item.id for item in items]))
    rows = rows.where(*service.shown())
    # Other transactions may refer to a row that is only updated.
    locked = rows.order_by(*resource.key).with_for_update(key_share=not batch.delete)
    id_of = itemgetter(*range(len(resource.key)))
    found = {id_of(row): row[-1] for row in await db.execute(locked)}
    checked = [
        item
        for kind, some in (("update", batch.update), ("delete", batch.delete))
        for item in some
        if may_combine(service, kind)
    ]
    if missing := [item for item in checked if item.id not in found]:
        raise batch_problem(not_found(), missing)
    if resource.versioned and (late := [item for item in checked if not _matches(item, found[item.id])]):
        raise batch_problem(precondition_failed(), late)


def _matches(item: Item, version: int) -> bool:
    versions = matching_versions(item.if_match)
    return versions is None or version in versions


async def _for_item(item: Item, work: Awaitable[ResultT]) -> ResultT:
    """Await a method of the service for one item. Errors name the item."""
    try:
        return await work
    except HTTPException as error:
        raise batch_problem(error, [item]) from None


async def _require_visible(service: AnyService, db: AsyncSession, items: Sequence[Item]) -> None:
    """Raise Problem 409 for items with a new reference to a row that the caller cannot see."""
    resource = service.resource
    relations: list[tuple[ReferenceAttributes, str]] = [*resource.references.items()]
    relations += [(each.attribute, each.relation) for each in resource.links]
    for names, relation in relations:
        other = service.related.get(relation)
        wanted = {item.pointer: _targets(item, names) for item in items}
        if other is None or not other.hides() or not any(wanted.values()):
            continue
        target = other.resource
        visible = select(*target.key).where(target.id.in_(set().union(*wanted.values())), *other.shown())
        id_of = itemgetter(*range(len(target.key)))
        seen = {id_of(row) for row in await db.execute(visible)}
        unseen = [item for item in items if wanted[item.pointer] - seen]
        if unseen := await _with_changed_reference(resource, db, unseen, names):
            attributes = (names,) if isinstance(names, str) else names
            raise batch_problem(missing_target(resource, *attributes), unseen)


async def _with_changed_reference(
    resource: Resource[Any], db: AsyncSession, items: list[Item], names: ReferenceAttributes
) -> list[Item]:
    """Return the items whose reference differs from the stored one."""
    known = [item.id for item in items if item.id is not None]
    if not known or not isinstance(names, str) or names in resource.link_names or not resource.shows(names):
        return items
    stored = select(*resource.key, resource.all_columns[names]).where(resource.id.in_(known))
    id_of = itemgetter(*range(len(resource.key)))
    before = {id_of(row): row[-1] for row in await db.execute(stored)}
    return [item for item in items if item.id is None or _targets(item, names) != {before[item.id]}]


async def _deleted_targets(
    service: AnyService, db: AsyncSession, items: Sequence[Item]
) -> Mapping[str, AbstractSet[Any]]:
    """Return the ids of deleted rows that items refer to, by attribute. Lock the other rows against deletion."""
    resource = service.resource
    if not items or not resource.soft_delete_references:
        return {}
    rows = [item.values | item.links for item in items]
    return await lock_live_targets(db, resource, soft_referenced_ids(resource, rows))


def _require_live(service: AnyService, items: Sequence[Item], dead: Mapping[str, AbstractSet[Any]]) -> None:
    """Raise Problem 409 for items that refer to a deleted row."""
    for name, ids in dead.items():
        missing = [item for item in items if _targets(item, name) & ids]
        raise batch_problem(missing_target(service.resource, name), missing)


def _targets(item: Item, names: ReferenceAttributes) -> set[Any]:
    """Return the ids that an item refers to by one reference or by links."""
    linked = item.links.get(names, ()) if isinstance(names, str) else ()
    return {*linked} | {referenced_id(item.values, names)} - {None}
