"""Rows as JSON with expanded relations, within the limits of a response.

Each row is encoded once, even if several others contain it; its bytes are copied. Bytes and rows are counted before
they are joined, so that memory stays within the limits.
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
"""Rows that are read at a time if a statement may return more. Equals the maximum size of a page."""


class EncodedObject(NamedTuple):
    """A JSON object, and the number of rows in it."""

    text: bytes
    rows: int = 1


class ExpandedRows:
    """The JSON objects of some rows. The members of expanded relations are added one by one."""

    def __init__(self, rows: Sequence[Any], own: Sequence[bytes], limits: Limits) -> None:
        """Take rows and their JSON objects, which must not be empty. Raises ResponseTooLarge."""
        self.rows = rows
        self._limits = limits
        self._texts = [[text[:-1]] for text in own]
        self._counts = [1] * len(rows)
        self._sizes = [len(text) for text in own]
        self._check_limits()

    def add(self, name: str, values: Iterable[Sequence[EncodedObject] | EncodedObject | None]) -> None:
        """Add a member to each object: an array, an object or null. Raises ResponseTooLarge before it copies them."""
        added = list(values)
        prefix = b',"' + name.encode() + b'":'
        for place, each in enumerate(added):
            several = _objects_in(each)
            self._sizes[place] += len(prefix) + sum(len(one.text) + 1 for one in several) + 2
            self._counts[place] += sum(one.rows for one in several)
        self._check_limits()
        for texts, each in zip(self._texts, added, strict=True):
            texts.append(prefix)
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

    def _check_limits(self) -> None:
        """Raise ResponseTooLarge if all objects together exceed the limits."""
        if sum(self._sizes) <= self._limits.size and sum(self._counts) <= self._limits.rows:
            return
        totals = [*zip(self._sizes, self._counts, strict=True)]
        raise ResponseTooLarge(min(self._fitting(totals), self._fitting(totals[::-1])))

    def _fitting(self, totals: Sequence[tuple[int, int]]) -> int:
        """Return how many of the first objects fit, at least 1."""
        size = rows = 0
        for number, (more_size, more_rows) in enumerate(totals):
            size, rows = size + more_size, rows + more_rows
            if size > self._limits.size or rows > self._limits.rows:
                return max(1, number)
        return len(totals)


def _objects_in(each: Sequence[EncodedObject] | EncodedObject | None) -> Sequence[EncodedObject]:
    if each is None:
        return ()
    return (each,) if isinstance(each, EncodedObject) else each


class RelatedRows:
    """The target rows of a relation, each with the key of its source row. The JSON of each is made once."""

    def __init__(self, resource: Resource[Any], limits: Limits) -> None:
        self.pairs: list[tuple[Any, Any]] = []
        """The key of a source row and the id of a target row each."""
        self.rows: dict[Any, Any] = {}
        self.texts: dict[Any, bytes] = {}
        self._resource = resource
        self._limits = limits
        self._size = 0

    def add(self, key: Any, row: Any) -> bool:
        """Add a row. Return False if the rows by themselves exceed the limits."""
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
    """Return the JSON object of a row without the ids of links, which are its last members."""
    values = resource.as_json(row)
    for link in resource.shown_links:
        del values[resource.names[link.attribute]]
    return values


async def stream_rows(
    db: AsyncSession, statement: Select[Any], limit: int, *, lenient: bool
) -> AsyncGenerator[Row[Any]]:
    """Yield the rows of a statement that returns at most `limit` rows. Streams them if the limit is large.

    A value that Python cannot represent is replaced by the nearest one if `lenient` is True. Otherwise it raises one of
    `UNREADABLE`.
    """
    if lenient:
        columns = [clamped(each, db.get_bind().dialect) for each in statement.selected_columns]
        statement = statement.with_only_columns(*columns, maintain_column_froms=True)
    if limit <= CHUNK_SIZE:
        for row in (await db.execute(statement)).all():
            yield row
        return
    result = await db.stream(statement)
    try:
        async for chunk in result.partitions(CHUNK_SIZE):
            for row in chunk:
                yield row
    finally:
        await result.close()


async def fetch_related(
    db: AsyncSession,
    resource: Resource[Any],
    statement: Select[Any],
    split: Callable[[Row[Any]], tuple[Any, Any]],
    limit: int,
    limits: Limits,
) -> RelatedRows:
    """Return the rows of a statement that returns at most `limit` rows. `split` makes a key and a row of each.

    Raises ResponseTooLarge if the rows by themselves exceed the limits.
    """
    try:
        return await _fetch_related(db, resource, statement, split, limit, limits, lenient=False)
    except UNREADABLE:
        return await _fetch_related(db, resource, statement, split, limit, limits, lenient=True)


async def _fetch_related(
    db: AsyncSession,
    resource: Resource[Any],
    statement: Select[Any],
    split: Callable[[Row[Any]], tuple[Any, Any]],
    limit: int,
    limits: Limits,
    *,
    lenient: bool,
) -> RelatedRows:
    found = RelatedRows(resource, limits)
    async with aclosing(stream_rows(db, statement, limit, lenient=lenient)) as rows:
        async for row in rows:
            if not found.add(*split(row)):
                raise ResponseTooLarge(1)
    return found
