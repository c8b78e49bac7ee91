# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 73bca573502d4b8235958392f9ee773f
"""The foreign keys that refer to each table, and the statements that change referring rows.

When a row is deleted, the JSON of rows that refer to it by `set_null` or are linked to it changes. Their version is
raised and their `updated_at` set in the same transaction, before the database applies `ON DELETE`.
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
"""Maximum number of ids in a statement. Drivers allow about 32,000 values, SQLite 1,000 nested conditions."""


class TableLike(Protocol):
    """A table, and the columns that record a change of a row. All names are names in the database."""

    @property
    def table(self) -> str:
        """Name of the table."""
        ...

    @property
    def key(self) -> str | tuple[str, ...]:
        """Column of the primary key, or columns of a composite one."""
        ...

    @property
    def versioned(self) -> bool:
        """True if the table has a version column."""
        ...

    @property
    def updated_at(self) -> str | None:
        """Column with the time of the last change, if there is one."""
        ...


class TableInfo(NamedTuple):
    """A table that is described without a reference to another."""

    table: str
    key: str | tuple[str, ...]
    versioned: bool
    updated_at: str | None


@dataclass(frozen=True, slots=True)
class Referrer:
    """A foreign key that refers to a table. All names are names in the database."""

    table: str
    """The table of the rows whose JSON contains the reference."""
    column: str | tuple[str, ...]
    """The foreign key. For a link, the foreign key of the association table to the deleted row. For a row that is a
    link, its primary key. Several columns if the key is composite.
    """
    on_delete: Literal["set_null", "cascade", "restrict", "link"]
    key: str | tuple[str, ...] = "id"
    """Primary key of `table`, or columns of a composite one."""
    versioned: bool = True
    updated_at: str | None = None
    """Column with the time of the last change, if there is one."""
    link_table: str = ""
    link_owner: str = ""
    """Column of the association table that refers to `table`."""
    link_target: str = ""
    """The other column of the association table, if it is the table of an entity."""
    soft: bool = False
    """True if `table` uses soft deletion."""
    nullable: bool = False
    """True if the foreign key of a cascade may be null."""

    @property
    def one_key(self) -> str:
        """The primary key of `table`, which must not be composite."""
        assert isinstance(self.key, str)
        return self.key


Referrers = Mapping[str, Sequence[Referrer]]


def tables_needing_preparation(referrers: Referrers, name: str) -> set[str]:
    """Return the tables whose rows the database cannot delete by itself: `name` and those that it cascades to.

    A deletion needs preparation if it changes rows that stay, if its cascades form a cycle (and so have any number of
    levels), or if it cascades to such a table.
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
    """Return True if the database cannot delete rows of a table by itself, see `tables_needing_preparation`."""
    return name in tables_needing_preparation(referrers, name)


async def lock_rows(db: AsyncSession, rows: TableLike, *conditions: ColumnElement[bool]) -> list[Any]:
    """Lock the rows that meet some conditions. Return their keys in order, tuples if the key is composite."""
    key = key_columns(rows.key)
    chosen = select(*key).select_from(table(rows.table)).where(*conditions)
    found = await db.execute(chosen.order_by(*key).with_for_update())
    return [row[0] if len(key) == 1 else tuple(row) for row in found]


def key_columns(names: str | tuple[str, ...]) -> list[ColumnClause[Any]]:
    """Return the columns of a key."""
    return [column(name) for name in ((names,) if isinstance(names, str) else names)]


def key_is_in(key: Sequence[ColumnClause[Any]], ids: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that a key has one of some ids.

    Compares the parts of a composite key one by one. SQLAlchemy would cache a statement with tuples by their length
    alone, but these columns have no types: each value determines its own.
    """
    if len(key) == 1:
        return key[0].in_(ids)
    return or_(*(and_(*(part == value for part, value in zip(key, id, strict=True))) for id in ids))


def chunks(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield parts of a sequence of ids, each small enough for one statement."""
    for start in range(0, len(ids), CHUNK_SIZE):
        yield ids[start : start + CHUNK_SIZE]


async def touch(db: AsyncSession, rows: TableLike, condition: ColumnElement[bool]) -> None:
    """Mark the rows that meet a condition as changed: raise their versions and set `updated_at`."""
    await update_rows(db, rows, condition, {})


async def touch_owners(db: AsyncSession, referrer: Referrer, ids: Sequence[Any]) -> None:
    """Mark the rows as changed whose JSON contains some links. `ids` are those of the other ends or of the links."""
    owner: ColumnClause[Any] = column(referrer.one_key)
    if not isinstance(referrer.column, str):  # the key of a row that is a link consists of its ends
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
    """Change the rows that meet a condition, raise their versions and set `updated_at`."""
    values: dict[str, Any] = {each.name: value for each, value in changes.items()}
    # New columns, because a column belongs to the first table that it is passed to.
    columns = [*key_columns(rows.key), *(column(each.name, each.type) for each in changes)]
    if rows.versioned:
        columns.append(column(VERSION))
        values[VERSION] = column(VERSION) + 1
    if rows.updated_at is not None:
        columns.append(column(rows.updated_at, UtcDateTime()))
        values[rows.updated_at] = utcnow()
    if values:
        await db.execute(update(table(rows.table, *columns)).where(condition).values(values))
