# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: b8d26987992ad49c6c4b5af5d9ffba29
"""Which rows go with others: what `on_delete: cascade` leads to, over any number of levels.

The tables that cascades lead to are looked at one after the other, each with one statement for so many rows. Tables in
a circle (a comment and its replies) can be any number of levels deep: what is reached there comes from one recursive
statement. Rows are locked before it is looked what refers to them: a new reference waits for that lock.
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
    """Rows of one table that go in one way."""

    table: str
    soft: bool
    """True if they stay in their table, marked as deleted."""


@dataclass(slots=True)
class RowsToDelete:
    """The rows of a kind."""

    rows: TableLike
    kind: RowGroup
    ids: dict[Any, None] = field(default_factory=dict)
    """In the order in which they were met."""


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
    """Return locked rows and all that goes with them, which is locked as well.

    `soft` says whether these rows are marked as deleted or go for good. Cascades are followed to the tables of `only`,
    if it is given.
    """
    cascades = _cascades(referrers, RowGroup(rows.table, soft), only)
    found: dict[RowGroup, RowsToDelete] = {
        RowGroup(rows.table, soft): RowsToDelete(rows, RowGroup(rows.table, soft), dict.fromkeys(ids))
    }
    for some in cascades.values():
        for each in some:
            found.setdefault(each.target, RowsToDelete(each.referrer, each.target))
    before, circles, after = sort_in_layers(
        {kind: [each.target for each in some] for kind, some in cascades.items()}
    )
    for kind in before:
        await _follow(db, found, cascades[kind])
    if circles:
        await _go_round(db, found, circles, cascades)
        leaving = [each for kind in circles for each in cascades[kind] if each.target not in circles]
        await _follow(db, found, leaving)
    for kind in after:
        await _follow(db, found, cascades[kind])
    return [found[kind] for kind in (*before, *circles, *after)]


def _cascades(
    referrers: Referrers, start: RowGroup, only: Collection[str] | None
) -> dict[RowGroup, list[_Cascade]]:
    """Return the cascades from each kind of rows that one leads to."""
    found: dict[RowGroup, list[_Cascade]] = {}
    pending = [start]
    while pending:
        kind = pending.pop()
        if kind in found:
            continue
        found[kind] = [
            _Cascade(kind, each, RowGroup(each.table, each.soft and kind.soft))
            for each in referrers.get(kind.table, ())
            if each.on_delete == "cascade" and (only is None or each.table in only)
        ]
        pending += [each.target for each in found[kind]]
    return found


async def _follow(
    db: AsyncSession, found: Mapping[RowGroup, RowsToDelete], cascades: Sequence[_Cascade]
) -> None:
    """Lock and note the rows that cascades lead to."""
    for source, referrer, target in cascades:
        for lot in chunks([*found[source].ids]):
            refers = key_is_in(key_columns(referrer.column), lot)
            live = (is_live(),) if target.soft else ()
            found[target].ids.update(dict.fromkeys(await lock_rows(db, referrer, refers, *live)))


async def _go_round(
    db: AsyncSession,
    found: Mapping[RowGroup, RowsToDelete],
    circles: Sequence[RowGroup],
    cascades: Mapping[RowGroup, Sequence[_Cascade]],
) -> None:
    """Note the rows that cascades in circles lead to from those that are known, and lock them.

    What was read before the locks may have changed meanwhile, so it is read again until nothing new is there.
    """
    within = [each for kind in circles for each in cascades[kind] if each.target in circles]
    seeds = {kind: [*found[kind].ids] for kind in circles if found[kind].ids}
    known = {kind: set(found[kind].ids) for kind in circles}
    while True:
        reached: dict[RowGroup, dict[Any, None]] = {kind: {} for kind in circles}
        for kind, ids in seeds.items():
            for lot in chunks(ids):
                await _reach(db, found, circles, within, kind, lot, reached)
        if sum(map(len, reached.values())) <= sum(map(len, seeds.values())):
            return  # nothing but the rows that it began with
        new = {kind: [id for id in ids if id not in known[kind]] for kind, ids in reached.items()}
        for kind, some in new.items():
            known[kind].update(some)
            for lot in chunks(some):
                await lock_rows(db, found[kind].rows, key_is_in(key_columns(found[kind].rows.key), lot))
        if not any(new.values()) or db.get_bind().dialect.name == "sqlite":  # which has one writer
            break
    for kind, ids_of_kind in reached.items():
        found[kind].ids = ids_of_kind


async def _reach(
    db: AsyncSession,
    found: Mapping[RowGroup, RowsToDelete],
    circles: Sequence[RowGroup],
    within: Sequence[_Cascade],
    start: RowGroup,
    ids: Sequence[Any],
    reached: Mapping[RowGroup, dict[Any, None]],
) -> None:
    """Read rows, and what is reached from them, as the database has their keys."""
    recursion = _Recursion([found[kind] for kind in circles], dialect=db.get_bind().dialect.name)
    slices = [recursion.slice(kind) for kind in circles]
    for place, *parts in await db.execute(recursion.statement(start, ids, within)):
        key = parts[slices[place]]
        reached[circles[place]][key[0] if len(key) == 1 else tuple(key)] = None


class _Recursion:
    """The recursive statement over some kinds of rows.

    Each of its rows holds the place of a kind, and for each kind the columns of its key, which are null for the others.
    """

    def __init__(self, kinds: Sequence[RowsToDelete], dialect: str) -> None:
        self._kinds = kinds
        self._dialect = dialect
        self._places = {each.kind: place for place, each in enumerate(kinds)}

    def slice(self, kind: RowGroup) -> slice:
        """Return where the key of a kind stands behind the place."""
        place = self._places[kind]
        start = sum(len(key_columns(each.rows.key)) for each in self._kinds[:place])
        return slice(start, start + len(key_columns(self._kinds[place].rows.key)))

    def statement(
        self, start: RowGroup, ids: Sequence[Any], cascades: Sequence[_Cascade]
    ) -> Select[*tuple[Any, ...]]:
        """Return the statement for rows of some ids and all that cascades lead to from there."""
        key = key_columns(self._kinds[self._places[start]].rows.key)
        first = select(*self._columns(start, key)).select_from(table(start.table)).where(key_is_in(key, ids))
        going = first.cte("going", recursive=True)
        steps = [self._step(going, each) for each in cascades]
        if len(steps) > 1 and self._dialect != "sqlite":
            # PostgreSQL takes one reference to what is reached already; SQLite takes several, and has no LATERAL.
            next_ones = union_all(*(each.correlate(going) for each in steps)).lateral("next_ones")
            steps = [select(*next_ones.c).select_from(going.join(next_ones, true()))]
        going = going.union(*steps)
        return select(*going.c)

    def _step(self, going: CTE, cascade: _Cascade) -> Select[Any]:
        """Return the statement for what one cascade leads to from the rows that are reached."""
        referrer = cascade.referrer
        key, foreign_key = (key_columns(each) for each in (referrer.key, referrer.column))
        names = dict.fromkeys([*(each.name for each in (*key, *foreign_key)), DELETED_AT])
        rows = table(referrer.table, *(column(name) for name in names)).alias("referring")
        place = self._places[cascade.source]
        conditions: list[ColumnElement[bool]] = [going.c.place == literal_column(str(place))]
        conditions += [
            rows.c[each.name] == going.c[f"key_{place}_{part}"] for part, each in enumerate(foreign_key)
        ]
        if cascade.target.soft:
            conditions.append(rows.c[DELETED_AT].is_(None))
        columns = self._columns(cascade.target, [rows.c[each.name] for each in key])
        return select(*columns).select_from(going, rows).where(*conditions)

    def _columns(self, kind: RowGroup, key: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
        """Return the columns of a row of a kind."""
        columns: list[ColumnElement[Any]] = [literal_column(str(self._places[kind])).label("place")]
        for place, each in enumerate(self._kinds):
            for part, name in enumerate(key_columns(each.rows.key)):
                # A null of the type of the key, which is known to the database alone.
                null = select(name).select_from(table(each.rows.table)).where(false()).scalar_subquery()
                value = key[part] if each.kind == kind else null
                columns.append(value.label(f"key_{place}_{part}"))
        return columns
