"""What marks a row as changed: its version rises, and `updated_at` becomes the time of the change.

The ORM and every `update()` of SQLAlchemy do that by themselves: the columns have an `onupdate`. What changes a row's
representation without an UPDATE of that row (links), or is SQL that SQLAlchemy does not build, needs a call from here.
"""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Connection, Table, inspect, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapper, PassiveFlag, RelationshipProperty
from sqlalchemy.orm.attributes import get_history, set_committed_value

from .defaults import VERSION, utcnow

UPDATED_AT = "updated_at"
MAX_KEYS = 500
"""Keys that one statement is given at most: drivers take about 32,000 values."""
_LOADED_OR_PENDING = PassiveFlag.PASSIVE_NO_INITIALIZE | PassiveFlag.INCLUDE_PENDING_MUTATIONS
"""History also of what an inverse has changed in links that are not loaded. Nothing is loaded for it."""


def change_values(model: type[DeclarativeBase]) -> dict[str, Any]:
    """Return what an UPDATE sets to mark a row of a model as changed, by column; nothing if the model keeps neither.

    For the `set_` of `on_conflict_do_update`, where SQLAlchemy applies no `onupdate`.
    """
    columns = cast(Table, model.__table__).columns
    values: dict[str, Any] = {}
    if VERSION in columns:
        values[VERSION] = columns[VERSION] + 1
    # A column of that name without `onupdate` is a field of the spec's own.
    if UPDATED_AT in columns and columns[UPDATED_AT].onupdate is not None:
        values[UPDATED_AT] = utcnow()
    return values


async def mark_changed(db: AsyncSession, model: type[DeclarativeBase], keys: Iterable[Any]) -> None:
    """Mark rows as changed whose links were changed by a statement on the association table.

    `keys` are primary keys; those of several columns are tuples. What the session has loaded shows the new values.
    """
    values = change_values(model)
    if not values:
        return
    mapper, table = inspect(model), cast(Table, model.__table__)
    columns = mapper.primary_key
    key = columns[0] if len(columns) == 1 else tuple_(*columns)
    changed = update(table).values(values).returning(*columns, *(table.columns[name] for name in values))
    wanted = list(keys)
    for start in range(0, len(wanted), MAX_KEYS):
        some = wanted[start : start + MAX_KEYS]
        for row in await db.execute(changed.where(key.in_(some))):
            identity = mapper.identity_key_from_primary_key(tuple(row[: len(columns)]))
            loaded = db.sync_session.identity_map.get(identity)
            if loaded is not None:
                for name, value in zip(values, row[len(columns) :], strict=True):
                    set_committed_value(loaded, name, value)


def mark_row_with_new_links(mapper: Mapper[Any], _connection: Connection, row: Any) -> None:
    """Mark a row as changed if a flush is about to change its links; an ORM event, which comes before the UPDATE."""
    if any(_has_new_links(each, row) for each in mapper.relationships):
        attributes = inspect(row).attrs
        for name, value in change_values(mapper.class_).items():
            if not attributes[name].history.has_changes():  # otherwise the code has said what it becomes
                setattr(row, name, value)


def _has_new_links(relationship: RelationshipProperty[Any], row: Any) -> bool:
    """Return True if a relation of which a row shows the links has others than are stored."""
    if relationship.viewonly or not isinstance(relationship.secondary, Table):
        return False
    # The first column of an association table refers to the row that shows the links; its inverse shows none.
    (_, owner), *_ = relationship.synchronize_pairs
    if owner is not relationship.secondary.columns[0]:
        return False
    return get_history(row, relationship.key, _LOADED_OR_PENDING).has_changes()
