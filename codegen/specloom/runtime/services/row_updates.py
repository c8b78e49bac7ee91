"""The UPDATE of one row, which raises its version and sets `updated_at`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Update, update
from sqlalchemy.ext.asyncio import AsyncSession

from ..resources.referrers import VERSION
from ..resources.resource import Resource
from ..types.defaults import utcnow


def update_statement(resource: Resource[Any], values: Mapping[str, Any]) -> Update:
    """Return the statement that sets values, by attribute. The caller adds the condition for the row."""
    columns = {resource.all_columns[name]: value for name, value in values.items()}
    if resource.versioned:
        version = resource.columns[VERSION]
        columns[version] = version + 1
    if resource.updated_at is not None:
        columns[resource.updated_at] = utcnow()
    return update(resource.table).values(columns)


async def mark_changed(db: AsyncSession, resource: Resource[Any], id: Any) -> None:
    """Raise the version of a row whose links have changed, and set its `updated_at`."""
    if resource.versioned or resource.updated_at is not None:
        await db.execute(update_statement(resource, {}).where(resource.id == id))
