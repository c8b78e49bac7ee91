"""What every resource does: list, create, read, update, replace, delete, restore.

A generated service binds this class to one entity. Hand-written code subclasses the generated one and overrides a
method, or `visible`. Methods flush and never commit: the endpoint does, see `transactions`.
"""

import inspect
from collections.abc import Collection, Container, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import MISSING, BaseModel
from sqlalchemy import ColumnElement, Update, func, or_, select, true, update
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from ..problems.problem import Problem, not_found, precondition_failed
from ..queries.filter_conditions import LiteralOperand, filter_condition, split_filter
from ..queries.list_parameters import ListQuery, deleted_of
from ..queries.pages import (
    Page,
    SortKey,
    after_boundary,
    boundary_values,
    decode_cursor,
    fingerprint,
    page_cursors,
    scan_order,
)
from ..queries.stored_links import links_only_in, stored_links
from ..resources.referrers import VERSION, needs_preparation
from ..resources.resource import DataclassRow, Links, Names, Resource, Within
from ..resources.soft_delete_references import lock_live_targets, soft_referenced_ids
from ..types.date_clamping import UNREADABLE, fetch_clamped
from ..types.defaults import utcnow
from ..types.etags import matching_versions
from .conflicts import conflict, missing_target, too_many
from .hard_delete import prepare_deletion
from .link_row_services import create_link_rows, delete_link_rows, may_override_writes
from .link_rows import delete_links, mark_changed_link_owners, mark_new_link_owner
from .request_passwords import password_hash
from .restore import restore
from .soft_delete import soft_delete, table_info

IdT = TypeVar("IdT")
RowT = TypeVar("RowT", bound=DataclassRow)
CreateT = TypeVar("CreateT", bound=BaseModel)
UpdateT = TypeVar("UpdateT", bound=BaseModel)
ReplaceT = TypeVar("ReplaceT", bound=BaseModel)
QueryT = TypeVar("QueryT", bound=ListQuery)


_SHAPING = frozenset({"read", "_find", "load_links", "seen"})
"""Methods that decide what is shown of a row."""


