"""A running blog for races: sends requests at the same time, and compares what came of them."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple
from uuid import uuid4

import httpx2 as httpx


class Sent(NamedTuple):
    """A request of a race."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None
    after: float = 0
    """Seconds that the others have before it: one without a body arrives at once, and would always be the first."""


@dataclass(slots=True)
class Result:
    """What came of a race, and what should have."""

    statuses: Counter[int]
    expected: Counter[int]
    faults: list[str] = field(default_factory=list)
    """What is not as the responses say."""

    @property
    def holds(self) -> bool:
        """True if everything came as it must."""
        return self.statuses == self.expected and not self.faults


@dataclass(slots=True)
class Arena:
    """A running blog, with as many connections as requests are sent at once."""

    client: httpx.AsyncClient
    parallel: int
    random: Random = field(default_factory=lambda: Random("races"))

    async def at_once(self, requests: Iterable[Sent]) -> list[httpx.Response]:
        """Send requests at the same time and return their responses, in the order of the requests."""
        return await asyncio.gather(*map(self._send, requests))

    async def _send(self, sent: Sent) -> httpx.Response:
        if sent.after:
            await asyncio.sleep(sent.after)
        headers = dict(sent.headers or {})
        return await self.client.request(sent.method, sent.path, json=sent.body, headers=headers)

    async def made(self, path: str, **body: Any) -> httpx.Response:
        """Create a row and return the response."""
        response = await self.client.post(path, json=body)
        return response.raise_for_status()

    async def tag(self) -> httpx.Response:
        """Create a tag, whose service overrides nothing."""
        return await self.made("/tags", name=uuid4().hex)

    async def user(self) -> httpx.Response:
        """Create a user."""
        return await self.made("/users", email=f"{uuid4().hex}@example.com", password="correct horse")

    async def post(self, **values: Any) -> httpx.Response:
        """Create a post, whose service overrides every write."""
        author = values.pop("author_id", None) or (await self.user()).json()["id"]
        return await self.made("/posts", **new_post(author_id=author, **values))

    async def now(self, path: str) -> httpx.Response:
        """Return a resource as it is."""
        return await self.client.get(path)


Race = Callable[[Arena], Awaitable[Result]]


@asynccontextmanager
async def arena(address: str, parallel: int) -> AsyncIterator[Arena]:
    """Yield the arena of a server, all its connections open."""
    limits = httpx.Limits(max_connections=parallel, max_keepalive_connections=parallel)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=120) as client:
        found = Arena(client, parallel)
        await found.at_once([Sent("GET", "/healthz")] * parallel)
        yield found


def new_post(**values: Any) -> dict[str, Any]:
    """Return the body of a new post."""
    text = uuid4().hex
    return {"title": text, "slug": text, "body": "Text", "keywords": [], **values}
