# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: c132e6c54af0d92dbdeb59251dcf7d15
"""What a deletion changes elsewhere.

Rows that refer to a deleted one by `set_null`, and rows that are linked to it, change their representation: their
version rises and `updated_at` moves in the same transaction, before the database does the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from sqlalchemy import ColumnClause, ColumnElement, and_, column, or_, select, table, update
from sqlalchemy.ext.asyncio import AsyncSession

from ..types import defaults
from ..types.columns import UtcDateTime
from ..types.defaults import utcnow

VERSION = defaults.VERSION
CHUNK_SIZE = 500
"""Ids that one statement is given at most: drivers take about 32,000 values, and SQLite nests 1,000 conditions."""


class TableLike(Protocol):
    """A table, and how a change of one of its rows is marked. All names are the database's."""

    @property
    def table(self) -> str:
        """Name of the table."""
        ...

    @property
    def key(self) -> str | tuple[str, ...]:
        """Its primary key; of a composite one its columns."""
        ...

    @property
    def versioned(self) -> bool:
        """True if changes are counted."""
        ...

    @property
    def updated_at(self) -> str | None:
        """Column that keeps the time of the last change, if there is one."""
        ...


class TableInfo(NamedTuple):
    """The same of a table by itself."""

    table: str
    key: str | tuple[str, ...]
    versioned: bool
    updated_at: str | None


@dataclass(frozen=True, slots=True)
class Referrer:
    """A foreign key that leads to a table. All names are the database's."""

    table: str
    """The table that holds the rows whose representation shows the reference."""
    column: str | tuple[str, ...]
    """Its foreign key, or for a link the association table's foreign key to the deleted row; for a row that is a link
    its primary key. Several columns where they lead to a composite key, or are one.
    """
    on_delete: Literal["set_null", "cascade", "restrict", "link"]
    key: str | tuple[str, ...] = "id"
    """Primary key of `table`; of a composite one its columns."""
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
    nullable: bool = False
    """True for a cascade whose foreign key may be null."""

    @property
    def one_key(self) -> str:
        """The primary key of `table`, which is not composite."""
        assert isinstance(self.key, str)
        return self.key


Referrers = Mapping[str, Sequence[Referrer]]


def tables_needing_preparation(referrers: Referrers, name: str) -> set[str]:
    """Return the tables, of one and those that cascades lead to from it, whose rows the database cannot delete alone.

    Their deletion changes rows that stay, or cascades in a circle and so over any number of levels, or leads to such
    a table.
    """
    cascades: dict[str, set[str]] = {}
    pending = [name]
    while pending:
        each = pending.pop()
        if each not in cascades:
            cascades[each] = {r.table for r in referrers.get(each, ()) if r.on_delete == "cascade"}
            pending += cascades[each]
    changing = {
        each for each in cascades if any(r.on_delete in ("set_null", "link") for r in referrers.get(each, ()))
    }
    found = set(cascades)
    while plain := {each for each in found - changing if not cascades[each] & found}:
        found -= plain
    return found


def needs_preparation(referrers: Referrers, name: str) -> bool:
    """Return True if the database cannot delete rows of a table alone, see `tables_needing_preparation`."""
    return name in tables_needing_preparation(referrers, name)


async def lock_rows(db: AsyncSession, rows: TableLike, *conditions: ColumnElement[bool]) -> list[Any]:
    """Lock the rows of a table that meet some conditions, and return their keys in order; of a composite one tuples."""
    key = key_columns(rows.key)
    chosen = select(*key).select_from(table(rows.table)).where(*conditions)
    found = await db.execute(chosen.order_by(*key).with_for_update())
    return [row[0] if len(key) == 1 else tuple(row) for row in found]


def key_columns(names: str | tuple[str, ...]) -> list[ColumnClause[Any]]:
    """Return the columns of a key by their names."""
    return [column(name) for name in ((names,) if isinstance(names, str) else names)]


def key_is_in(key: Sequence[ColumnClause[Any]], ids: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that columns hold one of some ids.

    Those of several columns are compared one by one: SQLAlchemy takes tuples of one length for alike, whatever is in
    them, and columns without types leave it to the values.
    """
    if len(key) == 1:
        return key[0].in_(ids)
    return or_(*(and_(*(part == value for part, value in zip(key, id, strict=True))) for id in ids))


def chunks(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield ids, as many as one statement is given."""
    for start in range(0, len(ids), CHUNK_SIZE):
        yield ids[start : start + CHUNK_SIZE]


async def touch(db: AsyncSession, rows: TableLike, condition: ColumnElement[bool]) -> None:
    """Raise the versions of the rows of a table that meet the condition: their links change."""
    await update_rows(db, rows, condition, {})


async def touch_owners(db: AsyncSession, referrer: Referrer, ids: Sequence[Any]) -> None:
    """Raise the versions of the rows that show links, of which these are the ids of one end or of the links."""
    owner: ColumnClause[Any] = column(referrer.one_key)
    if not isinstance(referrer.column, str):  # the key of a row that is a link is both of its ends
        place = referrer.column.index(referrer.link_owner)
        await touch(db, referrer, owner.in_([id[place] for id in ids]))
        return
    link = table(referrer.link_table, column(referrer.link_owner), column(referrer.column))
    owners = select(link.c[referrer.link_owner]).where(link.c[referrer.column].in_(ids))
    await touch(db, referrer, owner.in_(owners))


async def update_rows(
    db: AsyncSession,
    rows: TableLike,
    condition: ColumnElement[bool],
    changes: Mapping[ColumnClause[Any], Any],
) -> None:
    """Change the rows of a table that meet the condition, and raise their versions."""
    values: dict[str, Any] = {each.name: value for each, value in changes.items()}
    # New ones: a column becomes that of the one table that it is first given to.
    columns = [*key_columns(rows.key), *(column(each.name, each.type) for each in changes)]
    if rows.versioned:
        columns.append(column(VERSION))
        values[VERSION] = column(VERSION) + 1
    if rows.updated_at is not None:
        columns.append(column(rows.updated_at, UtcDateTime()))
        values[rows.updated_at] = utcnow()
    if values:
        await db.execute(update(table(rows.table, *columns)).where(condition).values(values))