class Service(Generic[IdT, RowT, CreateT, UpdateT, ReplaceT, QueryT]):
    """Reads and writes one resource through the session that each method is given."""

    resource: Resource[Any]
    """What is read and written; of a request that asks for some members, these alone."""
    overridden: ClassVar[frozenset[str]] = frozenset()
    """The names of what is defined here and overridden by the class."""
    generated: ClassVar[bool] = True
    """False for a class that overrides anything that is defined here."""
    related: Mapping[str, "AnyService"] = {}
    """The services of the entities that this one refers to, whose `visible` is obeyed; set for each request."""
    within: Within | None = None
    """What `list` is narrowed to in `GET /posts/{post_id}/tags`; an override that calls no `super().list` must obey it.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = (name for name, value in vars(Service).items() if callable(value) and not name.startswith("__"))
        cls.overridden = frozenset(
            name for name in own if inspect.getattr_static(cls, name) is not vars(Service)[name]
        )
        cls.generated = not cls.overridden

    def visible(self) -> ColumnElement[bool]:
        """Return the condition that a row must meet for the caller to see it. All rows, unless overridden.

        One place: list, count, read, update, delete and references of other entities obey it.
        """
        return true()

    @classmethod
    def hides(cls) -> bool:
        """Return True if `visible` is overridden, so that rows may exist that the caller cannot see."""
        return cls.visible is not Service.visible

    def differs_by_caller(self) -> bool:
        """Return True if callers may be shown different things of one version of a row.

        That is so if links may be hidden from some, or if an override decides what is read.
        """
        kind = type(self)
        if kind.generated and not self.related:
            return False
        if not kind.overridden.isdisjoint(_SHAPING):
            return True
        names = (name for link in self.resource.shown_links for name in (link.relation, link.through))
        return any((service := self.related.get(name or "")) and service.hides() for name in names)

    def shown(self, *, deleted: bool | None = False) -> Sequence[ColumnElement[bool]]:
        """Return what a row must meet for the caller to see it: `visible`, and to be deleted or not (None: either)."""
        conditions: list[ColumnElement[bool]] = []
        if deleted is not None:
            conditions += [~each if deleted else each for each in self.resource.live]
        if self.hides():
            conditions.append(self.visible())
        return conditions

    async def may_see_deleted(self) -> bool:
        """Return True if the caller may see what is deleted: list it by `?deleted=true`, and restore it.

        False, unless overridden.
        """
        return False

    def caller_id(self) -> str | None:
        """Return what tells the caller from others, whose `Idempotency-Key`s are theirs alone; only a digest is kept.

        None, unless overridden: all that guards and services read of a request tells callers apart. Someone who gets
        another token between two attempts is another caller then.
        """
        return None

    async def list(self, db: AsyncSession, query: QueryT) -> Page[RowT]:
        """Return one page of the rows that fit the query. Raises Problem 404 for a cursor that leads nowhere."""
        resource = self.resource
        keys = self.order(query)
        filters = query.filters()
        deleted = deleted_of(query)
        conditions = [self._filtered(name, value) for name, value in filters.items()]
        conditions += self.shown(deleted=deleted)
        listed = f"deleted {resource.name}" if deleted else resource.name
        if self.within is not None:
            conditions.append(self.within.condition(resource.id))
            listed = f"{listed} of {self.within}"
        made_for = fingerprint(listed, [(key.attribute, key.descending) for key in keys], filters)
        border = None if query.cursor is None else decode_cursor(query.cursor, made_for, keys)
        order = scan_order(keys, border)
        page = resource.select.where(*conditions).order_by(*(key.order() for key in order))
        if border is not None:
            values = boundary_values(order, border.values, conditions)
            page = page.where(after_boundary(order, border._replace(values=values)))
        found = await fetch_clamped(db, page.limit(query.limit + 1))
        rows = [resource.make(values) for values in found[: query.limit]]
        if border is not None and border.backward:
            rows.reverse()
        await self.load_links(db, rows)
        total = None
        if query.count:
            counted = select(func.count()).select_from(resource.table).where(*conditions)
            total = (await db.execute(counted)).scalar_one()

        def sorted_by(row: RowT) -> list[Any]:
            return [key.value(getattr(row, key.attribute)) for key in keys]

        more = len(found) > query.limit
        return Page(rows, *page_cursors(made_for, keys, border, rows, sorted_by, more=more), total)

    async def create(self, db: AsyncSession, data: CreateT) -> RowT:
        """Insert a row and return it. Raises Problem 409 for a taken unique value or a missing target."""
        resource = self.resource
        values = await self.values(data, resource.creatable)
        links = self.linked(data)
        await self._require_visible(db, values, links)
        if dead := await self._dead(db, values, links):
            raise missing_target(resource, *dead)
        await mark_new_link_owner(db, resource, values)
        statement, columns = resource.insert_statement(
            {**values, **dict.fromkeys(resource.timestamps, utcnow())}
        )
        try:
            inserted = await db.execute(statement, columns)
        except StatementError as error:
            raise await conflict(db, error, resource, values) from None
        row: RowT = resource.make(inserted.one())
        may_have_changed = False
        for link in resource.links:
            targets = sorted(links.get(link.attribute, ()))
            may_have_changed |= await self._insert_links(db, resource.id_of(row), link, targets)
            if link.shown:
                setattr(row, link.attribute, targets)
        return await self._read_again(db, row) if may_have_changed else row

    async def read(self, db: AsyncSession, id: IdT) -> RowT:
        """Return the row. Raises Problem 404."""
        row = await self._find(db, id)
        if row is None:
            raise not_found()
        return row

    async def update(self, db: AsyncSession, id: IdT, data: UpdateT, if_match: str | None = None) -> RowT:
        """Change the fields that the data holds and return the row; what changes nothing writes nothing.

        Raises Problem 404, 409 for a taken unique value or a missing target, 412 if no version in `if_match` is the
        row's.
        """
        return await self._write(db, id, data, if_match)

    async def replace(self, db: AsyncSession, id: IdT, data: ReplaceT, if_match: str | None = None) -> RowT:
        """Set every updatable field and return the row. Raises what `update` raises."""
        return await self._write(db, id, data, if_match)

    async def delete(self, db: AsyncSession, id: IdT, if_match: str | None = None) -> None:
        """Delete the row; with `soft_delete` it stays in its table.

        Raises Problem 404, 409 if rows refer to it that restrict its deletion, 412.
        """
        resource = self.resource
        conditions = self._conditions(id, if_match)
        try:
            if resource.deleted_at is not None:
                lock = select(resource.id).where(*conditions).with_for_update()
                if (await db.execute(lock)).first() is None:
                    raise await self._refusal(db, id)
                await soft_delete(db, resource.referrers, table_info(resource), [id])
                return
            if needs_preparation(resource.referrers, resource.table.name):
                # The lock keeps new references out between the release and the deletion.
                lock = select(*resource.key).where(*conditions).with_for_update()
                if (await db.execute(lock)).first() is None:
                    raise await self._refusal(db, id)
                await prepare_deletion(db, resource.referrers, table_info(resource), [id])
                # The row may have another version by now, or be gone with one that it refers to.
                await db.execute(resource.delete.where(resource.id == id))
                return
            gone = await db.execute(resource.delete.where(*conditions).returning(*resource.key))
        except StatementError as error:
            raise await conflict(db, error, resource) from None
        if gone.first() is None:
            raise await self._refusal(db, id)

    async def restore(self, db: AsyncSession, id: IdT, if_match: str | None = None) -> RowT:
        """Take back the deletion of a row, of that one alone, and return it; one that is not deleted stays as it is.

        Raises Problem 404, also for a deleted row unless `may_see_deleted` says that the caller may see it, 409 for a
        value that another row has by now or a deleted target, 412.
        """
        await restore(db, self.resource, id, self.shown(deleted=await self.restorable()), if_match)
        return await self.read(db, id)

    async def restorable(self) -> bool | None:
        """Return what `shown` takes for a request to restore a row: False for live rows, None for deleted ones too."""
        return None if await self.may_see_deleted() else False

    async def link(self, db: AsyncSession, id: IdT, attribute: str, target: Any) -> None:
        """Link the row to one more target of a relation such as `tag_ids`; one that it is linked to changes nothing.

        An override of `update` is asked first, with no changes, so that what it refuses is refused here too. Raises
        Problem 404, 409 for a missing target or if the row has as many links as it may.
        """
        link = self.resource.link(attribute)
        await self._open_to_links(db, id)
        await self._require_visible(db, {}, {attribute: [target]})
        of_row = select(func.count()).select_from(link.table).where(link.owner == id, *link.live)
        if (await db.execute(of_row.where(link.target == target))).scalar_one():
            return
        if await self._dead(db, {}, {attribute: [target]}):
            raise missing_target(self.resource, attribute)
        await self._insert_links(db, id, link, [target])
        # Counted after the insert, so that a full row does not tell which targets exist. Links that the caller cannot
        # see do not count: the cap would tell of them.
        if (await db.execute(of_row.where(*self.seen(link)))).scalar_one() > link.max_items:
            raise too_many(self.resource, attribute, link.max_items)
        await self._mark_changed(db, id)

    async def unlink(self, db: AsyncSession, id: IdT, attribute: str, target: Any) -> None:
        """Take one link of a relation such as `tag_ids` from the row. An override of `update` is asked as by `link`.

        Raises Problem 404, also if there is no such link.
        """
        link = self.resource.link(attribute)
        await self._open_to_links(db, id)
        if not await self._delete_links(db, link, link.owner == id, link.target == target, *self.seen(link)):
            raise not_found()
        await self._mark_changed(db, id)

    async def require(
        self, db: AsyncSession, id: IdT, *, lock: bool = False, deleted: bool | None = False
    ) -> None:
        """Raise Problem 404 unless there is such a row that the caller may see. `lock` makes other writes wait."""
        found = select(*self.resource.key).where(self.resource.id == id, *self.shown(deleted=deleted))
        if (await db.execute(found.with_for_update() if lock else found)).first() is None:
            raise not_found()

    def order(self, query: QueryT) -> Sequence[SortKey]:
        """Return the sort keys of a query: what it asks for or else the entity's own, the key always the last."""
        resource = self.resource
        asked = [(resource.attributes[name], descending) for name, descending in query.sorting()]
        keys: dict[str, SortKey] = {}
        unique = resource.key_names
        for name, descending in [*(asked or resource.sort), *resource.final_order]:
            keys.setdefault(
                name, SortKey(name, resource.columns[name], descending, identifies=name in unique)
            )
            if name in unique and keys.keys() >= {*unique}:  # so that nothing after it matters
                break
        return list(keys.values())

    async def _write(self, db: AsyncSession, id: IdT, data: BaseModel, if_match: str | None) -> RowT:
        resource = self.resource
        values = await self.values(data, resource.updatable)
        links = self.linked(data)
        conditions = self._conditions(id, if_match)
        await self._require_new_visible(db, id, conditions, values, links)
        if dead := await self._dead(db, values, links):
            met = await db.execute(select(*resource.key).where(*conditions))
            raise await self._refusal(db, id) if met.first() is None else missing_target(resource, *dead)
        has_new_links = False
        if links:
            # The lock makes parallel changes of the links wait for each other, as those of columns do by themselves.
            lock = select(*resource.key).where(*conditions).with_for_update()
            if (await db.execute(lock)).first() is None:
                raise await self._refusal(db, id)
            conditions = [resource.id == id]  # whose version may rise by what goes with a link
            has_new_links = await self._replace_links(db, id, links)
        if not has_new_links and values.keys() <= resource.columns.keys():
            if not values:
                return await self._unchanged(db, id, if_match)
            # Not where a hidden field is written: that nothing was would tell that the client has guessed its value.
            differs = [resource.all_columns[name].is_distinct_from(value) for name, value in values.items()]
            conditions = [*conditions, or_(*differs)]
        if not values and not resource.versioned and resource.updated_at is None:  # links alone have changed
            return await self._unchanged(db, id, if_match)
        await mark_changed_link_owners(db, resource, id, values)
        statement = self._update(values).where(*conditions).returning(*resource.columns.values())
        try:
            found = (await db.execute(statement)).first()
        except StatementError as error:
            raise await conflict(db, error, resource, values) from None
        except UNREADABLE:  # which says that the row was changed
            (found,) = await fetch_clamped(db, resource.select.where(resource.id == id))
        if found is None:
            return await self._unchanged(db, id, if_match)
        row: RowT = resource.make(found)
        await self.load_links(db, [row])
        return row

    def _update(self, values: Mapping[str, Any]) -> Update:
        resource = self.resource
        columns = {resource.all_columns[name]: value for name, value in values.items()}
        if resource.versioned:
            version = resource.columns[VERSION]
            columns[version] = version + 1
        if resource.updated_at is not None:
            columns[resource.updated_at] = utcnow()
        return update(resource.table).values(columns)

    async def values(self, data: BaseModel, names: Container[str]) -> dict[str, Any]:
        """Return the columns' values that the data holds, by attribute, passwords hashed."""
        values = _given(data, names)
        for name in self.resource.passwords:
            password = values.get(name)
            if password is not None:
                values[name] = await password_hash(password)
        return values

    def linked(self, data: BaseModel) -> dict[str, Any]:
        """Return the ids of the links that the data holds, by attribute."""
        return _given(data, self.resource.link_names) if self.resource.links else {}

    def _conditions(self, id: IdT, if_match: str | None = None) -> Sequence[ColumnElement[bool]]:
        """Return what a row must meet to be the one that a request means and may change."""
        conditions = [self.resource.id == id, *self.shown()]
        versions = matching_versions(if_match)
        if versions is not None and self.resource.versioned:
            conditions.append(self.resource.columns[VERSION].in_(versions))
        return conditions

    async def _find(self, db: AsyncSession, id: IdT) -> RowT | None:
        found = await fetch_clamped(db, self.resource.select.where(*self._conditions(id)))
        if not found:
            return None
        row: RowT = self.resource.make(found[0])
        await self.load_links(db, [row])
        return row

    async def _unchanged(self, db: AsyncSession, id: IdT, if_match: str | None) -> RowT:
        """Return the row that a write left as it is, or raise why it could not be written."""
        row = await self.read(db, id)
        versions = matching_versions(if_match)
        if versions is not None and self.resource.versioned and getattr(row, VERSION) not in versions:
            raise precondition_failed()
        return row

    async def _refusal(self, db: AsyncSession, id: IdT) -> Problem:
        """Return why no row met `_conditions`: it does not exist, or has another version."""
        found = (await db.execute(select(*self.resource.key).where(*self._conditions(id)))).first()
        return not_found() if found is None else precondition_failed()

    async def _require_new_visible(
        self,
        db: AsyncSession,
        id: IdT,
        conditions: Sequence[ColumnElement[bool]],
        values: Mapping[str, Any],
        links: Mapping[str, Any],
    ) -> None:
        """Raise Problem 409 if a change makes a row refer to one that the caller cannot see.

        Raises Problem 404 or 412 first if the row itself does not meet the conditions. A reference that the row shows
        already is not new.
        """
        completed = await self._completed(db, id, conditions, values)
        try:
            await self._require_visible(db, completed, links)
        except Problem:
            shown = [each for each in self.resource.references if self.resource.shows(each)]
            names = [name for each in shown for name in ((each,) if isinstance(each, str) else each)]
            columns = [*self.resource.key, *(self.resource.all_columns[name] for name in names)]
            row = (await db.execute(select(*columns).where(*conditions))).first()
            if row is None:
                raise await self._refusal(db, id) from None
            before = dict(zip(names, row[len(self.resource.key) :], strict=True))
            kept = {each for each in shown if referenced_id(completed, each) == referenced_id(before, each)}
            await self._require_visible(db, completed, links, kept)

    async def _completed(
        self, db: AsyncSession, id: IdT, conditions: Sequence[ColumnElement[bool]], values: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return values of which a reference to a composite key has all parts, those that do not change from the row.

        Only where it matters whether the caller sees what it leads to. Raises Problem 404 or 412 if the row does not
        meet the conditions.
        """
        resource = self.resource
        names: list[str] = []
        for parts, relation in resource.references.items():
            if isinstance(parts, tuple) and (service := self.related.get(relation)) and service.hides():
                absent = [name for name in parts if name not in values]
                names += absent if len(absent) < len(parts) else []
        if not names:
            return values
        stored = select(*(resource.all_columns[name] for name in names)).where(*conditions)
        row = (await db.execute(stored.with_for_update())).first()
        if row is None:
            raise await self._refusal(db, id)
        return {**values, **dict(zip(names, row, strict=True))}

    async def _require_visible(
        self,
        db: AsyncSession,
        values: Mapping[str, Any],
        links: Mapping[str, Any],
        kept: Collection[Names] = (),
    ) -> None:
        """Raise Problem 409, as for a missing target, if a reference leads to a row the caller cannot see.

        Those that are `kept` as they are do not count.
        """
        resource = self.resource
        wanted: list[tuple[Names, str, Any]] = [
            (names, relation, [referenced_id(values, names)])
            for names, relation in resource.references.items()
            if names not in kept
        ]
        wanted += [(link.attribute, link.relation, links.get(link.attribute, [])) for link in resource.links]
        for names, relation, ids in wanted:
            present = {id for id in ids if id is not None}
            service = self.related.get(relation)
            if not present or service is None or not service.hides():
                continue
            target = service.resource
            seen = (
                select(func.count()).select_from(target.table).where(target.id.in_(present), *service.shown())
            )
            if (await db.execute(seen)).scalar_one() != len(present):
                raise missing_target(resource, *((names,) if isinstance(names, str) else names))

    async def _dead(
        self, db: AsyncSession, values: Mapping[str, Any], links: Mapping[str, Any]
    ) -> Collection[str]:
        """Return the attributes that refer to deleted rows; the others' rows are kept from being deleted."""
        if not self.resource.soft_delete_references:
            return ()
        return await lock_live_targets(
            db, self.resource, soft_referenced_ids(self.resource, [{**values, **links}])
        )

    async def load_links(self, db: AsyncSession, rows: Sequence[RowT]) -> None:
        """Fill in the ids of the links, one query for each relation whatever the number of rows."""
        if not rows:
            return
        for link in self.resource.shown_links:
            by_owner = {self.resource.id_of(row): getattr(row, link.attribute) for row in rows}
            statement = link.select(by_owner)
            for owner, target in await db.execute(statement.where(*self.seen(link))):
                by_owner[owner].append(target)

    def seen(self, link: Links) -> Sequence[ColumnElement[bool]]:
        """Return what a link must meet for the caller to see it: its target and the row that it is must be visible."""
        conditions: list[ColumnElement[bool]] = [*link.live]
        target, through = (self.related.get(name or "") for name in (link.relation, link.through))
        if target is not None and target.hides():
            conditions.append(link.target.in_(select(target.resource.id).where(target.visible())))
        if through is not None and through.hides():
            conditions.append(through.visible())
        return conditions

    def _filtered(self, name: str, value: Any) -> ColumnElement[bool]:
        """Return the condition of a filter; a link that the caller cannot see is none."""
        link = self.resource.filtered_links.get(split_filter(name)[0])
        seen = () if link is None else self.seen(link)
        return filter_condition(self.resource, name, value, LiteralOperand(value), seen)

    async def _open_to_links(self, db: AsyncSession, id: IdT) -> None:
        """Lock a row whose links are to be changed, and let an override of `update` refuse it."""
        await self.require(db, id, lock=True)
        if type(self).update is not Service.update:
            nothing: Any = self.resource.update.model_construct()
            await self.update(db, id, nothing)

    async def _mark_changed(self, db: AsyncSession, id: IdT) -> None:
        """Mark a row whose links have changed as changed."""
        if self.resource.versioned or self.resource.updated_at is not None:
            await db.execute(self._update({}).where(self.resource.id == id))

    async def _read_again(self, db: AsyncSession, row: RowT) -> RowT:
        """Return a row as it is after a hand-written service has made its links."""
        resource = self.resource
        found = await db.execute(resource.select.where(resource.id == resource.id_of(row)))
        again: RowT = resource.make(found.one())
        for link in resource.shown_links:
            setattr(again, link.attribute, getattr(row, link.attribute))
        return again

    def _of_rows(self, link: Links) -> "AnyService | None":
        """Return the hand-written service that makes and deletes the rows that are links, if there is one."""
        service = self.related.get(link.through or "")
        return service if service is not None and may_override_writes(type(service)) else None

    async def _delete_links(self, db: AsyncSession, link: Links, *conditions: ColumnElement[bool]) -> bool:
        """Delete live links. Return True if there were any."""
        service = self._of_rows(link)
        if service is None:
            return await delete_links(db, self.resource, link, *conditions)
        return await delete_link_rows(db, service, link, conditions, self.resource.names.get(link.attribute))

    async def _insert_links(self, db: AsyncSession, id: Any, link: Links, targets: Sequence[Any]) -> bool:
        """Insert links. Return True if a hand-written service did, which may have changed more."""
        if not targets:
            return False
        service = self._of_rows(link)
        if service is not None:
            await create_link_rows(db, service, link, id, targets, self.resource.names.get(link.attribute))
            return True
        now = utcnow()
        stamps = {"created_at": now, "updated_at": now} if link.stamped else {}
        rows = [{link.owner.name: id, link.target.name: target, **stamps} for target in targets]
        try:
            await db.execute(link.table.insert(), rows)
        except StatementError as error:
            raise await conflict(db, error, self.resource, {link.attribute: targets}) from None
        return False

    async def _replace_links(self, db: AsyncSession, id: IdT, links: Mapping[str, Any]) -> bool:
        """Make the links of a locked row those that are wanted. Return True if that changed anything.

        A link that the caller cannot see is not changed.
        """
        changed = False
        for link in self.resource.links:
            if link.attribute not in links:
                continue
            wanted = set(links[link.attribute])
            present, seen = await stored_links(db, self, link, [id])
            stale, missing = links_only_in(seen, {id: wanted}), links_only_in({id: wanted}, present)
            changed = changed or bool(stale or missing or not link.shown)
            if stale:
                gone = link.target.in_([target for _, target in stale])
                await self._delete_links(db, link, link.owner == id, gone)
            await self._insert_links(db, id, link, [target for _, target in missing])
        return changed


AnyService = Service[Any, Any, Any, Any, Any, Any]


def referenced_id(values: Mapping[str, Any], names: Names) -> Any:
    """Return the id that values refer to by a reference, None if they do not; of a composite key a tuple."""
    if isinstance(names, str):
        return values.get(names)
    parts = tuple(values.get(name) for name in names)
    return None if None in parts else parts


def _given(data: BaseModel, names: Container[str]) -> dict[str, Any]:
    return {name: value for name, value in vars(data).items() if value is not MISSING and name in names}
