"""The context of an oracle: an application whose services hide rows, on a database that no request changes."""

import importlib
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson
from sqlalchemy import MetaData, Table, and_, delete, func, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from specloom.model import Entity, Role, Service
from tests.proofs.canaries.row_keys import is_row, python_key

SUBJECT, OTHER, THIRD, FOURTH = range(4)
"""The rows of an entity. The first is the one that is hidden. No row refers to it; some are linked to it."""
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Row:
    """A row that exists."""

    key: Any
    """Its id as JSON has it, or a tuple of the parts."""
    body: dict[str, Any]
    """What it was created with."""
    shown: dict[str, Any]
    """The resource as the first response had it."""


class Answer(NamedTuple):
    """What a request is answered with."""

    status: int
    headers: list[tuple[str, str]]
    """Sorted by name."""
    body: str

    def json(self) -> Any:
        """Return what the body holds."""
        return orjson.loads(self.body)


@dataclass(slots=True)
class Context:
    """A service, its rows, and what is hidden at the moment."""

    service: Service
    package: str
    engine: AsyncEngine
    random: Random
    rows: dict[str, list[Row]] = field(default_factory=dict)
    missing: dict[str, Any] = field(default_factory=dict)
    """A key of each entity that no row has."""
    tags: dict[str, str | None] = field(default_factory=dict)
    """The entity tag of each subject while it is visible."""
    spare: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The body of one more row of an entity, where there can be one."""
    cursors: dict[str, list[str]] = field(default_factory=dict)
    """The cursors of the pages before and after each row of an entity, from the time when the subject was visible."""
    hidden: dict[str, set[Any]] = field(default_factory=dict)
    """Keys of rows that the caller cannot see, by entity, as Python has them."""
    shows_deleted: bool = False
    requests: int = 0
    _connection: AsyncConnection | None = None
    _app: Any = None

    @property
    def metadata(self) -> MetaData:
        """The tables."""
        found: MetaData = importlib.import_module(f"{self.package}.models").load_all().metadata
        return found

    def table(self, entity: Entity) -> Table:
        """Return the table of an entity."""
        return self.metadata.tables[entity.table]

    def subject(self, entity: Entity) -> Row:
        """Return the row that is hidden."""
        return self.rows[entity.name][SUBJECT]

    def other(self, entity: Entity) -> Row:
        """Return a row that is always visible."""
        return self.rows[entity.name][OTHER]

    def hide(self, entities: Iterable[Entity]) -> None:
        """Hide the subjects of some entities and show those of all others."""
        for each in self.service.entities:
            self.hidden[each.name].clear()
        for each in entities:
            self.hidden[each.name].add(python_key(each, self.subject(each).key))

    @asynccontextmanager
    async def trial(self) -> AsyncIterator[AsyncConnection]:
        """Let requests work in a transaction that is rolled back at the end. Yields its connection."""
        assert self._connection is not None
        transaction = await self._connection.begin()
        try:
            yield self._connection
        finally:
            await transaction.rollback()

    async def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] = NOTHING,
        headers: Mapping[str, str] = NOTHING,
        json: Any = None,
    ) -> Answer:
        """Send a request straight to the application, without a client. Outside of a trial, its changes stay."""
        self.requests += 1
        content = b"" if json is None else orjson.dumps(json)
        given = {**headers, "host": "oracles"} | (
            {} if json is None else {"content-type": "application/json"}
        )
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": urlencode(params).encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
            "client": ("127.0.0.1", 1),
            "server": ("oracles", 80),
        }
        received = iter([{"type": "http.request", "body": content, "more_body": False}])
        sent: list[Any] = []

        async def receive() -> Any:
            return next(received, {"type": "http.disconnect"})

        async def send(message: Any) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        body = b"".join(each.get("body", b"") for each in sent[1:])
        named = sorted((name.decode(), value.decode()) for name, value in sent[0]["headers"])
        return Answer(sent[0]["status"], named, body.decode())

    async def delete_softly(self, entity: Entity, connection: AsyncConnection) -> None:
        """Mark the subject of an entity as deleted, and nothing else."""
        table = self.table(entity)
        deleted_at = next(each.column for each in entity.fields if each.role is Role.DELETED_AT)
        marked = update(table).where(is_row(entity, table, self.subject(entity).key))
        await connection.execute(marked.values({deleted_at: func.now()}))

    async def remove(self, entity: Entity, connection: AsyncConnection) -> None:
        """Delete the subject of an entity and the links to it, as if they had never been there: no version rises."""
        own, key = self.table(entity), self.subject(entity).key
        parts = python_key(entity, key) if entity.parts else (python_key(entity, key),)
        values = {each.column: part for each, part in zip(entity.key, parts, strict=True)}
        for table in self.metadata.tables.values():
            for constraint in table.foreign_key_constraints:
                if constraint.referred_table is own:
                    pairs = [(each.parent, values[each.column.name]) for each in constraint.elements]
                    refers = and_(*(column == value for column, value in pairs))
                    await connection.execute(delete(table).where(refers))
        gone = await connection.execute(delete(own).where(is_row(entity, own, key)))
        assert gone.rowcount == 1
