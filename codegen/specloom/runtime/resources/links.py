"""Many-to-many relations: the association table of each, and the resources whose rows are links."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Select, Table, select

from .live_rows import DELETED_AT, live_keys
from .model_columns import target_column
from .referrers import Referrer, Referrers


@dataclass(frozen=True, slots=True)
class Links:
    """A many-to-many relation, such as `tag_ids` of a post, stored in an association table."""

    attribute: str
    """Attribute of the row and of the schemas: `tag_ids`."""
    owner: Column[Any]
    """Column of the association table that refers to the owner."""
    target: Column[Any]
    """Column of the association table that refers to the target."""
    relation: str
    """Name of the target's service in `Service.related`."""
    shown: bool = True
    """False if no response contains the links: they are only written."""
    max_items: int = 100
    """Maximum number of links of a row."""
    through: str | None = None
    """Name of the service whose rows are the links, in `Service.related`. None for a plain association table."""
    stamped: bool = False
    """True if the entity of `through` has `created_at` and `updated_at`."""
    soft: bool = False
    """True if the entity of `through`, or else the target, uses soft deletion."""

    @property
    def table(self) -> Table:
        """The association table."""
        return self.owner.table

    @property
    def live(self) -> Sequence[ColumnElement[bool]]:
        """The conditions for a live link: neither it nor its target is deleted."""
        if not self.soft:
            return ()
        if self.through is not None:
            return (self.table.c[DELETED_AT].is_(None),)
        return (self.target.in_(live_keys(target_column(self.target))),)

    def select(self, ids: Iterable[Any]) -> Select[Any, Any]:
        """Return the statement for the (owner, target) pairs of some owners, ordered by the targets."""
        return select(self.owner, self.target).where(self.owner.in_(list(ids))).order_by(self.target)


class LinkRow(NamedTuple):
    """The relation of which the rows of a resource are the links."""

    shown: Referrer
    """The rows whose responses contain the links."""
    owner: str
    """Attribute that refers to the owner."""
    target: str
    """Attribute that refers to the target."""


def find_link_row(table: Table, columns: Mapping[str, Column[Any]], referrers: Referrers) -> LinkRow | None:
    """Return the relation of which the rows of a table are the links, if responses show these links."""
    attributes = {each.name: name for name, each in columns.items()}
    for each in referrers.get(table.name, ()):
        if each.link_table == table.name:
            return LinkRow(each, attributes[each.link_owner], attributes[each.link_target])
    return None


@dataclass(frozen=True, slots=True)
class Within:
    """Restricts a list to the rows that one row of another entity is linked to."""

    link: Links
    id: Any
    """Id of that row."""
    seen: Sequence[ColumnElement[bool]] = ()
    """The conditions for the links that the caller may see."""

    def __str__(self) -> str:
        """Return a text that identifies the list, for its cursors."""
        return f"{self.link.table.name}.{self.link.owner.name} {self.id}"

    def condition(self, key: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition for a linked row, given the column of its primary key."""
        return key.in_(select(self.link.target).where(self.link.owner == self.id, *self.seen))
