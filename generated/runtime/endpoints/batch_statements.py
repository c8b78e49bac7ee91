# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: e910bc7c9ed88af59a080cf67c7435b4
"""The statements of a batch. Their number does not depend on the number of items."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Update, bindparam, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from ..driver.direct_statements import COLUMN_PREFIX
from ..problems.problem import not_found
from ..queries.stored_links import links_only_in, stored_links
from ..resources.links import Links
from ..resources.referrers import VERSION, needs_preparation
from ..resources.resource import Resource
from ..services.conflicts import unique_keys
from ..services.hard_delete import prepare_deletion
from ..services.soft_delete import soft_delete, table_info
from ..statements.fast_path import AnyService
from ..types.date_clamping import fetch_clamped
from ..types.defaults import utcnow
from .batch_items import Item, batch_problem


async def insert(service: AnyService, db: AsyncSession, items: Sequence[Item]) -> list[Any]:
    """Insert a row for each item and return them, with their links."""
    resource = service.resource
    columns = _new_rows(resource, items)
    # All batches insert in the same order, so that two with the same unique values seldom deadlock. If the database
    # makes the ids, the order is that of the request.
    order = list(range(len(items)))
    if resource.key[-1].key in columns[0]:
        order.sort(key=lambda place: [repr(columns[place].get(name)) for name in _unique_columns(resource)])
    returned = resource.columns.values()
    statement = resource.table.insert().returning(*returned, sort_by_parameter_order=True)
    found = (await db.execute(statement, [columns[place] for place in order])).all()
    rows = [resource.make(values) for _, values in sorted(zip(order, found, strict=True), key=_place)]
    for link in resource.links:
        targets = [sorted(item.links.get(link.attribute, ())) for item in items]
        await _link(
            db,
            link,
            [(resource.id_of(row), each) for row, ids in zip(rows, targets, strict=True) for each in ids],
        )
        if link.shown:
            for row, ids in zip(rows, targets, strict=True):
                setattr(row, link.attribute, ids)
    return rows


async def change(service: AnyService, db: AsyncSession, items: Sequence[Item]) -> list[Any]:
    """Update the row of each item if a value differs, and return the ids. The rows must be locked."""
    resource = service.resource
    relinked = await _relink(service, db, items)
    groups: dict[tuple[tuple[str, ...], bool], list[Item]] = {}
    for item in items:
        groups.setdefault((tuple(item.values), item.id in relinked), []).append(item)
    now = utcnow()
    for (names, is_relinked), group in groups.items():
        if names or (is_relinked and (resource.versioned or resource.updated_at is not None)):
            parameters = [
                {
                    **resource.id_parameters(item.id),
                    "at_now": now,
                    **{COLUMN_PREFIX + name: item.values[name] for name in names},
                }
                for item in group
            ]
            await db.execute(_update(resource, names, always=is_relinked), parameters)
    return [item.id for item in items]


async def read(service: AnyService, db: AsyncSession, items: Sequence[Item]) -> list[Any]:
    """Return the row of each item, with its links.

    Raises Problem 404 for rows that are missing, because another item has deleted a row that they depend on.
    """
    if not items:
        return []
    resource = service.resource
    ids = [item.id for item in items]
    found = await fetch_clamped(db, resource.select.where(resource.id.in_(ids), *resource.live))
    rows = {resource.id_of(row): row for row in map(resource.make, found)}
    if missing := [item for item in items if item.id not in rows]:
        raise batch_problem(not_found(), missing)
    present = [rows[item.id] for item in items]
    await service.load_links(db, present)
    return present


async def delete(service: AnyService, db: AsyncSession, items: Sequence[Item]) -> list[Any]:
    """Delete the row of each item and return the ids. The rows must be locked."""
    resource = service.resource
    ids = [item.id for item in items]
    if resource.deleted_at is not None:
        await soft_delete(db, resource.referrers, table_info(resource), ids)
        return ids
    if needs_preparation(resource.referrers, resource.table.name):
        await prepare_deletion(db, resource.referrers, table_info(resource), ids)
    await db.execute(resource.delete.where(resource.id.in_(ids)))
    return ids


def _new_rows(resource: Resource[Any], items: Iterable[Item]) -> list[dict[str, Any]]:
    """Return the column values of new rows. All rows have the same columns."""
    now = utcnow()
    rows = []
    for item in items:
        made = {name: make() for name, make in resource.defaults.items() if name not in item.values}
        rows.append({**made, **dict.fromkeys(resource.timestamps, now), **item.values})
    names = dict.fromkeys(name for row in rows for name in row)
    return [{resource.all_columns[name].key: row.get(name) for name in names} for row in rows]


@cache
def _unique_columns(resource: Resource[Any]) -> tuple[str, ...]:
    """Return the keys of the columns in unique constraints, in an order that is always the same."""
    keys = sorted(unique_keys(resource.table), key=lambda each: str(each.name))
    columns: list[Column[Any]] = [column for key in keys for column in key.columns]
    return tuple(dict.fromkeys(column.key for column in columns))


def _place(found: tuple[int, Any]) -> int:
    return found[0]


def _update(resource: Resource[Any], names: Sequence[str], *, always: bool) -> Update:
    """Return the statement that updates these attributes of the row `at_id` if a value differs, or `always`."""
    values: dict[Column[Any], Any] = {
        resource.all_columns[name]: bindparam(COLUMN_PREFIX + name, type_=resource.all_columns[name].type)
        for name in names
    }
    conditions = resource.id_conditions()
    if not always and resource.columns.keys() >= set(names):  # see `services.writes`
        conditions.append(or_(*(column.is_distinct_from(value) for column, value in values.items())))
    if resource.versioned:
        version = resource.columns[VERSION]
        values[version] = version + 1
    if resource.updated_at is not None:
        values[resource.updated_at] = bindparam("at_now", type_=resource.updated_at.type)
    return update(resource.table).where(*conditions).values(values)


async def _relink(service: AnyService, db: AsyncSession, items: Sequence[Item]) -> set[Any]:
    """Replace the links of locked rows by those of the items, and return the ids of the rows whose links changed.

    Links that the caller cannot see are kept.
    """
    relinked: set[Any] = set()
    for link in service.resource.links:
        wanted = {item.id: set(item.links[link.attribute]) for item in items if link.attribute in item.links}
        if not wanted:
            continue
        present, seen = await stored_links(db, service, link, wanted)
        stale, missing = links_only_in(seen, wanted), links_only_in(wanted, present)
        relinked |= {owner for owner, _ in (*stale, *missing)} if link.shown else wanted.keys()
        if stale:
            gone = link.table.delete().where(
                link.owner == bindparam("at_owner", type_=link.owner.type),
                link.target == bindparam("at_target", type_=link.target.type),
            )
            await db.execute(gone, [{"at_owner": owner, "at_target": target} for owner, target in stale])
        await _link(db, link, missing)
    return relinked


async def _link(db: AsyncSession, link: Links, pairs: Sequence[tuple[Any, Any]]) -> None:
    if pairs:
        rows = [{link.owner.name: owner, link.target.name: target} for owner, target in pairs]
        await db.execute(link.table.insert(), rows)
