"""The rows that a deletion also deletes: those that refer to it by `on_delete: cascade`, over any number of levels.

Each table that cascades reach is read with one statement for each chunk of rows. Tables in a cycle (a comment and its
replies) can have any number of levels: they are read with one recursive statement. Rows are locked before their
references are read, so that a new reference waits for the lock.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    column,
    false,
    literal_column,
    select,
    table,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from .live_rows import DELETED_AT, is_live
from .referrers import Referrer, Referrers, TableLike, chunks, key_columns, key_is_in, lock_rows
from .topological_order import sort_in_layers


class RowGroup(NamedTuple):
    """Rows of one table that are deleted in the same way."""

    table: str
    soft: bool
    """True if they are marked as deleted and stay in their table."""


@dataclass(slots=True)
class RowsToDelete:
    """The rows of a group."""

    rows: TableLike
    group: RowGroup
    ids: dict[Any, None] = field(default_factory=dict)
    """Ordered as they were found."""


class _Cascade(NamedTuple):
    source: RowGroup
    referrer: Referrer
    target: RowGroup


async def rows_to_delete(
    db: AsyncSession,
    referrers: Referrers,
    rows: TableLike,
    ids: Collection[Any],
    *,
    soft: bool,
    only: Collection[str] | None = None,
) -> list[RowsToDelete]:
    """Return locked rows and the rows that cascades reach from them, which it locks too.

    Args:
        db: The session.
        referrers: The foreign keys that refer to each table.
        rows: The table of the rows.
        ids: The ids of the rows.
        soft: True if the rows are marked as deleted, False if they are removed from their table.
        only: The tables to which cascades are followed. None for all.
    """
    cascades = _cascades(referrers, RowGroup(rows.table, soft), only)
    found: dict[RowGroup, RowsToDelete] = {
        RowGroup(rows.table, soft): RowsToDelete(rows, RowGroup(rows.table, soft), dict.fromkeys(ids))
    }
    for of_group in cascades.values():
        for each in of_group:
            found.setdefault(each.target, RowsToDelete(each.referrer, each.target))
    before, cyclic, after = sort_in_layers(
        {group: [each.target for each in of_group] for group, of_group in cascades.items()}
    )
    for group in before:
        await _follow(db, found, cascades[group])
    if cyclic:
        await _follow_cycles(db, found, cyclic, cascades)
        leaving = [each for group in cyclic for each in cascades[group] if each.target not in cyclic]
        await _follow(db, found, leaving)
    for group in after:
        await _follow(db, found, cascades[group])
    return [found[group] for group in (*before, *cyclic, *after)]


def _cascades(
    referrers: Referrers, start: RowGroup, only: Collection[str] | None
) -> dict[RowGroup, list[_Cascade]]:
    """Return the cascades of each group of rows that can be reached from one."""
    found: dict[RowGroup, list[_Cascade]] = {}
    pending = [start]
    while pending:
        group = pending.pop()
        if group in found:
            continue
        found[group] = [
            _Cascade(group, each, RowGroup(each.table, each.soft and group.soft))
            for each in referrers.get(group.table, ())
            if each.on_delete == "cascade" and (only is None or each.table in only)
        ]
        pending += [each.target for each in found[group]]
    return found


async def _follow(
    db: AsyncSession, found: Mapping[RowGroup, RowsToDelete], cascades: Sequence[_Cascade]
) -> None:
    """Lock the rows that cascades reach in one step, and add them to `found`."""
    for source, referrer, target in cascades:
        for chunk in chunks([*found[source].ids]):
            refers = key_is_in(key_columns(referrer.column), chunk)
            live = (is_live(),) if target.soft else ()
            found[target].ids.update(dict.fromkeys(await lock_rows(db, referrer, refers, *live)))


async def _follow_cycles(
    db: AsyncSession,
    found: Mapping[RowGroup, RowsToDelete],
    cyclic: Sequence[RowGroup],
    cascades: Mapping[RowGroup, Sequence[_Cascade]],
) -> None:
    """Lock the rows that cascades in cycles reach from the rows in `found`, and add them to it.

    Another transaction may add rows between the reading and the locking. Reads again until no new row is found.
    """
    in_cycles = [each for group in cyclic for each in cascades[group] if each.target in cyclic]
    seeds = {group: [*found[group].ids] for group in cyclic if found[group].ids}
    known = {group: set(found[group].ids) for group in cyclic}
    while True:
        reached: dict[RowGroup, dict[Any, None]] = {group: {} for group in cyclic}
        for group, ids in seeds.items():
            for chunk in chunks(ids):
                await _reach(db, found, cyclic, in_cycles, group, chunk, reached)
        if sum(map(len, reached.values())) <= sum(map(len, seeds.values())):
            return  # no row beside those in `found`
        new = {group: [id for id in ids if id not in known[group]] for group, ids in reached.items()}
        for group, new_ids in new.items():
            known[group].update(new_ids)
            for chunk in chunks(new_ids):
                await lock_rows(db, found[group].rows, key_is_in(key_columns(found[group].rows.key), chunk))
        if not any(new.values()) or db.get_bind().dialect.name == "sqlite":  # SQLite has a single writer
            break
    for group, ids_of_group in reached.items():
        found[group].ids = ids_of_group


async def _reach(
    db: AsyncSession,
    found: Mapping[RowGroup, RowsToDelete],
    cyclic: Sequence[RowGroup],
    in_cycles: Sequence[_Cascade],
    start: RowGroup,
    ids: Sequence[Any],
    reached: Mapping[RowGroup, dict[Any, None]],
) -> None:
    """Read the keys of rows and of all rows that cascades reach from them, and add them to `reached`."""
    recursion = _Recursion([found[group] for group in cyclic], dialect=db.get_bind().dialect.name)
    slices = [recursion.slice(group) for group in cyclic]
    for position, *parts in await db.execute(recursion.statement(start, ids, in_cycles)):
        key = parts[slices[position]]
        reached[cyclic[position]][key[0] if len(key) == 1 else tuple(key)] = None


class _Recursion:
    """The recursive statement over some groups of rows.

    Each of its rows contains the position of a group, and the key columns of every group. Only those of its own group
    are not null.
    """

    def __init__(self, groups: Sequence[RowsToDelete], dialect: str) -> None:
        self._groups = groups
        self._dialect = dialect
        self._positions = {each.group: position for position, each in enumerate(groups)}

    def slice(self, group: RowGroup) -> slice:
        """Return the slice of the columns of a group's key, after the position."""
        position = self._positions[group]
        start = sum(len(key_columns(each.rows.key)) for each in self._groups[:position])
        return slice(start, start + len(key_columns(self._groups[position].rows.key)))

    def statement(
        self, start: RowGroup, ids: Sequence[Any], cascades: Sequence[_Cascade]
    ) -> Select[*tuple[Any, ...]]:
        """Return the statement for the rows of some ids and all rows that cascades reach from them."""
        key = key_columns(self._groups[self._positions[start]].rows.key)
        first = select(*self._columns(start, key)).select_from(table(start.table)).where(key_is_in(key, ids))
        reached = first.cte("going", recursive=True)
        steps = [self._step(reached, each) for each in cascades]
        if len(steps) > 1 and self._dialect != "sqlite":
            # PostgreSQL allows one recursive reference. SQLite allows several, but has no LATERAL.
            next_ones = union_all(*(each.correlate(reached) for each in steps)).lateral("next_ones")
            steps = [select(*next_ones.c).select_from(reached.join(next_ones, true()))]
        reached = reached.union(*steps)
        return select(*reached.c)

    def _step(self, reached: CTE, cascade: _Cascade) -> Select[Any]:
        """Return the statement for the rows that one cascade reaches from the rows reached so far."""
        referrer = cascade.referrer
        key, foreign_key = (key_columns(each) for each in (referrer.key, referrer.column))
        names = dict.fromkeys([*(each.name for each in (*key, *foreign_key)), DELETED_AT])
        rows = table(referrer.table, *(column(name) for name in names)).alias("referring")
        position = self._positions[cascade.source]
        conditions: list[ColumnElement[bool]] = [reached.c.place == literal_column(str(position))]
        conditions += [
            rows.c[each.name] == reached.c[f"key_{position}_{part}"] for part, each in enumerate(foreign_key)
        ]
        if cascade.target.soft:
            conditions.append(rows.c[DELETED_AT].is_(None))
        columns = self._columns(cascade.target, [rows.c[each.name] for each in key])
        return select(*columns).select_from(reached, rows).where(*conditions)

    def _columns(self, group: RowGroup, key: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
        """Return the columns of a row of a group."""
        columns: list[ColumnElement[Any]] = [literal_column(str(self._positions[group])).label("place")]
        for position, each in enumerate(self._groups):
            for part, name in enumerate(key_columns(each.rows.key)):
                # A null of the type of the key. Only the database knows that type.
                null = select(name).select_from(table(each.rows.table)).where(false()).scalar_subquery()
                value = key[part] if each.group == group else null
                columns.append(value.label(f"key_{position}_{part}"))
        return columns
