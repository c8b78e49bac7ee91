"""The straight road: what an endpoint does in one statement of the driver, where nothing asks for more.

It is taken for a service that overrides nothing. A write is taken only if it is one statement, so that it needs no
transaction; whoever overrides a method gets the transaction that `Service` describes. What a statement cannot say by
itself (why no row was changed, say) is left to the service.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from ..driver.direct_statements import (
    DIALECT,
    AcquiredConnection,
    DriverConnection,
    ExternalConnection,
    direct_engine,
)
from ..errors.violations import describe, is_driver_error, is_timeout
from ..problems.problem import unavailable
from ..queries.cursor_values import StoredValue
from ..queries.list_parameters import ListQuery
from ..queries.pages import decode_cursor, fingerprint, page_cursors
from ..resources.referrers import VERSION, needs_preparation
from ..resources.resource import Resource
from ..resources.soft_delete_references import has_soft_references
from ..services.conflicts import conflict
from ..services.link_rows import changes_link
from ..services.service import Service
from ..types.date_clamping import UNREADABLE
from ..types.defaults import utcnow
from ..types.encoding import dumps
from ..types.etags import matching_versions
from ..types.json_texts import json_text_converter
from .statements import Statements, statements

AnyService = Service[Any, Any, Any, Any, Any, Any]
Database = AsyncSession | DriverConnection
"""What an endpoint gets to read from: a session, or a connection of the driver."""


class Answer(NamedTuple):
    """A row as it goes out."""

    body: bytes
    id: Any
    """As the driver or Python has it: its text is the same."""
    version: int | None


class Road(NamedTuple):
    """Where a request's statements run, and which they are."""

    resource: Resource[Any]
    statements: Statements
    lent: AcquiredConnection | ExternalConnection

    async def page(self, query: ListQuery, service: AnyService) -> bytes:
        """Return the body of a page. Raises Problem 404 for a cursor that leads nowhere."""
        resource, wire = self.resource, self.statements.wire
        keys, filters = service.order(query), query.filters()
        made_for = fingerprint(resource.name, [(key.attribute, key.descending) for key in keys], filters)
        border = None if query.cursor is None else decode_cursor(query.cursor, made_for, keys)
        values = {**filters, "at_limit": query.limit + 1}
        if border is not None:
            values["at_border"] = [
                value.nearest if isinstance(value, StoredValue) else value for value in border.values
            ]
        page = self.statements.page(keys, filters, border)
        async with self.lent as driver:
            found = await driver.fetch(page.sql, *page.arguments(values))
            rows = found[: query.limit]
            if border is not None and border.backward:
                rows.reverse()
            body: dict[str, Any] = {
                "items": await self._objects(driver, rows),
                "next_cursor": None,
                "previous_cursor": None,
            }
            if query.count:
                count = self.statements.count(filters)
                body["total"] = (await driver.fetchrow(count.sql, *count.arguments(filters)))[0]

        def sorted_by(row: Sequence[Any]) -> list[Any]:
            return [key.value(wire.value(row, key.attribute)) for key in keys]

        more = len(found) > query.limit
        body["next_cursor"], body["previous_cursor"] = page_cursors(
            made_for, keys, border, rows, sorted_by, more=more
        )
        return dumps(body)

    async def read(self, id: Any) -> Answer | None:
        """Return the row of an id, or None if there is none."""
        read = self.statements.read()
        async with self.lent as driver:
            row = await driver.fetchrow(read.sql, *read.arguments({"at_id": id}))
            return None if row is None else await self._answer(driver, row)

    async def read_readable(self, id: Any) -> Answer | None:
        """Return the same, with the nearest values to those that Python cannot hold."""
        try:
            return await self.read(id)
        except UNREADABLE:
            return await self.lenient().read(id)

    def lenient(self) -> "Road":
        """Return the road that reads what Python cannot hold as the nearest value."""
        return self._replace(statements=self.statements.lenient())

    async def insert(self, values: Mapping[str, Any]) -> Answer:
        """Insert a row. Raises what the driver raises."""
        resource = self.resource
        columns = {name: make() for name, make in resource.defaults.items() if name not in values}
        columns |= values
        insert = self.statements.insert(columns)
        columns["at_now"] = utcnow()
        async with self.lent as driver:
            row = await driver.fetchrow(insert.sql, *insert.arguments(columns))
            return await self._answer(driver, row, linked=False)

    async def update(self, id: Any, values: Mapping[str, Any], version: int | None) -> Answer | None:
        """Change a row, if there is one of this id and version and anything is new. Raises what the driver raises."""
        update = self.statements.update(values, versioned=version is not None)
        columns = {**values, "at_id": id, "at_version": version, "at_now": utcnow()}
        arguments = update.arguments(columns)
        try:
            async with self.lent as driver:
                row = await driver.fetchrow(update.sql, *arguments)
                return None if row is None else await self._answer(driver, row)
        except UNREADABLE:  # which says that the row was changed
            return await self.lenient().read(id)

    async def delete(self, id: Any, version: int | None) -> bool:
        """Delete a row and return True, if there is one of this id and version. Raises what the driver raises."""
        delete = self.statements.delete(versioned=version is not None)
        async with self.lent as driver:
            arguments = delete.arguments({"at_id": id, "at_version": version, "at_now": utcnow()})
            return await driver.fetchrow(delete.sql, *arguments) is not None

    async def _answer(self, driver: DriverConnection, row: Sequence[Any], *, linked: bool = True) -> Answer:
        wire = self.statements.wire
        if self.resource.shown_links:
            (made,) = await self._objects(driver, [row], linked=linked)
        else:
            made = wire.object(row)
        version = row[wire.values[VERSION][0]] if self.resource.versioned else None
        return Answer(dumps(made), wire.id(row), version)

    async def _objects(
        self, driver: DriverConnection, rows: Sequence[Sequence[Any]], *, linked: bool = True
    ) -> list[dict[str, Any]]:
        """Return the JSON objects of rows, with the ids of their links; new rows have none."""
        wire, resource = self.statements.wire, self.resource
        made = [wire.object(row) for row in rows]
        for link in resource.shown_links:
            name = resource.names[link.attribute]
            by_owner: dict[Any, list[Any]] = {wire.value(row, "id"): [] for row in rows}
            if linked and rows:
                links = self.statements.links(link)
                for owner, target in await driver.fetch(
                    links.sql, *links.arguments({"at_owners": [*by_owner]})
                ):
                    by_owner[owner].append(target)
            make = json_text_converter(link.target.type)
            for row, item in zip(rows, made, strict=True):
                ids = by_owner[wire.value(row, "id")]
                item[name] = make(ids) if make else ids
        return made


