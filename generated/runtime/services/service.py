# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: b8855571b9663f586b5b8437007db326
"""The operations of every resource: list, create, read, update, replace, delete, restore, link and unlink.

A generated service binds `Service` to one entity. Hand-written code subclasses the generated service and overrides a
method. Methods flush and never commit: the endpoint commits, see `transactions`.
"""

from collections.abc import Container, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar, cast

from pydantic import BaseModel
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from ..problems.problem import not_found
from ..queries.list_parameters import ListQuery
from ..queries.pages import Page, SortKey
from ..resources.links import Links, Within
from ..resources.resource import DataclassRow, Resource
from ..types.date_clamping import fetch_clamped
from .links import add_link, load_links, remove_link, visible_links
from .lists import list_rows, sort_keys
from .overrides import IsGenerated, OverriddenMethods
from .request_passwords import password_hash
from .restore import restore
from .target_rows import row_conditions
from .writes import change_row, create_row, delete_row, sent_values

IdT = TypeVar("IdT")
RowT = TypeVar("RowT", bound=DataclassRow)
CreateT = TypeVar("CreateT", bound=BaseModel)
UpdateT = TypeVar("UpdateT", bound=BaseModel)
ReplaceT = TypeVar("ReplaceT", bound=BaseModel)
QueryT = TypeVar("QueryT", bound=ListQuery)

_READING = frozenset({"read", "load_links", "seen"})
"""Methods that decide what a response shows of a row."""


