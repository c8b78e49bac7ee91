"""The parameter `sort` of a list: the names that it takes."""

from specloom.model import Entity
from specloom.types import row

MOST_SORT_KEYS = 4
"""Names that one `sort` may hold."""


def sortable(entity: Entity) -> list[str]:
    """Return the names that `sort` takes."""
    return [
        each.name for each in entity.fields if each.sortable and not each.hidden and row(each.type).sortable
    ]


def sort_name(entity: Entity) -> str:
    """Return the pattern of a name that `sort` takes, perhaps with a minus; it takes several between commas."""
    return f"-?(?:{'|'.join(sortable(entity))})"