def road(service: AnyService, db: Database) -> Road | None:
    """Return the straight road for a request, or None if it must go through the service and the session."""
    if not type(service).generated or service.related or service.within is not None:
        return None
    resource = service.resource
    if not isinstance(db, AsyncSession):
        return Road(resource, statements(resource, DIALECT), ExternalConnection(db))
    engine = direct_engine(db, resource.mapper)
    if engine is None:
        return None
    return Road(resource, statements(resource, engine.dialect), AcquiredConnection(engine))


async def page(service: AnyService, db: Database, query: ListQuery) -> bytes | None:
    """Return the body of a page, or None if the service must make it."""
    straight = road(service, db)
    if straight is not None:
        async with _LeftToSession(db):
            try:
                return await straight.page(query, service)
            except UNREADABLE:
                return await straight.lenient().page(query, service)
    return None


async def read(service: AnyService, db: Database, id: Any) -> Answer | None:
    """Return a row, or None if the service must read it or say that there is none."""
    straight = road(service, db)
    if straight is not None:
        async with _LeftToSession(db):
            return await straight.read_readable(id)
    return None


async def create(service: AnyService, db: AsyncSession, data: BaseModel) -> Answer | None:
    """Insert a row, or return None if the service must. Raises Problem 409."""
    straight = road(service, db)
    resource = service.resource
    if straight is None or service.linked(data) or resource.link_row is not None:
        return None
    if has_soft_references(resource, data):
        return None
    values = await service.values(data, resource.creatable)
    async with _AsConflict(db, resource, values):
        return await straight.insert(values)


async def update(
    service: AnyService, db: AsyncSession, id: Any, data: BaseModel, if_match: str | None
) -> Answer | None:
    """Change a row, or return None if the service must, or say why it cannot. Raises Problem 409."""
    straight = road(service, db)
    versions = matching_versions(if_match) if service.resource.versioned else None
    if straight is None or service.linked(data) or (versions is not None and len(versions) != 1):
        return None
    if has_soft_references(service.resource, data):
        return None
    values = await service.values(data, service.resource.updatable)
    if not values or changes_link(service.resource, values):
        return None
    async with _AsConflict(db, service.resource, values):
        answer = await straight.update(id, values, versions[0] if versions else None)
        if answer is None:  # for a row that has these values, or another version, or that is not there
            answer = await straight.read_readable(id)
            if answer is not None and versions is not None and answer.version not in versions:
                return None
    return answer


async def delete(service: AnyService, db: AsyncSession, id: Any, if_match: str | None) -> bool:
    """Delete a row and return True, or return False if the service must, or say why it cannot. Raises Problem 409."""
    straight = road(service, db)
    resource = service.resource
    versions = matching_versions(if_match) if resource.versioned else None
    if straight is None or (versions is not None and len(versions) != 1):
        return False
    referrers, name = resource.referrers, resource.table.name
    if needs_preparation(referrers, name) or (resource.deleted_at is not None and referrers.get(name)):
        return False
    async with _AsConflict(db, resource):
        return await straight.delete(id, versions[0] if versions else None)


class _AsConflict:
    """Raises an error of the driver as the Problem that it means."""

    __slots__ = ("_db", "_resource", "_values")

    def __init__(
        self, db: AsyncSession, resource: Resource[Any], values: Mapping[str, Any] | None = None
    ) -> None:
        self._db, self._resource, self._values = db, resource, values

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> Literal[False]:
        if isinstance(error, Exception):
            raise await conflict(self._db, error, self._resource, self._values) from None
        return False


class _LeftToSession:
    """Lets the session try again what the driver could not read: it knows what to do about a lost connection.

    Raises Problem 503 where trying again may help, if there is no session or the driver has waited for long already.
    """

    __slots__ = ("_db",)

    def __init__(self, db: Database) -> None:
        self._db = db

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if not isinstance(error, Exception) or not is_driver_error(error):
            return False
        if is_timeout(error) or (
            not isinstance(self._db, AsyncSession) and describe(error).kind == "unavailable"
        ):
            raise unavailable() from None
        return isinstance(self._db, AsyncSession)
