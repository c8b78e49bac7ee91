# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: e0ec36bca8903c997c33ad9031eb06ad
"""The fast path: an endpoint runs one statement on the driver, without a SQLAlchemy session.

A service that overrides a method does not use it. A write uses it only if one statement is enough, so that it needs no
transaction. If the result does not say enough, for example why no row was updated, the service handles the request.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from pydantic import BaseModel
from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncSession

from ..driver.direct_statements import (
    DIALECT,
    AcquiredConnection,
    DriverConnection,
    ExternalConnection,
    Prepared,
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
from ..services.link_rows import changes_link
from ..services.lists import sort_keys
from ..services.service import Service
from ..types.date_clamping import UNREADABLE
from ..types.defaults import utcnow
from ..types.encoding import dumps
from ..types.etags import matching_versions
from .row_encoding import Row, RowEncoding
from .statements import Statements, statements_of
from .write_errors import ConflictsAsProblems

AnyService = Service[Any, Any, Any, Any, Any, Any]
Database = AsyncSession | DriverConnection
"""The database as a read endpoint gets it: a session, or a connection of the driver."""


class EncodedRow(NamedTuple):
    """A row as a response holds it."""

    body: bytes
    id: Any
    """The driver's value or Python's value. Both have the same text."""
    version: int | None


class FastPath(NamedTuple):
    """The statements of a request and their connection. Each method raises the errors of the driver."""

    resource: Resource[Any]
    dialect: Dialect
    connection: AcquiredConnection | ExternalConnection
    is_lenient: bool = False
    """True if statements select the nearest value in place of one that Python cannot hold."""

    @property
    def statements(self) -> Statements:
        """The statements of the resource."""
        found = statements_of(self.resource, self.dialect)
        return found.lenient() if self.is_lenient else found

    async def page(self, query: ListQuery) -> bytes:
        """Return the body of a page. Raises Problem 404 for a cursor that has no page."""
        resource = self.resource
        keys, filters = sort_keys(resource, query), query.filters()
        made_for = fingerprint(resource.name, [(key.attribute, key.descending) for key in keys], filters)
        border = None if query.cursor is None else decode_cursor(query.cursor, made_for, keys)
        values = {**filters, "at_limit": query.limit + 1}
        if border is not None:
            values["at_border"] = [
                each.nearest if isinstance(each, StoredValue) else each for each in border.values
            ]
        statements = self.statements
        encoding = statements.encoding
        page = statements.page(keys, filters, border)
        count = statements.count(filters) if query.count else None
        links = [*map(statements.links, resource.shown_links)]
        async with self.connection as driver:
            found = await driver.fetch(page.sql, *page.arguments(values))
            rows = found[: query.limit]
            if border is not None and border.backward:
                rows.reverse()
            owners = _ids(encoding, rows) if links else ()
            linked = [await _link_targets(driver, links_of, owners) for links_of in links]
            total = None if count is None else await driver.fetchrow(count.sql, *count.arguments(filters))
        body: dict[str, Any] = {"items": encoding.objects(rows, owners, linked)}
        sort_values, more = partial(encoding.sort_values, keys), len(found) > query.limit
        body["next_cursor"], body["previous_cursor"] = page_cursors(
            made_for, keys, border, rows, sort_values, more=more
        )
        if total is not None:
            body["total"] = total[0]
        return dumps(body)

    async def read(self, id: Any) -> EncodedRow | None:
        """Return the row with an id, or None if there is none."""
        statements = self.statements
        read = statements.read()
        async with self.connection as driver:
            row = await driver.fetchrow(read.sql, *read.arguments({"at_id": id}))
            return None if row is None else await self._encode(driver, statements, row)

    async def read_leniently(self, id: Any) -> EncodedRow | None:
        """Return the row with an id. If Python cannot hold one of its values, return it with the nearest values."""
        try:
            return await self.read(id)
        except UNREADABLE:
            return await self.lenient().read(id)

    def lenient(self) -> "FastPath":
        """Return the fast path that reads the nearest value in place of one that Python cannot hold."""
        return self._replace(is_lenient=True)

    async def insert(self, values: Mapping[str, Any]) -> EncodedRow:
        """Insert a row and return it."""
        statements = self.statements
        columns = {name: make() for name, make in self.resource.defaults.items() if name not in values}
        columns |= values
        insert = statements.insert(columns)
        columns["at_now"] = utcnow()
        async with self.connection as driver:
            row = await driver.fetchrow(insert.sql, *insert.arguments(columns))
            return await self._encode(driver, statements, row, is_new=True)

    async def update(self, id: Any, values: Mapping[str, Any], version: int | None) -> EncodedRow | None:
        """Update a row and return it. Return None if no row has this id and version, or if no value differs."""
        statements = self.statements
        update = statements.update(values, versioned=version is not None)
        columns = {**values, "at_id": id, "at_version": version, "at_now": utcnow()}
        arguments = update.arguments(columns)
        try:
            async with self.connection as driver:
                row = await driver.fetchrow(update.sql, *arguments)
                return None if row is None else await self._encode(driver, statements, row)
        except UNREADABLE:  # the row was updated: only reading it has failed
            return await self.lenient().read(id)

    async def delete(self, id: Any, version: int | None) -> bool:
        """Delete a row. Return False if no row has this id and version."""
        delete = self.statements.delete(versioned=version is not None)
        async with self.connection as driver:
            arguments = delete.arguments({"at_id": id, "at_version": version, "at_now": utcnow()})
            return await driver.fetchrow(delete.sql, *arguments) is not None

    async def _encode(
        self, driver: DriverConnection, statements: Statements, row: Row, *, is_new: bool = False
    ) -> EncodedRow:
        """Return a row with the ids of its links. A new row has no links."""
        encoding, links = statements.encoding, self.resource.shown_links
        ids = _ids(encoding, [row]) if links else ()
        linked = [
            {id: [] for id in ids} if is_new else await _link_targets(driver, statements.links(link), ids)
            for link in links
        ]
        (made,) = encoding.objects([row], ids, linked)
        version = row[encoding.values[VERSION][0]] if self.resource.versioned else None
        return EncodedRow(dumps(made), encoding.id(row), version)


def _ids(encoding: RowEncoding, rows: Sequence[Row]) -> list[Any]:
    """Return the ids of rows as Python values. The key of a row with links has one part."""
    place, convert = encoding.values["id"]
    return [row[place] if convert is None else convert(row[place]) for row in rows]


async def _link_targets(
    driver: DriverConnection, statement: Prepared, owners: Sequence[Any]
) -> dict[Any, list[Any]]:
    """Return the ids that each owner is linked to."""
    targets: dict[Any, list[Any]] = {owner: [] for owner in owners}
    if owners:
        arguments = statement.arguments({"at_owners": owners})
        for owner, target in await driver.fetch(statement.sql, *arguments):
            targets[owner].append(target)
    return targets


def _fast_path(service: AnyService, db: Database) -> FastPath | None:
    """Return the fast path for a request, or None if the service must handle it in a session."""
    if not type(service).generated or service.related or service.within is not None:
        return None
    resource = service.resource
    if not isinstance(db, AsyncSession):
        return FastPath(resource, DIALECT, ExternalConnection(db))
    engine = direct_engine(db, resource.mapper)
    return None if engine is None else FastPath(resource, engine.dialect, AcquiredConnection(engine))


async def page(service: AnyService, db: Database, query: ListQuery) -> bytes | None:
    """Return the body of a page, or None if the service must make it."""
    path = _fast_path(service, db)
    if path is not None:
        async with _FallBackToSession(db):
            try:
                return await path.page(query)
            except UNREADABLE:
                return await path.lenient().page(query)
    return None


async def read(service: AnyService, db: Database, id: Any) -> EncodedRow | None:
    """Return a row, or None if the service must read it or report that it does not exist."""
    path = _fast_path(service, db)
    if path is not None:
        async with _FallBackToSession(db):
            return await path.read_leniently(id)
    return None


async def create(service: AnyService, db: AsyncSession, data: BaseModel) -> EncodedRow | None:
    """Insert a row, or return None if the service must. Raises Problem 409."""
    path = _fast_path(service, db)
    resource = service.resource
    if (
        path is None
        or service.linked(data)
        or resource.link_row is not None
        or has_soft_references(resource, data)
    ):
        return None
    values = await service.values(data, resource.creatable)
    async with ConflictsAsProblems(db, resource, values):
        return await path.insert(values)


async def update(
    service: AnyService, db: AsyncSession, id: Any, data: BaseModel, if_match: str | None
) -> EncodedRow | None:
    """Update a row, or return None if the service must update it or report why it cannot. Raises Problem 409."""
    path = _fast_path(service, db)
    resource = service.resource
    versions = matching_versions(if_match) if resource.versioned else None
    if path is None or service.linked(data) or (versions is not None and len(versions) != 1):
        return None
    if has_soft_references(resource, data):
        return None
    values = await service.values(data, resource.updatable)
    if not values or changes_link(resource, values):
        return None
    async with ConflictsAsProblems(db, resource, values):
        row = await path.update(id, values, versions[0] if versions else None)
        if row is None:  # the row has these values or another version, or it does not exist
            row = await path.read_leniently(id)
            if row is not None and versions is not None and row.version not in versions:
                return None
    return row


async def delete(service: AnyService, db: AsyncSession, id: Any, if_match: str | None) -> bool:
    """Delete a row. Return False if the service must delete it or report why it cannot. Raises Problem 409."""
    path = _fast_path(service, db)
    resource = service.resource
    versions = matching_versions(if_match) if resource.versioned else None
    if path is None or (versions is not None and len(versions) != 1):
        return False
    referrers, name = resource.referrers, resource.table.name
    if needs_preparation(referrers, name) or (resource.deleted_at is not None and referrers.get(name)):
        return False
    async with ConflictsAsProblems(db, resource):
        return await path.delete(id, versions[0] if versions else None)


class _FallBackToSession:
    """Suppresses errors of the driver, so that the session reads again: it reconnects after a lost connection.

    Raises Problem 503 after a timeout, and for a temporary error if there is no session.
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
