"""Deletion of rows that stay in their table: what the database does by `on_delete` when a row goes is done here.

A row is marked as deleted, and what refers to it is followed in the same transaction. Rows of tables in which deleted
rows stay are marked as well, those of others are deleted, and take whatever depends on them along for good. Last of
all, no live row may be left that refers to a marked one. Rows are locked before it is looked what refers to them: a
new reference waits for that lock, and then finds them deleted, see `soft_targets`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import column, delete, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from .columns import UtcDateTime
from .defaults import utcnow
from .deleted import DELETED_AT, is_live
from .problems import Needed
from .referrers import (
    Counted,
    Referrer,
    Referrers,
    Rows,
    change,
    is_one_of,
    key_columns,
    locked,
    lots,
    touch_owners,
)
from .resource import Resource


async def delete_softly(db: AsyncSession, referrers: Referrers, rows: Rows, ids: Iterable[Any]) -> None:
    """Mark rows as deleted, which must be locked, and do to what refers to them what its `on_delete` says.

    Raises Needed (409) if a live row refers to them that restricts their deletion, or StatementError if one refers to
    a row that goes with them.
    """
    deletion = _Deletion(db, referrers)
    await deletion.mark(rows, ids)
    await deletion.remove_all()
    await deletion.require_free()


def rows_of(resource: Resource[Any]) -> Rows:
    """Return what is said of the rows of a resource."""
    updated_at = resource.updated_at.name if resource.updated_at is not None else None
    return Counted(resource.table.name, resource.id.name, resource.versioned, updated_at)


class _Removed(NamedTuple):
    """Rows of a table that go with others: its key, and theirs."""

    key: str | tuple[str, ...]
    ids: dict[Any, None]


@dataclass(slots=True)
class _Deletion:
    """What one deletion has come to so far."""

    db: AsyncSession
    referrers: Referrers
    marked: dict[str, dict[Any, None]] = field(default_factory=dict)
    """Ids by table, in the order in which they were met."""
    removed: dict[str, _Removed] = field(default_factory=dict)

    async def mark(self, rows: Rows, ids: Iterable[Any]) -> None:
        """Mark locked rows and follow what refers to them."""
        known = self.marked.setdefault(rows.table, {})
        new = [id for id in ids if id not in known]
        known.update(dict.fromkeys(new))
        key = key_columns(rows.key)
        moment = column(DELETED_AT, UtcDateTime())
        for lot in lots(new):
            await change(self.db, rows, is_one_of(key, lot), {moment: utcnow()})
        await self._follow(rows.table, new, for_good=False)

    async def remove(self, rows: Rows, ids: Iterable[Any]) -> None:
        """Note that locked rows are to be deleted for good, and follow what refers to them."""
        known = self.removed.setdefault(rows.table, _Removed(rows.key, {}))
        new = [id for id in ids if id not in known.ids]
        known.ids.update(dict.fromkeys(new))
        await self._follow(rows.table, new, for_good=True)

    async def remove_all(self) -> None:
        """Delete what goes for good, rows before those that they refer to."""
        for name in self._referring_first():
            key, ids = self.removed[name]
            for lot in lots([*ids]):
                columns = key_columns(key)
                await self.db.execute(delete(table(name, *columns)).where(is_one_of(columns, lot)))

    async def require_free(self) -> None:
        """Raise Needed if a live row refers to a marked one."""
        for name, ids in self.marked.items():
            for referrer in self.referrers.get(name, ()):
                if referrer.on_delete != "restrict":
                    continue
                foreign_key = key_columns(referrer.column)
                live = (is_live(),) if referrer.soft else ()
                for lot in lots([*ids]):
                    referring = select(*foreign_key).select_from(table(referrer.table))
                    refers = is_one_of(foreign_key, lot)
                    found = await self.db.execute(referring.where(refers, *live).limit(1))
                    if found.first() is not None:
                        raise Needed

    async def _follow(self, name: str, ids: Sequence[Any], *, for_good: bool) -> None:
        """Do to what refers to rows what its `on_delete` says; references that restrict are looked at in the end."""
        for referrer in self.referrers.get(name, ()):
            foreign_key = key_columns(referrer.column)
            for lot in lots(ids):
                if referrer.on_delete == "set_null":
                    await change(self.db, referrer, is_one_of(foreign_key, lot), dict.fromkeys(foreign_key))
                elif referrer.on_delete == "link":
                    await touch_owners(self.db, referrer, lot)
                elif referrer.on_delete == "cascade":
                    await self._cascade(referrer, lot, soft=referrer.soft and not for_good)

    async def _cascade(self, referrer: Referrer, ids: Sequence[Any], *, soft: bool) -> None:
        refers = is_one_of(key_columns(referrer.column), ids)
        live = (is_live(),) if soft else ()
        if found := await locked(self.db, referrer, refers, *live):
            await (self.mark if soft else self.remove)(referrer, found)

    def _referring_first(self) -> Sequence[str]:
        """Return the tables of rows that go for good, each behind those that refer to it where there is no circle."""
        ordered: dict[str, None] = {}
        seen: set[str] = set()

        def visit(name: str) -> None:
            if name in seen:
                return
            seen.add(name)
            for referrer in self.referrers.get(name, ()):
                if referrer.table in self.removed and referrer.on_delete in ("restrict", "cascade"):
                    visit(referrer.table)
            ordered[name] = None

        for name in self.removed:
            visit(name)
        return [*ordered]
