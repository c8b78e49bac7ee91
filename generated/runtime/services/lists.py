# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 43e8b803f34c45210ed0d524f0b69d71
"""One page of a list: its order, its filters and its cursors."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..queries.filter_conditions import LiteralOperand, filter_condition, split_filter
from ..queries.list_parameters import ListQuery, deleted_of
from ..queries.pages import (
    Page,
    SortKey,
    after_boundary,
    boundary_values,
    decode_cursor,
    fingerprint,
    page_cursors,
    scan_order,
)
from ..resources.resource import Resource
from ..types.date_clamping import fetch_clamped
from .protocol import ServiceLike


async def list_rows(db: AsyncSession, service: ServiceLike, query: ListQuery) -> Page[Any]:
    """Return the page of rows that a query asks for. Raises Problem 404 if its cursor belongs to another list."""
    resource = service.resource
    keys = service.order(query)
    filters = query.filters()
    deleted = deleted_of(query)
    conditions = [_filtered(service, name, value) for name, value in filters.items()]
    conditions += service.shown(deleted=deleted)
    listed = f"deleted {resource.name}" if deleted else resource.name
    if service.within is not None:
        conditions.append(service.within.condition(resource.id))
        listed = f"{listed} of {service.within}"
    list_digest = fingerprint(listed, [(key.attribute, key.descending) for key in keys], filters)
    boundary = None if query.cursor is None else decode_cursor(query.cursor, list_digest, keys)
    order = scan_order(keys, boundary)
    page = resource.select.where(*conditions).order_by(*(key.order() for key in order))
    if boundary is not None:
        values = boundary_values(order, boundary.values, conditions)
        page = page.where(after_boundary(order, boundary._replace(values=values)))
    found = await fetch_clamped(db, page.limit(query.limit + 1))
    rows = [resource.make(values) for values in found[: query.limit]]
    if boundary is not None and boundary.backward:
        rows.reverse()
    await service.load_links(db, rows)
    total = None
    if query.count:
        counted = select(func.count()).select_from(resource.table).where(*conditions)
        total = (await db.execute(counted)).scalar_one()

    def sort_values(row: Any) -> list[Any]:
        return [key.value(getattr(row, key.attribute)) for key in keys]

    more = len(found) > query.limit
    return Page(rows, *page_cursors(list_digest, keys, boundary, rows, sort_values, more=more), total)


def sort_keys(resource: Resource[Any], query: ListQuery) -> Sequence[SortKey]:
    """Return the sort keys of a query, or else of the entity. The last ones are the primary key."""
    requested = [(resource.attributes[name], descending) for name, descending in query.sorting()]
    keys: dict[str, SortKey] = {}
    unique = resource.key_names
    for name, descending in [*(requested or resource.sort), *resource.final_order]:
        keys.setdefault(name, SortKey(name, resource.columns[name], descending, identifies=name in unique))
        if name in unique and keys.keys() >= {*unique}:  # further keys cannot change the order
            break
    return list(keys.values())


def _filtered(service: ServiceLike, name: str, value: Any) -> ColumnElement[bool]:
    """Return the condition of a filter. A filter by links ignores those that the caller cannot see."""
    link = service.resource.filtered_links.get(split_filter(name)[0])
    seen = () if link is None else service.seen(link)
    return filter_condition(service.resource, name, value, LiteralOperand(value), seen)
