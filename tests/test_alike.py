"""SQLite and PostgreSQL answer alike: the same requests, drawn at random, get the same bytes from both."""

import asyncio
import importlib
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from codegen.resolve import compile_spec
from tests.alike import Drawing, Request, Side
from tests.databases import engine_for
from tests.serving import ROOT

EVERYTHING = ROOT / "tests" / "everything"
PACKAGE = "everything_generated"
REQUESTS = 800
"""That are drawn; each page of a walk is one more."""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the package that was generated of the spec of every type."""
    folder: Path = tmp_path_factory.mktemp("alike")
    command = [
        sys.executable,
        "-m",
        "codegen",
        "generate",
        "--spec",
        str(EVERYTHING),
        "--out",
        str(folder / PACKAGE),
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    importlib.import_module(f"{PACKAGE}.runtime.passwords").set_password_cost(
        time_cost=1, memory_cost=8, parallelism=1
    )
    return PACKAGE


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_requests_get_the_same_bytes(
    api: str, tmp_path: Path, postgres_database: str, seed: int
) -> None:
    urls = (f"sqlite:///{tmp_path / 'alike.db'}", postgres_database)
    statuses = asyncio.run(_compare(api, urls, random.Random(seed)))
    assert statuses[200] > REQUESTS * 0.3 and statuses[201] > REQUESTS * 0.15 and statuses[409]
    assert statuses.total() > REQUESTS


async def _compare(api: str, urls: tuple[str, str], source: random.Random) -> Counter[int]:
    """Send the requests to both, one after the other, and compare. Returns how often each status was given."""
    service = compile_spec(EVERYTHING).service
    assert service is not None
    paths = {each.name: f"/{each.path}" for each in service.entities}
    drawing, statuses = Drawing(service, source), Counter[int]()
    async with engine_for(urls[0]) as one, engine_for(urls[1]) as other:
        metadata = importlib.import_module(f"{api}.models").load_all().metadata
        for engine in (one, other):
            async with engine.begin() as connection:
                await connection.run_sync(metadata.create_all)
        clients = [
            _client(api, async_sessionmaker(engine, expire_on_commit=False)) for engine in (one, other)
        ]
        sides = [Side(), Side()]
        for number in range(REQUESTS):
            drawn = drawing.draw()
            first, second = [await _answers(*each, paths, drawn) for each in zip(clients, sides, strict=True)]
            for page, (left, right) in enumerate(zip(first, second, strict=False)):
                assert left == right, f"request {number}, page {page}: {drawn}: {_difference(left, right)}"
            assert len(first) == len(second), f"request {number}: {drawn}"
            assert all(status < 500 for status, *_ in first), f"request {number}: {drawn}"
            statuses.update(status for status, *_ in first)
        for client in clients:
            await client.aclose()
    return statuses


def _difference(left: tuple[Any, ...], right: tuple[Any, ...]) -> str:
    """Return where two answers begin to differ."""
    one, other = (f"{status} {text}" for status, _, text, *_ in (left, right))
    at = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return f"...{one[max(at - 60, 0) : at + 60]}... and ...{other[max(at - 60, 0) : at + 60]}..."


def _client(api: str, new_session: async_sessionmaker[AsyncSession]) -> httpx.AsyncClient:
    """Return a client of the application on an engine."""

    async def get_db() -> AsyncIterator[AsyncSession]:
        async with new_session() as session:
            yield session

    app: Any = importlib.import_module(f"{api}.api").create_api(get_db)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://alike")


async def _answers(client: httpx.AsyncClient, side: Side, paths: dict[str, str], drawn: Request) -> list[Any]:
    """Send a request, and those for the pages after it, and return what can be compared of the answers."""
    path = paths[drawn.entity]
    if drawn.method != "POST" and drawn.row is not None:
        path += f"/{side.ids.get(drawn.row, '00000000-0000-7000-8000-000000000000')}"
    content = None if drawn.body is None else json.dumps(side.encoded(drawn.body)).encode()
    headers = {"content-type": "application/json"} if content is not None else {}
    query = side.query(drawn.params)
    seen: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        url = f"{path}?{query}{cursor}" if query else path
        answer = await client.request(drawn.method, url, content=content, headers=headers)
        body = answer.json() if answer.content else {}
        if answer.status_code == 201 and drawn.row is not None:
            side.learn(drawn.row, body["id"])
        seen.append(side.seen(answer.status_code, dict(answer.headers), answer.content))
        following = body.get("next_cursor") if drawn.walk else None
        cursor = f"&cursor={following}" if following else None
    return seen
