"""Services with composite keys, generated for a test and called over HTTP on every code path."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2 as httpx

from specloom.emit import render
from specloom.model import Service
from tests.support.comparison_runs import client_of

CODE_PATHS: dict[str, dict[str, bool]] = {"session": {"plain": True}, "fast": {}}
"""The code paths that both databases have, as options of `client_of`."""
DRIVER = {"reads_from_driver": True}
"""The code path of reads with a connection of asyncpg."""
Client = httpx.AsyncClient
Scenario = Callable[[Client], Awaitable[None]]
Run = Callable[..., None]


def install(service: Service, folder: Path, name: str) -> str:
    """Generate the package of a name into a folder, make it importable and return the name."""
    for path, content in render(service, "").items():
        (folder / name / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / name / path).write_text(content, encoding="utf-8")
    sys.path.insert(0, str(folder))
    return name


def runner(package: str, url: str, options: dict[str, bool]) -> Run:
    """Return what runs a scenario with a client, and with services that take the place of generated ones."""

    async def with_client(scenario: Scenario, services: dict[str, Any]) -> None:
        async with client_of(package, url, services=services, **options) as client:
            await scenario(client)

    return lambda scenario, **services: asyncio.run(with_client(scenario, services))


async def new(client: Client, path: str, **body: Any) -> httpx.Response:
    """Create a resource."""
    response = await client.post(path, json=body)
    assert response.status_code == 201, response.text
    return response


def problem(response: httpx.Response, status: int) -> list[tuple[str, str]]:
    """Check that a response is a problem of a status, and return the pointer and code of each of its errors."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return [(item["pointer"], item["code"]) for item in response.json()["errors"]]
