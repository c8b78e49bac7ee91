"""Checks over HTTP, on both databases and every code path: a violation is a 409 that names the fields."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from specloom.emit import render
from specloom.emit.openapi.document import document
from specloom.model import Service
from tests.support.comparison_runs import client_of
from tests.support.compiled_specs import service_of

SPEC = """
entities:
  Event:
    fields:
      title:  {type: string, max_length: 40}
      starts: {type: datetime, immutable: true}
      ends:   datetime?
      price:  {type: decimal, max_digits: 8, decimal_places: 2, default: "9.50"}
      rebate: {type: decimal, max_digits: 8, decimal_places: 4, default: "0"}
      state:  {type: enum, values: [open, "it's"], default: open}
      from:   {type: integer, default: 0}
      taken:  {type: integer, default: 0, read_only: true}
      host:   {type: Host, nullable: true, on_delete: set_null}
      venue:  {type: Host, nullable: true, on_delete: set_null}
    checks:
      in_order: starts < ends
      rebates: rebate <= price and price * 3 - rebate between 0.5 and 30000
      hosted: host is not null or state = 'it''s'
      titles: not (title in ('a:b', '100%', 'it''s') or length(title) < 3)
      spring: starts >= '2020-03-01T00:00:00Z'
      taken: taken <= "from" + 3
      venue: venue is null or venue != host
  Host:
    fields:
      name: string
"""
ROADS = {"session": True, "driver": False}
Scenario = Callable[[httpx.AsyncClient], Awaitable[None]]


@pytest.fixture(scope="module")
def service() -> Service:
    """The spec."""
    return service_of(SPEC)


@pytest.fixture(scope="module")
def package(service: Service, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the package that was generated."""
    folder: Path = tmp_path_factory.mktemp("checks_http")
    for path, content in render(service, "").items():
        (folder / "checks_served" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "checks_served" / path).write_text(content, encoding="utf-8")
    sys.path.insert(0, str(folder))
    return "checks_served"


@pytest.fixture(params=ROADS)
def run(request: pytest.FixtureRequest, package: str, database_url: str) -> Callable[[Scenario], None]:
    """Runs a scenario with a client."""

    async def with_client(scenario: Scenario) -> None:
        async with client_of(package, database_url, plain=ROADS[request.param]) as client:
            await scenario(client)

    return lambda scenario: asyncio.run(with_client(scenario))


async def body(client: httpx.AsyncClient, **given: Any) -> dict[str, Any]:
    """Return the body of an event that passes every check, with some values replaced."""
    host = (await client.post("/hosts", json={"name": "Host"})).json()["id"]
    return {"title": "Event", "starts": "2026-01-31T09:30:00Z", "host_id": host, **given}


async def created(client: httpx.AsyncClient, **given: Any) -> dict[str, Any]:
    """Create an event and return it."""
    response = await client.post("/events", json=await body(client, **given))
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def refused(response: httpx.Response, *names: str) -> None:
    """Check that a response names the fields of a violated check."""
    assert response.status_code == 409, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found = [(each["pointer"], each["code"]) for each in response.json()["errors"]]
    assert found == [(f"/body/{name}", "check") for name in names]


BROKEN: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "a moment": ({"ends": "2026-01-31T09:30:00Z"}, ("starts", "ends")),
    "decimals of different places": ({"rebate": "9.5001"}, ("rebate", "price")),
    "what is computed": ({"price": "0.10", "rebate": "0.0900"}, ("rebate", "price")),
    "a literal with a colon": ({"title": "a:b"}, ("title",)),
    "a literal with a percent sign": ({"title": "100%"}, ("title",)),
    "a literal with a quote": ({"title": "it's"}, ("title",)),
    "a length in characters": ({"title": "é\U0001f600"}, ("title",)),
    "a reference": ({"host_id": None}, ("host_id", "state")),
    "what no request can set": ({"from": -4}, ("from",)),
}


def test_create(run: Callable[[Scenario], None]) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        for given, names in BROKEN.values():
            refused(await client.post("/events", json=await body(client, **given)), *names)
        assert (await client.get("/events?count=true")).json()["total"] == 0

    run(scenario)


def test_valid_values_are_accepted(run: Callable[[Scenario], None]) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        await created(client, ends=None)  # null violates no check
        await created(client, ends="2026-01-31T09:30:00.000001Z", rebate="9.5000", **{"from": -3})
        await created(client, host_id=None, state="it's", title="é\U0001f600e")
        await created(client, starts="2020-03-01T01:00:00+01:00")

    run(scenario)


def test_update_and_replace(run: Callable[[Scenario], None]) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        made = await created(client, ends="2026-02-01T00:00:00Z")
        path = f"/events/{made['id']}"
        refused(await client.patch(path, json={"ends": "2025-01-01T00:00:00Z"}), "starts", "ends")
        refused(await client.patch(path, json={"price": "0.00", "title": "Event"}), "rebate", "price")
        refused(await client.patch(path, json={"venue_id": made["host_id"]}), "venue_id", "host_id")
        full = {
            name: made[name]
            for name in ("title", "ends", "price", "rebate", "state", "from", "host_id", "venue_id")
        }
        refused(await client.put(path, json={**full, "from": -10}), "from")
        same = (await client.get(path)).json()
        assert same == made
        response = await client.put(path, json={**full, "rebate": "9.5"})
        assert response.status_code == 200 and response.json()["rebate"] == "9.5000"

    run(scenario)


def test_deletion_that_would_break_a_check(run: Callable[[Scenario], None]) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        needed = await created(client)
        spared = await created(client, state="it's")
        response = await client.delete(f"/hosts/{needed['host_id']}")
        assert response.status_code == 409 and response.json()["errors"] == []
        assert "refer" in response.json()["detail"]
        assert (await client.delete(f"/hosts/{spared['host_id']}")).status_code == 204
        assert (await client.get(f"/events/{spared['id']}")).json()["host_id"] is None
        assert (await client.get(f"/events/{needed['id']}")).json() == needed

    run(scenario)


def test_the_document_has_a_409_where_a_request_may_break_a_check() -> None:
    spec = """
entities:
  Event:
    operations: [create, read, update, replace, delete]
    fields:
      low: {type: integer, immutable: true}
      high: {type: integer, immutable: true}
      size: integer
      count: {type: integer, read_only: true, default: 3}
      owner: {type: Owner, nullable: true, read_only: true, on_delete: set_null}
      other: {type: Group, nullable: true, read_only: true, on_delete: set_null}
    checks:
      %s
  Owner: {fields: {name: string}}
  Group: {fields: {name: string}}
"""

    def conflicting(check: str) -> set[str]:
        paths = document(service_of(spec % check))["paths"]
        return {
            operation["operationId"]
            for path in paths.values()
            for method, operation in path.items()
            if method not in ("parameters", "post", "get")
            and "409" in operation["responses"]  # of a GET: expand
        }

    assert conflicting("a: count > 2") == set()
    assert conflicting("a: low < high") == set()
    assert conflicting("a: low < size") == {"update_event", "replace_event"}
    assert conflicting("a: count < 5 or size > 3") == {"update_event", "replace_event"}
    assert conflicting("a: owner is null or other is not null") == {"delete_group"}
    assert conflicting("a: owner != other") == set()
