"""Compares the responses about a row that the caller cannot see with those about a missing row."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from specloom.emit.openapi.shared_components import operation_id
from specloom.model import Entity, Service
from tests.proofs.canaries.row_keys import is_row, key_in, python_key
from tests.proofs.oracles.call import Call
from tests.proofs.oracles.calls import KEY, naming, of_item
from tests.proofs.oracles.context import Answer, Context
from tests.proofs.oracles.other_calls import nameless

MOST_PAGES = 10
LONG = 6
"""Characters of an id that is looked for in responses. A shorter one may be part of anything."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COUNTED = re.compile(r'(?P<before>"id":|^/[a-z]+/)(?P<id>\d+)(?![\w-])')
_DIGEST = re.compile(r'-[0-9a-f]{16}"$')
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
Prepare = Callable[[AsyncConnection], Awaitable[None]]
Answers = list[Answer]
"""A response, or those of all pages."""


@dataclass(slots=True)
class Comparisons:
    """What was compared, and where the responses differ."""

    context: Context
    by_name: Counter[str] = field(default_factory=Counter)
    """By operation: calls that name a row and reach it where it is visible."""
    by_state: Counter[str] = field(default_factory=Counter)
    """By operation: calls that name no hidden row and succeed."""
    unclosed: Counter[str] = field(default_factory=Counter)
    """Answers that differ and must: documented ones."""
    faults: list[str] = field(default_factory=list)
    _reached: dict[tuple[Prepare, Call], int] = field(default_factory=dict)
    """The status of a call where the row is visible."""

    async def run(self, entities: Iterable[Entity] | None = None) -> None:
        """Compare everything about some entities, or about all."""
        for entity in self.context.service.entities if entities is None else entities:
            await self._hidden(entity)
            if entity.soft_delete:
                await self._deleted(entity)
                await self._hidden_and_deleted(entity)
            await self._absent(entity)
            if entity.name in self.context.spare:
                await self._replayed(entity)

    async def _hidden(self, entity: Entity) -> None:
        """Hide all subjects. A request that names one must get the response for a missing row."""
        await self._named("hidden", entity, self.context.service.entities, _as_it_is, _as_it_is)

    async def _deleted(self, entity: Entity) -> None:
        async def delete(connection: AsyncConnection) -> None:
            await self.context.delete_softly(entity, connection)

        await self._named("deleted", entity, (), _as_it_is, delete)

    async def _hidden_and_deleted(self, entity: Entity) -> None:
        """Let the caller see what is deleted, but not this row."""

        async def delete(connection: AsyncConnection) -> None:
            await self.context.delete_softly(entity, connection)

        self.context.shows_deleted = True
        try:
            await self._named("hidden and deleted", entity, [entity], delete, delete, of_item)
        finally:
            self.context.shows_deleted = False

    async def _named(
        self,
        kind: str,
        entity: Entity,
        hidden: Iterable[Entity],
        shown: Prepare,
        hide: Prepare,
        calls: Callable[[Context, Entity, Any], Iterable[Call]] = naming,
    ) -> None:
        """Compare the calls that name the subject with those that name a missing row."""
        context = self.context
        key, missing = context.subject(entity).key, context.missing[entity.name]
        about, instead = (list(calls(context, entity, each)) for each in (key, missing))
        for call, other in zip(about, instead, strict=True):
            if call == other:
                continue  # it names other rows alone
            context.hide(())
            reached = self._reached.get((shown, call))
            if reached is None:
                reached = self._reached[shown, call] = (await self._answers(call, shown))[0].status
            context.hide(hidden)
            one, two = await self._answers(call, hide), await self._answers(other, hide)
            if _without(one, context, key) != _without(two, context, missing):
                self._note(f"{kind} {entity.name}", call, one, two)
            elif reached < 300 or reached in (304, 412):
                self.by_name[call.operation] += 1

    async def _absent(self, entity: Entity) -> None:
        """Hide one subject, and compare with a database in which it never was."""
        context = self.context

        async def remove(connection: AsyncConnection) -> None:
            await context.remove(entity, connection)

        context.hide([entity])
        for call in nameless(context, entity):
            one, two = await self._answers(call, _as_it_is), await self._answers(call, remove)
            written = call.method not in ("GET", "HEAD")
            if _settled(one, context, written=written) == _settled(two, context, written=written):
                if one[0].status < 300 or one[0].status == 304:
                    self.by_state[call.operation] += 1
            elif one[0].status == 409 and two[0].status < 300 and restricts(context.service, entity, call):
                self.unclosed[f"a hidden {entity.name} restricts {call.operation}"] += 1
            else:
                self._note(f"hidden or never there {entity.name}", call, one, two)

    async def _replayed(self, entity: Entity) -> None:
        """Create a row with an `Idempotency-Key`, hide it or delete it, and send the request again."""
        context = self.context
        context.hide(())
        call = next(each for each in _of_create(context, entity))
        found: list[Answers] = []
        for is_hidden in (True, False):
            async with context.trial() as connection:
                first = await context.send(call.method, call.path, headers=KEY, json=call.body)
                assert first.status == 201, first
                key = python_key(entity, key_in(entity, first.json()))
                if is_hidden:
                    context.hidden[entity.name].add(key)
                else:
                    table = context.table(entity)
                    gone = is_row(entity, table, key_in(entity, first.json()))
                    await connection.execute(delete(table).where(gone))
                found.append([await context.send(call.method, call.path, headers=KEY, json=call.body)])
            context.hide(())
        if _settled(found[0], context, written=True) == _settled(found[1], context, written=True):
            self.by_state[call.operation] += 1
        else:
            self._note(f"replayed {entity.name}", call, *found)

    async def _answers(self, call: Call, prepare: Prepare) -> Answers:
        """Send a call in a trial and return the response, or those of all pages."""
        found: Answers = []
        async with self.context.trial() as connection:
            await prepare(connection)
            params = dict(call.params)
            while True:
                response = await self.context.send(
                    call.method, call.path, params=params, headers=dict(call.headers), **_json(call)
                )
                found.append(response)
                cursor = response.json().get("next_cursor") if call.walk and response.status == 200 else None
                if cursor is None or len(found) == MOST_PAGES:
                    return found
                params["cursor"] = cursor

    def _note(self, kind: str, call: Call, one: Answers, two: Answers) -> None:
        left, right = next(
            (pair for pair in zip(one, two, strict=False) if pair[0] != pair[1]), (one[-1], two[-1])
        )
        self.faults.append(f"{kind}: {call}\n    {left}\n    {right}")


