"""The query parameter `sort` of a list."""

from specloom.model import Entity
from specloom.types import row

MAX_SORT_KEYS = 4
"""Maximum number of names in one `sort`."""


def sortable(entity: Entity) -> list[str]:
    """Return the names that `sort` accepts."""
    return [
        each.name for each in entity.fields if each.sortable and not each.hidden and row(each.type).sortable
    ]


def sort_name(entity: Entity) -> str:
    """Return the pattern of one name in `sort`, which may have a leading minus."""
    return f"-?(?:{'|'.join(sortable(entity))})"
