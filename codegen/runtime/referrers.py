"""What a deletion changes elsewhere.

Rows that refer to a deleted one by `set_null`, and rows that are linked to it, change their representation: their
version rises and `updated_at` moves in the same transaction, before the database does the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from sqlalchemy import ColumnClause, ColumnElement, column, select, table, update
from sqlalchemy.ext.asyncio import AsyncSession

from .columns import UtcDateTime
from .defaults import utcnow

VERSION = "row_version"
"""Column that counts the changes of a row, which its entity tag is made from."""


class Rows(Protocol):
    """A table, and how a change of one of its rows is marked. All names are the database's."""

    @property
    def table(self) -> str:
        """Name of the table."""

    @property
    def key(self) -> str:
        """Its primary key."""

    @property
    def versioned(self) -> bool:
        """True if changes are counted."""

    @property
    def updated_at(self) -> str | None:
        """Column that keeps the time of the last change, if there is one."""


class Counted(NamedTuple):
    """The same of a table by itself."""

    table: str
    key: str
    versioned: bool
    updated_at: str | None


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
    soft: bool = False
    """True if the rows of `table` stay in it when they are deleted."""


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
            await change(db, referrer, foreign_key.in_(ids), {foreign_key: None})
        elif referrer.on_delete == "link":
            await touch_owners(db, referrer, ids)
        elif referrer.on_delete == "cascade" and matters(referrers, referrer.table):
            key: ColumnClause[Any] = column(referrer.key)
            children = select(key).select_from(table(referrer.table)).where(foreign_key.in_(ids))
            # The lock keeps new references to them out, as that of the row which is deleted keeps those out.
            found = (await db.execute(children.order_by(key).with_for_update())).scalars().all()
            await release(db, referrers, referrer.table, found, seen)


async def touch(db: AsyncSession, rows: Rows, condition: ColumnElement[bool]) -> None:
    """Raise the versions of the rows of a table that meet the condition: their links change."""
    await change(db, rows, condition, {})


async def touch_owners(db: AsyncSession, referrer: Referrer, ids: Iterable[Any]) -> None:
    """Raise the versions of the rows that show links to rows with these ids."""
    link = table(referrer.link_table, column(referrer.link_owner), column(referrer.column))
    owners = select(link.c[referrer.link_owner]).where(link.c[referrer.column].in_(ids))
    await touch(db, referrer, column(referrer.key).in_(owners))


async def change(
    db: AsyncSession, rows: Rows, condition: ColumnElement[bool], changes: Mapping[ColumnClause[Any], Any]
) -> None:
    """Change the rows of a table that meet the condition, and raise their versions."""
    values: dict[str, Any] = {each.name: value for each, value in changes.items()}
    columns: list[ColumnClause[Any]] = [column(rows.key), *changes]
    if rows.versioned:
        columns.append(column(VERSION))
        values[VERSION] = column(VERSION) + 1
    if rows.updated_at is not None:
        columns.append(column(rows.updated_at, UtcDateTime()))
        values[rows.updated_at] = utcnow()
    if values:
        await db.execute(update(table(rows.table, *columns)).where(condition).values(values))
