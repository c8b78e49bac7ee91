"""The cost of a body is limited by its bytes and its parts, on every code path."""

import asyncio
import json
from typing import Any

import pytest

from specloom.runtime.http.body_parts import DEFAULT_PARTS_LIMIT, has_too_many_parts
from tests.support.comparison_runs import client_of
from tests.support.compiled_specs import service_of
from tests.support.composite_apps import CODE_PATHS, install

SPEC = """
entities:
  Post:
    fields:
      name: text
      data: {type: json, nullable: true}
"""
MOST = DEFAULT_PARTS_LIMIT
HEADERS = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the generated package."""
    return install(service_of(SPEC), tmp_path_factory.mktemp("costs"), "body_costs_served")


def body(data: str) -> str:
    """Return the body of a post: it is an object of two members, so three parts and those of its data."""
    return f'{{"name": "x", "data": {data}}}'


def arrays(count: int) -> str:
    """Return the text of an array of empty ones, so many in all."""
    return "[" + ",".join(["[]"] * (count - 1)) + "]"


def objects(count: int) -> str:
    """Return the text of an array of objects that has so many parts."""
    return "[" + ",".join(['{"a":1}'] * ((count - 1) // 2)) + "]"


@pytest.mark.parametrize("code_path", CODE_PATHS)
def test_a_body_of_too_many_parts_is_413(package: str, database_url: str, code_path: str) -> None:
    async def scenario() -> None:
        async with client_of(package, database_url, plain=code_path == "session") as client:

            async def status(content: str, path: str = "/posts") -> int:
                response = await client.post(path, content=content, headers=HEADERS)
                if response.status_code == 413:
                    assert response.headers["content-type"] == "application/problem+json"
                    assert str(MOST) in response.json()["detail"]
                return response.status_code

            assert await status(body(arrays(MOST - 3))) == 201
            assert await status(body(arrays(MOST - 2))) == 413
            assert await status(body(objects(MOST - 3))) == 201
            assert await status(body(objects(MOST + 1))) == 413
            assert await status(body("[" + "1," * 400_000 + "1]")) == 201
            assert await status(body(json.dumps('[{:"\\' * 40_000))) == 201
            unknown = ",".join(f'"u{number}":1' for number in range(MOST + 1))
            assert await status(f'{{"name":"x",{unknown}}}') == 413
            assert await status(f'{{"create":[{body(arrays(MOST))}]}}', "/posts/batch") == 413
            assert await status('{"name":"' + '\\"' * 500_000) == 400

    asyncio.run(scenario())


def test_the_application_sets_the_limit_of_parts(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with client_of(package, database_url) as client:
            transport: Any = client._transport
            state = transport.app.state
            state.max_body_parts = 5
            try:
                statuses = [
                    (await client.post("/posts", content=body(arrays(count)), headers=HEADERS)).status_code
                    for count in (1, 2, 3)
                ]
            finally:
                state.max_body_parts = MOST
            assert statuses == [201, 201, 413]

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (b'{"a": "[[[[", "b\\"{": [1]}', 4),
        (b'"' + b'\\"' * 300_000, 0),
        (b'"' + b"\\" * 300_001, 0),
        (b'[" \\', 1),
        (b'["\\\\", []]', 2),
        (b'["\n", [":"]]', 2),
    ],
)
def test_parts_are_counted_outside_of_texts(text: bytes, parts: int) -> None:
    padded = text.ljust(100)
    assert not has_too_many_parts(padded, parts)
    assert parts == 0 or has_too_many_parts(padded, parts - 1)
