# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 52f5209135b2aaa592bf15ddd3925ce4
"""What a deletion changes elsewhere.

Rows that refer to a deleted one by `set_null`, and rows that are linked to it, change their representation: their
version rises and `updated_at` moves in the same transaction, before the database does the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnClause, ColumnElement, column, select, table, update
from sqlalchemy.ext.asyncio import AsyncSession

from .columns import UtcDateTime
from .defaults import utcnow

VERSION = "row_version"
"""Column that counts the changes of a row, which its entity tag is made from."""


@dataclass(frozen=True, slots=True)
class Referrer:
    """A foreign key that leads to a table. All names are the database's."""

    table: str
    """The table that holds the rows whose representation shows the reference."""
    column: str
    """Its foreign key, or for a link the association table's foreign key to the deleted row."""
    on_delete: Literal["set_null", "cascade", "restrict", "link"]
    key: str = "id"
    """Primary key of `table`."""
    versioned: bool = True
    updated_at: str | None = None
    """Column that keeps the time of the last change, if there is one."""
    link_table: str = ""
    link_owner: str = ""
    """Column of the association table that refers to `table`."""
    link_target: str = ""
    """Its other column, if it is the table of an entity, whose rows are the links."""


Referrers = Mapping[str, Sequence[Referrer]]


def matters(referrers: Referrers, name: str, seen: frozenset[str] = frozenset()) -> bool:
    """Return True if deleting rows of a table changes rows that stay."""
    for referrer in referrers.get(name, ()):
        if referrer.on_delete in ("set_null", "link"):
            return True
        if (
            referrer.on_delete == "cascade"
            and referrer.table not in seen
            and matters(referrers, referrer.table, seen | {name})
        ):
            return True
    return False


async def release(
    db: AsyncSession,
    referrers: Referrers,
    name: str,
    ids: Iterable[Any],
    seen: set[tuple[str, Any]] | None = None,
) -> None:
    """Prepare the rows that refer to the rows of a table with these ids for their deletion.

    Follows cascades, since what they delete is referred to as well, but only those behind which something stays.
    """
    seen = set() if seen is None else seen
    ids = [id for id in ids if (name, id) not in seen]
    if not ids:
        return
    seen.update((name, id) for id in ids)
    for referrer in referrers.get(name, ()):
        foreign_key: ColumnClause[Any] = column(referrer.column)
        if referrer.on_delete == "set_null":
            await _touch(db, referrer, foreign_key.in_(ids), {referrer.column: None})
        elif referrer.on_delete == "link":
            link = table(referrer.link_table, column(referrer.link_owner), column(referrer.column))
            owners = select(link.c[referrer.link_owner]).where(link.c[referrer.column].in_(ids))
            await _touch(db, referrer, column(referrer.key).in_(owners), {})
        elif referrer.on_delete == "cascade" and matters(referrers, referrer.table):
            key: ColumnClause[Any] = column(referrer.key)
            children = select(key).select_from(table(referrer.table)).where(foreign_key.in_(ids))
            # The lock keeps new references to them out, as that of the row which is deleted keeps those out.
            found = (await db.execute(children.order_by(key).with_for_update())).scalars().all()
            await release(db, referrers, referrer.table, found, seen)


async def touch(db: AsyncSession, referrer: Referrer, condition: ColumnElement[bool]) -> None:
    """Raise the versions of the rows of a referrer's table that meet the condition: their links change."""
    await _touch(db, referrer, condition, {})


async def _touch(
    db: AsyncSession, referrer: Referrer, condition: ColumnElement[bool], changes: Mapping[str, None]
) -> None:
    """Update the rows of a referrer's table that meet the condition, and raise their versions."""
    values: dict[str, Any] = dict(changes)
    names = {*values, referrer.key}
    if referrer.versioned:
        names.add(VERSION)
        values[VERSION] = column(VERSION) + 1
    columns: list[Any] = [column(name) for name in sorted(names)]
    if referrer.updated_at is not None:
        columns.append(column(referrer.updated_at, UtcDateTime()))
        values[referrer.updated_at] = utcnow()
    if values:
        await db.execute(update(table(referrer.table, *columns)).where(condition).values(values))
