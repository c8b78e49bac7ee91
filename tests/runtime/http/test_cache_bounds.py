"""No cache grows without a bound, whatever requests hold."""

import asyncio
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ClassVar

import httpx2 as httpx
import pytest

from generated.runtime.resources import resource
from generated.runtime.resources.bounded_cache import LruCache
from generated.runtime.statements import statements
from tests.support.container_growth import grown, sizes
from tests.support.request_kinds import (
    HIDING,
    PLAIN,
    Kind,
    Request,
    Rows,
    changes,
    creates,
    expansions,
    filters,
    members,
    orders,
    root_paths,
    serving,
)

WARM = 20
"""Requests of a kind that are sent before anything is counted."""
COUNTED = 40
"""Requests of a kind between two counts."""
FEWEST_MORE = COUNTED // 2
"""Items by which a container grows, at least, that keeps something of each request or of every second."""


@pytest.mark.parametrize("kinds", [PLAIN, HIDING], ids=["plain", "hiding"])
def test_no_container_grows_with_each_request(kinds: Sequence[Kind], database_url: str) -> None:
    async def run() -> list[str]:
        async with serving(database_url, hiding=kinds is HIDING) as client:
            rows = await Rows.made(client)
            requests = [each(rows) for each in kinds]
            await _send(client, requests, WARM)
            before = sizes()
            await _send(client, requests, COUNTED)
            return grown(before, sizes(), FEWEST_MORE)

    assert asyncio.run(run()) == []


async def _send(client: httpx.AsyncClient, kinds: Iterable[Iterator[Request]], count: int) -> None:
    for requests in kinds:
        sent = 0
        for method, path, options in itertools.islice(requests, count):
            response = await client.request(method, path, **options)
            assert response.status_code < 500, response.text
            sent += 1
        assert sent == count


def test_growth_is_found() -> None:
    """The count sees a dict of texts, which the garbage collector does not track, a list and a nested set."""

    class Keeper:
        texts: ClassVar[dict[str, str]] = {}

        def __init__(self) -> None:
            self.items: list[int] = []
            self.nested = {"in": {1}}

    keeper = Keeper()
    before = sizes()
    for number in range(COUNTED):
        Keeper.texts[f"k{number}"] = "v"
        keeper.items.append(number)
        keeper.nested["in"].add(number)
    found = grown(before, sizes(), FEWEST_MORE)
    assert len(found) == 3, found


BOUND = 10
"""What the caches are bounded by while they are filled."""


@pytest.mark.parametrize(
    ("kinds", "hiding", "find"),
    [
        ((filters, orders, changes, creates), False, lambda _: statements._CACHE),
        ((members,), False, lambda _: resource._PARTS),
        ((root_paths,), False, lambda app: app._document._encoded),
        ((expansions,), True, lambda app: app._generated.entities["posts"]._routers),
    ],
    ids=["statements", "parts", "documents", "expanding"],
)
def test_a_full_cache_keeps_its_bound(
    kinds: Sequence[Kind],
    hiding: bool,
    find: Callable[[Any], LruCache[Any, Any]],
    postgres_database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def run() -> None:
        async with serving(postgres_database, hiding=hiding) as client:
            rows = await Rows.made(client)
            cache = find(client.app)
            bound = 2 if hiding else BOUND  # there are few ways to need guards and services
            monkeypatch.setattr(cache, "size", bound)
            cache._entries.clear()
            await _send(client, [each(rows) for each in kinds], 3 * BOUND)
            assert len(cache) == bound

    asyncio.run(run())


def test_used_entries_stay_in_a_full_cache() -> None:
    cache = LruCache[str, int](3)
    for number in range(10):
        assert cache.put(f"k{number}", number) == number
        assert cache.get("k0") == 0
    assert len(cache) == 3 and cache.get("k9") == 9 and cache.get("k7") is None
    assert cache.put("k0", 7) == 7 and cache.get("k0") == 7 and len(cache) == 3
