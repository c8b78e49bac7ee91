"""Runs random requests against two services, whose responses must be the same."""

import importlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import httpx2 as httpx
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from specloom.model import Entity, Service
from tests.proofs.canaries.row_keys import key_in, members
from tests.support.comparable_requests import Drawing, Request
from tests.support.comparable_responses import Side
from tests.support.databases import engine_for

Look = Callable[[Request, bytes], None]


class PlainSession(Session):
    """A session that the runtime does not know, so that it does nothing behind its back."""


def nothing() -> None:
    """Stand for a dependency that is overridden: then no route is served by its compiled form."""


@asynccontextmanager
async def client_of(
    package: str,
    url: str,
    *,
    plain: bool = False,
    reads_from_driver: bool = False,
    services: Mapping[str, Any] | None = None,
) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client of a generated package on an empty database.

    If `plain`, FastAPI serves every request, and all statements go through the session. Otherwise, if asked, reads go
    to a connection of the driver. `services` are those that take the place of generated ones, by module.
    """
    async with engine_for(url) as engine:
        metadata = importlib.import_module(f"{package}.models").load_all().metadata
        async with engine.begin() as connection:
            await connection.run_sync(metadata.drop_all)
            await connection.run_sync(metadata.create_all)
        free = [] if services else _FREE.setdefault((package, plain, reads_from_driver), [])
        served = free.pop() if free else _Application(package, services or {}, plain, reads_from_driver)
        served.engine = engine
        transport = httpx.ASGITransport(served.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://alike") as client:
            yield client
        free.append(served)


class _Application:
    """An application of a generated package on a code path, for one engine after another."""

    engine: AsyncEngine

    def __init__(
        self, package: str, services: Mapping[str, Any], plain: bool, reads_from_driver: bool
    ) -> None:
        session = PlainSession if plain else Session
        lent = importlib.import_module(f"{package}.runtime.driver.direct_statements").AcquiredConnection

        async def get_db() -> AsyncIterator[Any]:
            async with AsyncSession(self.engine, expire_on_commit=False, sync_session_class=session) as db:
                yield db

        async def get_read_db() -> AsyncIterator[Any]:
            async with lent(self.engine.sync_engine) as connection:
                yield connection

        create_api = importlib.import_module(f"{package}.api").create_api
        given = importlib.import_module(f"{package}.services").Services(**services)
        read = get_read_db if reads_from_driver else None
        self.app = create_api(get_db, get_read_db=read, services=given)
        if plain:
            self.app.dependency_overrides[nothing] = nothing


_FREE: dict[tuple[str, bool, bool], list[_Application]] = {}
"""Applications that no test uses any more: FastAPI takes longer for the routes of one than a test for its requests."""


async def compare(
    service: Service,
    clients: tuple[httpx.AsyncClient, httpx.AsyncClient],
    source: Random,
    requests: int,
    look: Look | None = None,
) -> Counter[int]:
    """Send requests to both, one after the other, and compare. Returns how often each status was given.

    `look` gets the body of each response of the second with a row or a page.
    """
    drawing, statuses, sides = Drawing(service, source), Counter[int](), [Side(), Side()]
    for number in range(requests):
        drawn = drawing.draw()
        first, second = [
            await _answers(client, side, service.entity(drawn.entity), drawn, each)
            for client, side, each in zip(clients, sides, (None, look), strict=True)
        ]
        for page, (left, right) in enumerate(zip(first, second, strict=False)):
            assert left == right, f"request {number}, page {page}: {drawn}: {_difference(left, right)}"
        assert len(first) == len(second), f"request {number}: {drawn}"
        assert all(status < 500 for status, *_ in first), f"request {number}: {drawn}"
        statuses.update(status for status, *_ in first)
    return statuses


def _difference(left: tuple[Any, ...], right: tuple[Any, ...]) -> str:
    """Return where two responses begin to differ."""
    one, other = (f"{status} {text}" for status, _, text, *_ in (left, right))
    at = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return f"...{one[max(at - 60, 0) : at + 60]}... and ...{other[max(at - 60, 0) : at + 60]}..."


async def _answers(
    client: httpx.AsyncClient, side: Side, entity: Entity, drawn: Request, look: Look | None
) -> list[Any]:
    """Send a request, and those for the pages after it, and return what can be compared of the responses."""
    path = f"/{entity.path}"
    if (drawn.method != "POST" or drawn.below) and drawn.row is not None:
        path += f"/{side.path(drawn.row)}"
    if drawn.below:
        path += f"/{drawn.below}" + (f"/{side.path(drawn.target)}" if drawn.target is not None else "")
    if drawn.batch is not None:
        path += "/batch"
    content = None if drawn.body is None else json.dumps(side.encoded(drawn.body)).encode()
    headers = {"content-type": "application/json"} if content is not None else {}
    headers |= {"if-match": drawn.if_match} if drawn.if_match is not None else {}
    query = side.query(drawn.params)
    seen: list[Any] = []
    following = ["previous_cursor", "next_cursor"] if drawn.walk else []
    cursor: str | None = ""
    while cursor is not None:
        url = f"{path}?{query}{cursor}" if query else path
        response = await client.request(drawn.method, url, content=content, headers=headers)
        body = response.json() if response.content else {}
        if response.status_code == 201 and drawn.row is not None:
            side.learn(drawn.row, _key(entity, body))
        for number, row in zip(drawn.batch or (), body.get("created", ()), strict=False):
            side.learn(number, _key(entity, row))
        if look is not None and response.status_code in (200, 201):
            look(drawn, response.content)
        seen.append(side.seen(response.status_code, dict(response.headers), response.content))
        while following and body.get(following[-1]) is None:
            following.pop()
        cursor = f"&cursor={body[following[-1]]}" if following else None
    return seen


def _key(entity: Entity, resource: dict[str, Any]) -> Any:
    """Return the key of a resource as `Side` keeps it."""
    key = key_in(entity, resource)
    return members(entity, key) if entity.parts else key
