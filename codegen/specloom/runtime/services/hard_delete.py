"""Permanent deletion of rows that the database cannot delete by itself.

That is so if other rows must be marked as changed, or if there are too many levels of cascades. The database applies
`on_delete: cascade` recursively: SQLite fails at 1,000 levels, PostgreSQL when its stack is full.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select, table, update
from sqlalchemy.ext.asyncio import AsyncSession

from ..resources.cascades import RowsToDelete, rows_to_delete
from ..resources.referrers import (
    Referrer,
    Referrers,
    TableLike,
    chunks,
    key_columns,
    key_is_in,
    tables_needing_preparation,
    touch_owners,
    update_rows,
)
from ..resources.topological_order import Reference, referring_first, sort_in_layers

MAX_CASCADE_DEPTH = 100
"""Maximum number of levels that the database cascades through. In SQLite each costs more than the one before."""

_Row = tuple[str, Any]
"""Table and key of a row."""


async def prepare_deletion(
    db: AsyncSession, referrers: Referrers, rows: TableLike, ids: Collection[Any]
) -> None:
    """Prepare the deletion of locked rows: mark other rows as changed, and delete long chains of cascades.

    The caller then deletes the rows. Some of them may be deleted already.
    """
    groups = await rows_to_delete(
        db, referrers, rows, ids, soft=False, only=tables_needing_preparation(referrers, rows.table)
    )
    await mark_remaining_rows(db, referrers, groups)
    if sum(len(each.ids) for each in groups) > MAX_CASCADE_DEPTH:
        await _delete_in_chunks(db, referrers, _in_cycles(referrers, groups))


async def mark_remaining_rows(db: AsyncSession, referrers: Referrers, groups: Iterable[RowsToDelete]) -> None:
    """Set references to null and mark the owners of links as changed, in rows that are not deleted."""
    for each in groups:
        for referrer in referrers.get(each.group.table, ()):
            if referrer.on_delete not in ("set_null", "link"):
                continue
            foreign_key = key_columns(referrer.column)
            for chunk in chunks([*each.ids]):
                if referrer.on_delete == "link":
                    await touch_owners(db, referrer, chunk)
                else:
                    await update_rows(db, referrer, key_is_in(foreign_key, chunk), dict.fromkeys(foreign_key))


async def delete_in_order(db: AsyncSession, referrers: Referrers, groups: Sequence[RowsToDelete]) -> None:
    """Delete rows permanently. A row is deleted after those that refer to it, except in cycles."""
    by_table = {each.group.table: each for each in groups}
    first, cyclic, last = sort_in_layers(_referred(referrers, by_table))
    for name in first:
        await _delete(db, by_table[name].rows, [*by_table[name].ids])
    await _delete_in_chunks(db, referrers, [by_table[name] for name in cyclic])
    for name in last:
        await _delete(db, by_table[name].rows, [*by_table[name].ids])


def _referred(referrers: Referrers, tables: Collection[str]) -> dict[str, list[str]]:
    """Return, for each table, the tables whose rows must be deleted after its own."""
    found: dict[str, list[str]] = {name: [] for name in tables}
    for name in tables:
        for referrer in referrers.get(name, ()):
            if referrer.table in found and referrer.on_delete in ("restrict", "cascade"):
                found[referrer.table].append(name)
    return found


def _in_cycles(referrers: Referrers, groups: Sequence[RowsToDelete]) -> list[RowsToDelete]:
    """Return the rows of tables whose cascades form cycles."""
    by_table = {each.group.table: each for each in groups}
    targets: dict[str, list[str]] = {
        name: [each.table for each in referrers.get(name, ()) if each.on_delete == "cascade"]
        for name in by_table
    }
    return [by_table[name] for name in sort_in_layers(targets).cyclic]


async def _delete_in_chunks(db: AsyncSession, referrers: Referrers, groups: Sequence[RowsToDelete]) -> None:
    """Delete rows of tables that refer to each other in cycles, with no cascade deeper than `MAX_CASCADE_DEPTH`."""
    by_table = {each.group.table: each for each in groups}
    rows: list[_Row] = [(name, id) for name, each in by_table.items() for id in each.ids]
    if len(rows) > MAX_CASCADE_DEPTH:
        references = [each for name in by_table for each in await _references(db, referrers, by_table, name)]
        order = referring_first(rows, references, _may_cut, MAX_CASCADE_DEPTH)
        await _cut(db, order.cut)
        rows = order.rows
    for start in range(0, len(rows), MAX_CASCADE_DEPTH):
        ids: dict[str, list[Any]] = {}
        for name, id in rows[start : start + MAX_CASCADE_DEPTH]:
            ids.setdefault(name, []).append(id)
        for name, of_table in ids.items():
            await _delete(db, by_table[name].rows, of_table)


async def _references(
    db: AsyncSession, referrers: Referrers, by_table: dict[str, RowsToDelete], name: str
) -> list[Reference[_Row, Referrer]]:
    """Return the references from the rows of a table to other rows that are deleted."""
    own = key_columns(by_table[name].rows.key)
    columns = [*own]
    keys: list[tuple[str, Referrer, slice]] = []
    for target in by_table:
        for each in referrers.get(target, ()):
            if each.table == name and each.on_delete in ("restrict", "cascade"):
                start = len(columns)
                columns += key_columns(each.column)
                keys.append((target, each, slice(start, len(columns))))
    chosen = select(*(each.label(None) for each in columns)).select_from(table(name))
    found: list[Reference[_Row, Referrer]] = []
    for chunk in chunks([*by_table[name].ids]):
        for values in await db.execute(chosen.where(key_is_in(own, chunk))):
            row = name, _id(values[: len(own)])
            found += [Reference(row, (target, _id(values[place])), each) for target, each, place in keys]
    return found


def _id(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else tuple(values)


def _may_cut(referrer: Referrer) -> bool:
    return referrer.on_delete == "cascade" and referrer.nullable


async def _cut(db: AsyncSession, references: Iterable[tuple[_Row, Referrer]]) -> None:
    """Set references between deleted rows to null, to break cycles."""
    ids: dict[Referrer, list[Any]] = {}
    for (_, id), referrer in references:
        ids.setdefault(referrer, []).append(id)
    for referrer, row_ids in ids.items():
        for chunk in chunks(row_ids):
            key = key_columns(referrer.key)
            columns = {each.name: each for each in (*key, *key_columns(referrer.column))}
            values = dict.fromkeys(each.name for each in key_columns(referrer.column))
            of_rows = key_is_in(key, chunk)
            await db.execute(update(table(referrer.table, *columns.values())).where(of_rows).values(values))


async def _delete(db: AsyncSession, rows: TableLike, ids: Sequence[Any]) -> None:
    for chunk in chunks(ids):
        columns = key_columns(rows.key)
        await db.execute(delete(table(rows.table, *columns)).where(key_is_in(columns, chunk)))
