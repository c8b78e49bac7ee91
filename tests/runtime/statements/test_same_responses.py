"""Random requests get the same bytes from both databases and on every code path."""

import asyncio
import importlib
import re
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from random import Random

import httpx2 as httpx
import pytest

from specloom.model import Service
from specloom.resolve import compile_spec
from tests.support.comparable_requests import Request
from tests.support.comparable_responses import Side
from tests.support.comparison_runs import client_of, compare
from tests.support.databases import new_postgres_database
from tests.support.hostile_requests import BODIES, TARGETS, TYPES
from tests.support.serving import ROOT

EVERYTHING = ROOT / "tests" / "specs" / "everything"
PACKAGE = "everything_generated"
LONGEST_URL = 60_000
"""The client refuses to send a longer URL."""
REQUESTS = 800
"""The number of requests that are drawn. Each page of a walk is one more."""
ON_EACH_ROAD = 500


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the package that was generated of the spec of every type."""
    folder: Path = tmp_path_factory.mktemp("alike")
    command = [sys.executable, "-m", "specloom", "generate", "--spec", str(EVERYTHING)]
    subprocess.run([*command, "--out", str(folder / PACKAGE)], cwd=ROOT, check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    importlib.import_module(f"{PACKAGE}.runtime.types.passwords").set_password_cost(
        time_cost=1, memory_cost=8, parallelism=1
    )
    return PACKAGE


@pytest.fixture(scope="module")
def service() -> Service:
    """The spec of every type."""
    compiled = compile_spec(EVERYTHING).service
    assert compiled is not None
    return compiled


def test_both_databases_give_the_same_responses(
    api: str, service: Service, tmp_path: Path, postgres_database: str
) -> None:
    async def run() -> Counter[int]:
        async with (
            client_of(api, f"sqlite:///{tmp_path / 'alike.db'}") as one,
            client_of(api, postgres_database) as other,
        ):
            return await compare(service, (one, other), Random(1), REQUESTS)

    assert_varied(asyncio.run(run()), REQUESTS)


@pytest.mark.parametrize("reads_from_driver", [False, True], ids=["session", "driver"])
def test_every_code_path_gives_the_same_responses(
    api: str, service: Service, postgres_server: str, reads_from_driver: bool
) -> None:
    """The bytes are those that the response schema would write."""

    def look(drawn: Request, body: bytes) -> None:
        if {"fields", "expand"} & dict(drawn.params).keys():  # of which no class is made
            return
        entity = service.entity(drawn.entity)
        name = next((each.target for each in entity.links if each.path == drawn.below), drawn.entity)
        module = importlib.import_module(f"{api}.schemas.{name.lower()}")
        kind = "Page" if body.startswith(b'{"items":') else "BatchResult" if drawn.batch is not None else ""
        schema = getattr(module, f"{name}{kind}")
        assert schema.model_validate_json(body).model_dump_json(by_alias=True).encode() == body

    async def run(urls: list[str]) -> Counter[int]:
        async with (
            client_of(api, urls[0], plain=True) as one,
            client_of(api, urls[1], reads_from_driver=reads_from_driver) as other,
        ):
            statuses = await compare(service, (one, other), Random(2), ON_EACH_ROAD, look)
            await assert_hostile_alike(one, other)
            return statuses

    with ExitStack() as stack:
        urls = [stack.enter_context(new_postgres_database(postgres_server)) for _ in range(2)]
        assert_varied(asyncio.run(run(urls)), ON_EACH_ROAD)


async def assert_hostile_alike(one: httpx.AsyncClient, other: httpx.AsyncClient) -> None:
    """Send hostile requests to both."""
    json = {"content-type": "application/json"}
    sent: list[tuple[str, str, bytes | None, dict[str, str]]] = [
        ("POST", "/things", body.encode() if isinstance(body, str) else body, json) for _, body, *_ in BODIES
    ]
    sent += [("GET", target, None, {}) for target, *_ in TARGETS if len(target) < LONGEST_URL]
    sent += [
        ("POST", "/things", b"{}", dict([line.split(": ")]))
        for lines, _ in TYPES
        for line in lines
        if ": " in line
    ]
    sent += [
        (method, f"/boxes/1{query}", b"{}", json | {"if-match": tags, "if-none-match": tags})
        for method in ("GET", "HEAD", "PATCH", "PUT", "DELETE", "POST", "OPTIONS", "QUERY")
        for query in ("", "?a=1", "?", "?&")
        for tags in ("*", '"1"', 'W/"1", "2"', "x", "")
    ]
    for method, target, body, headers in sent:
        first, second = [
            await each.request(method, target, content=body, headers=headers) for each in (one, other)
        ]
        seen = [Side().seen(each.status_code, dict(each.headers), each.content) for each in (first, second)]
        masked = [re.sub(r'"[0-9a-f-]{36}"', "id", repr(each)) for each in seen]
        assert masked[0] == masked[1], f"{method} {target[:100]} {(body or b'')[:100]!r}"


def assert_varied(statuses: Counter[int], drawn: int) -> None:
    """Check that enough of the requests did something."""
    assert statuses[200] > drawn * 0.3 and statuses[201] > drawn * 0.1 and statuses[409]
    assert statuses.total() > drawn