class Service(Generic[IdT, RowT, CreateT, UpdateT, ReplaceT, QueryT]):
    """Reads and writes the rows of one resource, in the session that each method is given."""

    resource: Resource[Any]
    """The resource. For a request with `fields`, the part of it with these members."""
    overridden: ClassVar[frozenset[str]] = cast("frozenset[str]", OverriddenMethods())
    """The names of the methods that the class overrides."""
    generated: ClassVar[bool] = cast("bool", IsGenerated())
    """True if the class overrides no method."""
    related: Mapping[str, "AnyService"] = {}
    """The services of the entities that this one refers to. Set for each request; their `visible` is applied."""
    within: Within | None = None
    """The row to whose links `list` is restricted, in `GET /posts/{post_id}/tags`.

    An override of `list` that does not call `super().list` must apply it.
    """

    def visible(self) -> ColumnElement[bool]:
        """Return the condition for the rows that the caller may see. By default all rows.

        It applies to list, count, read, update, delete, and to references from other entities.
        """
        return true()

    @classmethod
    def hides(cls) -> bool:
        """Return True if `visible` is overridden, so that some rows may be hidden from the caller."""
        return cls.visible is not Service.visible

    def differs_by_caller(self) -> bool:
        """Return True if two callers may get different responses for the same version of a row.

        That is possible if some links are hidden from a caller, or if a method that reads rows is overridden.
        """
        kind = type(self)
        if kind.generated and not self.related:
            return False
        if not kind.overridden.isdisjoint(_READING):
            return True
        names = (name for link in self.resource.shown_links for name in (link.relation, link.through))
        return any((service := self.related.get(name or "")) and service.hides() for name in names)

    def shown(self, *, deleted: bool | None = False) -> Sequence[ColumnElement[bool]]:
        """Return the conditions for a row that the caller may see.

        `deleted` selects live rows (False), deleted rows (True) or both (None).
        """
        conditions: list[ColumnElement[bool]] = []
        if deleted is not None:
            conditions += [~each if deleted else each for each in self.resource.live]
        if self.hides():
            conditions.append(self.visible())
        return conditions

    async def may_see_deleted(self) -> bool:
        """Return True if the caller may list deleted rows with `?deleted=true` and restore them. By default False."""
        return False

    def caller_id(self) -> str | None:
        """Return a text that identifies the caller. Only a digest of it is stored.

        An `Idempotency-Key` is valid for one caller. By default the result is None: then callers are distinguished by
        everything that guards and services read of a request. A caller who gets a new token between two attempts is
        then a different caller.
        """
        return None

    async def list(self, db: AsyncSession, query: QueryT) -> Page[RowT]:
        """Return one page of the rows that match the query. Raises Problem 404 if the cursor is of another list."""
        return await list_rows(db, self, query)

    async def create(self, db: AsyncSession, data: CreateT) -> RowT:
        """Insert a row and return it. Raises Problem 409 for a duplicate unique value or a missing target."""
        row: RowT = await create_row(db, self, data)
        return row

    async def read(self, db: AsyncSession, id: IdT) -> RowT:
        """Return the row. Raises Problem 404."""
        found = await fetch_clamped(db, self.resource.select.where(*row_conditions(self, id)))
        if not found:
            raise not_found()
        row: RowT = self.resource.make(found[0])
        await self.load_links(db, [row])
        return row

    async def update(self, db: AsyncSession, id: IdT, data: UpdateT, if_match: str | None = None) -> RowT:
        """Set the fields that the data contains and return the row. Writes nothing if no value changes.

        Raises Problem 404; 409 for a duplicate unique value or a missing target; 412 if `if_match` does not contain the
        version of the row.
        """
        row: RowT = await change_row(db, self, id, data, if_match)
        return row

    async def replace(self, db: AsyncSession, id: IdT, data: ReplaceT, if_match: str | None = None) -> RowT:
        """Set every updatable field and return the row. Raises what `update` raises."""
        row: RowT = await change_row(db, self, id, data, if_match)
        return row

    async def delete(self, db: AsyncSession, id: IdT, if_match: str | None = None) -> None:
        """Delete the row. With `soft_delete`, mark it as deleted and keep it in its table.

        Raises Problem 404; 409 if a reference to the row restricts its deletion; 412 as for `update`.
        """
        await delete_row(db, self, id, if_match)

    async def restore(self, db: AsyncSession, id: IdT, if_match: str | None = None) -> RowT:
        """Undo the deletion of a row and return it. A live row does not change. No other row is restored.

        Raises Problem 404, also for a deleted row unless `may_see_deleted` returns True; 409 for a unique value that
        another row has now, or for a deleted target; 412 as for `update`.
        """
        await restore(db, self.resource, id, self.shown(deleted=await self.restorable()), if_match)
        return await self.read(db, id)

    async def restorable(self) -> bool | None:
        """Return the `deleted` argument of `shown` for a restore: None if the caller may see deleted rows, or False."""
        return None if await self.may_see_deleted() else False

    async def link(self, db: AsyncSession, id: IdT, attribute: str, target: Any) -> None:
        """Add a target to a many-to-many relation, such as `tag_ids`. Changes nothing if they are linked already.

        Calls an overridden `update` with no changes first, so that it can refuse. Raises Problem 404; 409 for a missing
        target or if the row has the maximum number of links.
        """
        await add_link(db, self, id, attribute, target)

    async def unlink(self, db: AsyncSession, id: IdT, attribute: str, target: Any) -> None:
        """Remove a target from a many-to-many relation, such as `tag_ids`. Calls an overridden `update` as `link` does.

        Raises Problem 404 if there is no such row or no such link.
        """
        await remove_link(db, self, id, attribute, target)

    async def require(
        self, db: AsyncSession, id: IdT, *, lock: bool = False, deleted: bool | None = False
    ) -> None:
        """Raise Problem 404 if the caller can see no such row. With `lock`, make other writes of the row wait."""
        found = select(*self.resource.key).where(self.resource.id == id, *self.shown(deleted=deleted))
        if (await db.execute(found.with_for_update() if lock else found)).first() is None:
            raise not_found()

    def order(self, query: QueryT) -> Sequence[SortKey]:
        """Return the sort keys of a query, or else of the entity. The last ones are the primary key."""
        return sort_keys(self.resource, query)

    async def values(self, data: BaseModel, names: Container[str]) -> dict[str, Any]:
        """Return the column values in a request body, by attribute. Hashes passwords."""
        values = sent_values(data, names)
        for name in self.resource.passwords:
            password = values.get(name)
            if password is not None:
                values[name] = await password_hash(password)
        return values

    def linked(self, data: BaseModel) -> dict[str, Any]:
        """Return the ids of links in a request body, by attribute."""
        return sent_values(data, self.resource.link_names) if self.resource.links else {}

    async def load_links(self, db: AsyncSession, rows: Sequence[RowT]) -> None:
        """Fill in the ids of the links of rows, with one statement for each relation."""
        await load_links(db, self, rows)

    def seen(self, link: Links) -> Sequence[ColumnElement[bool]]:
        """Return the conditions for a link that the caller may see: its target and its own row are visible."""
        return visible_links(self, link)


AnyService = Service[Any, Any, Any, Any, Any, Any]
