# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 10d5099291b5acc73f74d11d429d63fb
"""Rows as JSON with what they are expanded by, never more than a response may hold.

Each row is encoded once, however many others show it: where it is shown its bytes are copied. Bytes and rows are
counted before they are put together, so that no more than the limit is ever made.
"""

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, NamedTuple

from sqlalchemy import Row, Select
from sqlalchemy.ext.asyncio import AsyncSession

from ..resources.resource import Resource
from ..resources.response_limits import Limits, ResponseTooLarge
from ..types.date_clamping import UNREADABLE, clamped
from ..types.encoding import dumps

CHUNK_SIZE = 100
"""Rows that are read at a time where a statement may return more: as many as a page may have."""


class EncodedObject(NamedTuple):
    """A JSON object, and how many rows it shows."""

    text: bytes
    rows: int = 1


class ExpandedRows:
    """The objects of some rows, to which what they are expanded by is added relation by relation."""

    def __init__(self, rows: Sequence[Any], own: Sequence[bytes], limits: Limits) -> None:
        """Take rows and their objects, each with one member at least. Raises ResponseTooLarge."""
        self.rows = rows
        self._limits = limits
        self._texts = [[text[:-1]] for text in own]
        self._counts = [1] * len(rows)
        self._sizes = [len(text) for text in own]
        self._require()

    def add(self, name: str, shown: Iterable[Sequence[EncodedObject] | EncodedObject | None]) -> None:
        """Add a member to each object: an array, an object or null. Raises ResponseTooLarge before it joins them."""
        added = list(shown)
        lead = b',"' + name.encode() + b'":'
        for place, each in enumerate(added):
            several = _several(each)
            self._sizes[place] += len(lead) + sum(len(one.text) + 1 for one in several) + 2
            self._counts[place] += sum(one.rows for one in several)
        self._require()
        for texts, each in zip(self._texts, added, strict=True):
            texts.append(lead)
            if each is None:
                texts.append(b"null")
            elif isinstance(each, EncodedObject):
                texts.append(each.text)
            else:
                texts += [b"[", b",".join([one.text for one in each]), b"]"]

    def encoded(self) -> list[EncodedObject]:
        """Return the objects."""
        return [
            EncodedObject(b"".join((*texts, b"}")), count)
            for texts, count in zip(self._texts, self._counts, strict=True)
        ]

    def _require(self) -> None:
        """Raise ResponseTooLarge if all objects together are more than a response may hold."""
        if sum(self._sizes) <= self._limits.size and sum(self._counts) <= self._limits.rows:
            return
        both = [*zip(self._sizes, self._counts, strict=True)]
        raise ResponseTooLarge(min(self._fitting(both), self._fitting(both[::-1])))

    def _fitting(self, both: Sequence[tuple[int, int]]) -> int:
        """Return how many of the first objects fit, one at least."""
        size = rows = 0
        for number, (more_size, more_rows) in enumerate(both):
            size, rows = size + more_size, rows + more_rows
            if size > self._limits.size or rows > self._limits.rows:
                return max(1, number)
        return len(both)


def _several(each: Sequence[EncodedObject] | EncodedObject | None) -> Sequence[EncodedObject]:
    if each is None:
        return ()
    return (each,) if isinstance(each, EncodedObject) else each


class RelatedRows:
    """Rows that a relation leads to, each with the key of the row that it leads from, and the JSON of each once."""

    def __init__(self, resource: Resource[Any], limits: Limits) -> None:
        self.pairs: list[tuple[Any, Any]] = []
        """Keys and ids."""
        self.rows: dict[Any, Any] = {}
        self.texts: dict[Any, bytes] = {}
        self._resource = resource
        self._limits = limits
        self._size = 0

    def add(self, key: Any, row: Any) -> bool:
        """Note a row. Returns False if the rows alone are more than a response may hold."""
        id = self._resource.id_of(row)
        self.pairs.append((key, id))
        if id not in self.rows:
            self.rows[id] = row
            text = self.texts[id] = dumps(without_links(self._resource, row))
            self._size += len(text)
        return self._size <= self._limits.size and len(self.pairs) <= self._limits.rows

    def with_links(self) -> list[bytes]:
        """Return the JSON of the rows with the ids of their links, which must be loaded."""
        if not self._resource.shown_links:
            return [*self.texts.values()]
        shown = map(self._resource.links_as_json, self.rows.values())
        own = zip(self.texts.values(), shown, strict=True)
        return [text[:-1] + b"," + dumps(each)[1:] for text, each in own]


def without_links(resource: Resource[Any], row: Any) -> Mapping[str, Any]:
    """Return the JSON object of a row without the ids of its links, which are the last in it."""
    values = resource.as_json(row)
    for link in resource.shown_links:
        del values[resource.names[link.attribute]]
    return values


async def stream_rows(
    db: AsyncSession, statement: Select[Any], most: int, *, lenient: bool
) -> AsyncGenerator[Row[Any]]:
    """Yield the rows of a statement that returns `most` at most; many are not held in memory all at once.

    If `lenient`, what Python cannot hold is read as the nearest value; otherwise raises what is in `UNREADABLE`.
    """
    if lenient:
        columns = [clamped(each, db.get_bind().dialect) for each in statement.selected_columns]
        statement = statement.with_only_columns(*columns, maintain_column_froms=True)
    if most <= CHUNK_SIZE:
        for row in (await db.execute(statement)).all():
            yield row
        return
    result = await db.stream(statement)
    try:
        async for some in result.partitions(CHUNK_SIZE):
            for row in some:
                yield row
    finally:
        await result.close()


async def fetch_related(
    db: AsyncSession,
    resource: Resource[Any],
    statement: Select[Any],
    split: Callable[[Row[Any]], tuple[Any, Any]],
    most: int,
    limits: Limits,
) -> RelatedRows:
    """Return what a statement of `most` rows at most leads to. `split` makes a key and a row of each.

    Raises ResponseTooLarge if the rows alone are more than a response may hold.
    """
    try:
        return await _find(db, resource, statement, split, most, limits, lenient=False)
    except UNREADABLE:
        return await _find(db, resource, statement, split, most, limits, lenient=True)


async def _find(
    db: AsyncSession,
    resource: Resource[Any],
    statement: Select[Any],
    split: Callable[[Row[Any]], tuple[Any, Any]],
    most: int,
    limits: Limits,
    *,
    lenient: bool,
) -> RelatedRows:
    found = RelatedRows(resource, limits)
    async with aclosing(stream_rows(db, statement, most, lenient=lenient)) as rows:
        async for row in rows:
            if not found.add(*split(row)):
                raise ResponseTooLarge(1)
    return found
