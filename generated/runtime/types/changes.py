# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 6f32b771b71eeb2ac104b3accd9162e5
"""Marks rows as changed: increments the version, and sets `updated_at` to the current time.

The ORM and every `update()` of SQLAlchemy do this automatically, because the columns have an `onupdate`. Code must call
a function of this module if it changes links, which changes a row's representation without an UPDATE of the row, or if
it executes raw SQL.
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
"""The maximum number of keys in a statement. Drivers take about 32,000 values."""
_LOADED_OR_PENDING = PassiveFlag.PASSIVE_NO_INITIALIZE | PassiveFlag.INCLUDE_PENDING_MUTATIONS
"""Includes changes that were made through the inverse of links that are not loaded. It loads nothing."""


def change_values(model: type[DeclarativeBase]) -> dict[str, Any]:
    """Return the column values that mark a row of a model as changed. They are empty if the model has no such column.

    Use it in the `set_` of `on_conflict_do_update`: SQLAlchemy does not apply `onupdate` there.
    """
    columns = cast(Table, model.__table__).columns
    values: dict[str, Any] = {}
    if VERSION in columns:
        values[VERSION] = columns[VERSION] + 1
    # A column of this name without `onupdate` is a field that the spec declares.
    if UPDATED_AT in columns and columns[UPDATED_AT].onupdate is not None:
        values[UPDATED_AT] = utcnow()
    return values


async def mark_changed(db: AsyncSession, model: type[DeclarativeBase], keys: Iterable[Any]) -> None:
    """Mark rows as changed after a statement has changed their links in the association table.

    `keys` are primary keys; composite keys are tuples. Rows that the session has loaded get the new values.
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
    """Mark a row as changed if the flush changes its links. A listener for `before_update` of the ORM."""
    if any(_has_new_links(each, row) for each in mapper.relationships):
        attributes = inspect(row).attrs
        for name, value in change_values(mapper.class_).items():
            if not attributes[name].history.has_changes():  # otherwise the code has set the value itself
                setattr(row, name, value)


def _has_new_links(relationship: RelationshipProperty[Any], row: Any) -> bool:
    """Return True if a relationship whose links the row shows has unsaved changes."""
    if relationship.viewonly or not isinstance(relationship.secondary, Table):
        return False
    # The first column of an association table refers to the row that shows the links. The inverse shows none.
    (_, owner), *_ = relationship.synchronize_pairs
    if owner is not relationship.secondary.columns[0]:
        return False
    return get_history(row, relationship.key, _LOADED_OR_PENDING).has_changes()
