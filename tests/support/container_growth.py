"""Finds containers of the process that grow with each request."""

import collections
import functools
import gc
import re
import sqlite3
import weakref
from collections.abc import Iterator
from typing import Any, NamedTuple

import asyncpg
from sqlalchemy.util import LRUCache

from generated.runtime.resources.bounded_cache import LruCache

_CONTAINERS = (dict, list, set, collections.deque)


class Sizes(NamedTuple):
    """The containers of the process, which are held so that no other gets the identity of one, and their lengths."""

    containers: list[Any]
    lengths: list[int]


def sizes() -> Sizes:
    """Return every container in the process with its length.

    The garbage collector does not track a dict of texts or numbers. What refers to such a dict is tracked.
    """
    gc.collect()
    tracked = gc.get_objects()
    found = {id(each): each for each in tracked if isinstance(each, _CONTAINERS)}
    found |= {id(each): each for each in gc.get_referents(*tracked) if isinstance(each, _CONTAINERS)}
    del tracked
    containers = [*found.values()]
    return Sizes(containers, [len(each) for each in containers])


def grown(before: Sizes, after: Sizes, least: int) -> list[str]:
    """Return a description of each container that has at least so many more items and no bound that is known."""
    was = {id(each): length for each, length in zip(before.containers, before.lengths, strict=True)}
    bounded = {id(each) for each in _bounded()}
    more = [
        (each, length - was[id(each)])
        for each, length in zip(after.containers, after.lengths, strict=True)
        if id(each) not in bounded and length - was.get(id(each), length) >= least
    ]
    ours = {id(more), *map(id, more), id(before.containers), id(after.containers)}
    found = []
    for container, by in more:
        # One that nothing else refers to is dead: its owner has another one in its place.
        if holders := [each for each in gc.get_referrers(container) if id(each) not in ours]:
            found.append(f"{_description(container, holders)} grew by {by}")
    return found


def _bounded() -> Iterator[Any]:
    """Yield the containers inside caches with a bound, ours and those of other libraries."""
    for name in ("_cache", "_cache2"):
        yield getattr(re, name, None)
    for each in gc.get_objects():
        if isinstance(each, LRUCache):
            yield each._data
        elif isinstance(each, asyncpg.connection._StatementCache):
            yield each._entries
        elif (
            isinstance(each, functools._lru_cache_wrapper) and each.cache_parameters()["maxsize"] is not None
        ):
            yield from (inside for inside in gc.get_referents(each) if isinstance(inside, dict))
        elif isinstance(each, LruCache):
            yield each._entries
        elif isinstance(each, weakref.WeakKeyDictionary):
            yield vars(each)["data"]  # the container of the keys is checked itself
        elif isinstance(each, sqlite3.Connection):
            yield from (inside for inside in gc.get_referents(each) if isinstance(inside, list))


def _description(container: Any, holders: list[Any]) -> str:
    """Return a description of a container: its type, one of its items, and what refers to it."""
    named = [
        f"{type(each).__module__}.{type(each).__qualname__} {_name(each, container)}" for each in holders
    ]
    item = repr(next(iter(container), None))[:80]
    return f"a {type(container).__name__} with {item} of {', '.join(named[:4])}"


def _name(holder: Any, held: Any) -> str:
    """Return the name by which an object or a namespace holds something."""
    names = holder if isinstance(holder, dict) else getattr(holder, "__dict__", {})
    return next((str(name)[:60] for name, each in names.items() if each is held), "")
