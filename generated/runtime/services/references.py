# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 88bb118752d175033a7abdde0ccb3d2d
"""Checks of the rows that a write refers to: each must be live, and the caller must be able to see it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..problems.problem import Problem
from ..resources.resource import ReferenceAttributes
from ..resources.soft_delete_references import lock_live_targets, soft_referenced_ids
from .conflicts import missing_target
from .protocol import ServiceLike
from .target_rows import no_match


def referenced_id(values: Mapping[str, Any], names: ReferenceAttributes) -> Any:
    """Return the id in a reference, a tuple if the key is composite. Return None if a part of it is null."""
    if isinstance(names, str):
        return values.get(names)
    parts = tuple(values.get(name) for name in names)
    return None if None in parts else parts


async def deleted_targets(
    db: AsyncSession, service: ServiceLike, values: Mapping[str, Any], links: Mapping[str, Any]
) -> Collection[str]:
    """Return the attributes that refer to deleted rows. Locks the other rows against deletion."""
    resource = service.resource
    if not resource.soft_delete_references:
        return ()
    return await lock_live_targets(db, resource, soft_referenced_ids(resource, [{**values, **links}]))


async def require_new_visible(
    db: AsyncSession,
    service: ServiceLike,
    id: Any,
    conditions: Sequence[ColumnElement[bool]],
    values: Mapping[str, Any],
    links: Mapping[str, Any],
) -> None:
    """Raise Problem 409 if a change makes a row refer to one that the caller cannot see.

    A reference that a response already shows is not new. Raises Problem 404 or 412 first if the row itself does not
    meet the conditions.
    """
    resource = service.resource
    completed = await _completed(db, service, id, conditions, values)
    try:
        await require_visible(db, service, completed, links)
    except Problem:
        shown = [each for each in resource.references if resource.shows(each)]
        names = [name for each in shown for name in ((each,) if isinstance(each, str) else each)]
        columns = [*resource.key, *(resource.all_columns[name] for name in names)]
        row = (await db.execute(select(*columns).where(*conditions))).first()
        if row is None:
            raise await no_match(db, service, id) from None
        before = dict(zip(names, row[len(resource.key) :], strict=True))
        unchanged = {each for each in shown if referenced_id(completed, each) == referenced_id(before, each)}
        await require_visible(db, service, completed, links, unchanged)


async def require_visible(
    db: AsyncSession,
    service: ServiceLike,
    values: Mapping[str, Any],
    links: Mapping[str, Any],
    unchanged: Collection[ReferenceAttributes] = (),
) -> None:
    """Raise Problem 409, as for a missing target, if a reference or link leads to a row that the caller cannot see.

    Does not check the `unchanged` references.
    """
    resource = service.resource
    wanted: list[tuple[ReferenceAttributes, str, Any]] = [
        (names, relation, [referenced_id(values, names)])
        for names, relation in resource.references.items()
        if names not in unchanged
    ]
    wanted += [(link.attribute, link.relation, links.get(link.attribute, [])) for link in resource.links]
    for names, relation, ids in wanted:
        present = {id for id in ids if id is not None}
        related = service.related.get(relation)
        if not present or related is None or not related.hides():
            continue
        target = related.resource
        seen = select(func.count()).select_from(target.table).where(target.id.in_(present), *related.shown())
        if (await db.execute(seen)).scalar_one() != len(present):
            raise missing_target(resource, *((names,) if isinstance(names, str) else names))


async def _completed(
    db: AsyncSession,
    service: ServiceLike,
    id: Any,
    conditions: Sequence[ColumnElement[bool]],
    values: Mapping[str, Any],
) -> Mapping[str, Any]:
    """Return the values, with the unchanged parts of each composite reference added from the row.

    Adds only parts of references whose targets may be hidden from the caller. Raises Problem 404 or 412 if the row does
    not meet the conditions.
    """
    resource = service.resource
    names: list[str] = []
    for parts, relation in resource.references.items():
        if isinstance(parts, tuple) and (related := service.related.get(relation)) and related.hides():
            absent = [name for name in parts if name not in values]
            names += absent if len(absent) < len(parts) else []
    if not names:
        return values
    stored = select(*(resource.all_columns[name] for name in names)).where(*conditions)
    row = (await db.execute(stored.with_for_update())).first()
    if row is None:
        raise await no_match(db, service, id)
    return {**values, **dict(zip(names, row, strict=True))}
