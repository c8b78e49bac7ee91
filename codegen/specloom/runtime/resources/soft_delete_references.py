"""References to rows with soft deletion. A foreign key does not detect that such a row is deleted.

A write that refers to such a row locks it first, as a foreign key would. It therefore waits for a deletion in progress.
A later deletion waits for the write, and then finds the reference.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from pydantic import MISSING, BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from .live_rows import live_keys, table_of
from .resource import Resource


def has_soft_references(resource: Resource[Any], data: BaseModel) -> bool:
    """Return True if a request body refers to rows with soft deletion."""
    if not resource.soft_delete_references:
        return False
    values = vars(data)
    given = [values.get(name, MISSING) for name in resource.soft_delete_references]
    return any(each is not MISSING and each is not None for each in given)


def soft_referenced_ids(resource: Resource[Any], rows: Sequence[Mapping[str, Any]]) -> dict[str, set[Any]]:
    """Return the ids of rows with soft deletion that some rows refer to, by attribute.

    Leaves out the ids of these rows: new rows may refer to themselves and to each other.
    """
    own = {each["id"] for each in rows if "id" in each}
    found: dict[str, set[Any]] = {}
    for name, target in resource.soft_delete_references.items():
        for each in rows:
            ids = each.get(name)
            if ids is not None:
                found.setdefault(name, set()).update(ids if isinstance(ids, list) else (ids,))
        if own and name in found and table_of(target) == resource.table.name:
            found[name] -= own
    return found


async def lock_live_targets(
    db: AsyncSession, resource: Resource[Any], wanted: Mapping[str, AbstractSet[Any]]
) -> dict[str, AbstractSet[Any]]:
    """Lock the live rows of some ids, by attribute, against deletion. Return the ids without a live row."""
    dead: dict[str, AbstractSet[Any]] = {}
    for name, target in resource.soft_delete_references.items():
        ids = wanted.get(name)
        if not ids:
            continue
        keys = live_keys(target)
        (key,) = keys.selected_columns
        locked = keys.where(key.in_(ids)).order_by(key).with_for_update(read=True, key_share=True)
        missing = ids - {*(await db.execute(locked)).scalars()}
        if missing:
            dead[name] = missing
    return dead