def restricts(service: Service, entity: Entity, call: Call) -> bool:
    """Return True if rows of an entity keep those from being deleted that a call deletes."""
    kept = {
        each.reference.target
        for each in entity.references
        if each.reference is not None and each.reference.on_delete == "restrict"
    }
    return any(
        call.operation in (operation_id(each, "delete"), operation_id(each, "batch"))
        for each in map(service.entity, kept)
    )


def _of_create(context: Context, entity: Entity) -> Iterable[Call]:
    name = operation_id(entity, "create")
    return (each for each in nameless(context, entity) if each.operation == name and each.headers == KEY)


async def _as_it_is(_: AsyncConnection) -> None:
    pass


def _json(call: Call) -> dict[str, Any]:
    return {} if call.body is None else {"json": call.body}


def _without(responses: Answers, context: Context, key: Any) -> list[Any]:
    """Return answers without the key that the request named."""
    found = _settled(responses, context)
    texts = {text for text in map(str, key if isinstance(key, tuple) else (key,)) if len(text) >= LONG}
    if not texts:
        return found
    named = re.compile("|".join(rf"(?<![\w-]){re.escape(each)}(?![\w-])" for each in sorted(texts)))
    return [(status, headers, named.sub("<key>", body)) for status, headers, body in found]


def _settled(responses: Answers, context: Context, *, written: bool = False) -> list[Any]:
    """Return answers without what is new each time: ids and moments that the server makes.

    If something is `written`, the second part of an entity tag is new too: it is the digest of what is shown, with the
    moment of the change.
    """
    known = {
        str(part)
        for rows in context.rows.values()
        for row in rows
        for part in ([*row.key] if isinstance(row.key, tuple) else [row.key])
    }

    def number(found: re.Match[str]) -> str:
        return found[0] if found["id"] in known else found["before"] + "<new>"

    def settled(text: str) -> str:
        text = _COUNTED.sub(number, text)
        text = _DIGEST.sub('"', text) if written else text
        text = _UUID.sub(lambda found: found[0] if found[0] in known else "<new>", text)
        return _MOMENT.sub("<moment>", text)

    found: list[Any] = []
    for status, headers, body in responses:
        # The first version of a row is made of the moment, and ids are not of the same length.
        new = {"etag", "content-length"} if status == 201 else {"content-length"} if status < 300 else ()
        kept = [each for each in headers if each[0] not in new]
        found.append((status, [(name, settled(value)) for name, value in kept], settled(body)))
    return found
