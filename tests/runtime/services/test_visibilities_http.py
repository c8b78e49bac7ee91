"""Immutable and read-only fields, references and links do not change, on every code path."""

import asyncio
import importlib
import sys
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from specloom.emit import render
from tests.support.comparison_runs import client_of
from tests.support.compiled_specs import service_of
from tests.support.databases import engine_for

SPEC = """
entities:
  Post:
    fields:
      title:    {type: string, default: none}
      slug:     {type: string, immutable: true}
      code:     {type: string, immutable: true, default: c, unique: true}
      views:    {type: integer, read_only: true, default: 3}
      score:    {type: decimal, read_only: true, nullable: true}
      made:     {type: datetime, read_only: true, default: now}
      key:      {type: uuid, read_only: true, default: uuid, unique: true}
      metadata: {type: json, read_only: true, default: {a: 1}}
      words:    {type: "string[]", immutable: true, default: [a]}
      owner:    {type: Tag, immutable: true, nullable: true, on_delete: set_null}
      editor:   {type: Tag, read_only: true, nullable: true}
      first:    {type: "Tag[]", immutable: true}
      given:    {type: "Tag[]", read_only: true}
      tags:     Tag[]
    sort: [-views, slug]
  Tag:
    id: string
    fields:
      name: {type: string, immutable: true}
      rank: {type: integer, default: 0}
"""
IMMUTABLE = {
    "slug": "b",
    "code": "d",
    "words": ["b"],
    "owner_id": "t2",
    "first_ids": ["t2"],
}
READ_ONLY = {
    "id": "019aa5e0-7b1c-7000-8000-000000000001",
    "views": 4,
    "score": "1.00",
    "made": "2026-01-31T09:30:00Z",
    "key": "019aa5e0-7b1c-7000-8000-000000000002",
    "metadata": {"a": 2},
    "editor_id": "t2",
    "given_ids": ["t2"],
    "created_at": "2026-01-31T09:30:00Z",
    "updated_at": "2026-01-31T09:30:00Z",
    "row_version": 7,
}
Scenario = Callable[[httpx.AsyncClient], Awaitable[None]]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the package that was generated."""
    folder: Path = tmp_path_factory.mktemp("visibilities")
    for path, content in render(service_of(SPEC), "").items():
        (folder / "visibilities" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "visibilities" / path).write_text(content, encoding="utf-8")
    sys.path.insert(0, str(folder))
    return "visibilities"


@pytest.fixture(params=["session", "driver"])
def run(request: pytest.FixtureRequest, package: str, database_url: str) -> Callable[[Scenario], None]:
    """Runs a scenario with a client, on each code path."""

    async def with_client(scenario: Scenario) -> None:
        async with client_of(package, database_url, plain=request.param == "session") as client:
            for key in ("t1", "t2"):
                made = await client.post("/tags", json={"id": key, "name": key})
                assert made.status_code == 201
            await scenario(client)

    return lambda scenario: asyncio.run(with_client(scenario))


async def created(client: httpx.AsyncClient, **given: Any) -> dict[str, Any]:
    """Create a post and return it."""
    response = await client.post("/posts", json={"slug": "a", "owner_id": "t1", "first_ids": ["t1"], **given})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def refused(response: httpx.Response, name: str, place: str = "/body") -> None:
    """Check that a request is rejected as one with an unknown field."""
    assert response.status_code == 422, response.text
    assert [(each["pointer"], each["code"]) for each in response.json()["errors"]] == [
        (f"{place}/{name}", "extra_forbidden")
    ]


def test_create_accepts_immutable_and_rejects_read_only_fields(
    run: Callable[[Scenario], None],
) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        for name, value in READ_ONLY.items():
            refused(await client.post("/posts", json={"slug": "a", name: value}), name)
        made = await created(client, code="d", words=["b"])
        assert {name: made[name] for name in ("slug", "code", "words", "owner_id", "first_ids")} == {
            "slug": "a",
            "code": "d",
            "words": ["b"],
            "owner_id": "t1",
            "first_ids": ["t1"],
        }
        assert made["views"] == 3 and made["score"] is None and made["metadata"] == {"a": 1}
        assert made["editor_id"] is None and made["given_ids"] == []
        other = await created(client)
        assert other["code"] == "c" and other["words"] == ["a"] and other["key"] != made["key"]

    run(scenario)


def test_update_and_replace_change_neither(run: Callable[[Scenario], None]) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        made = await created(client)
        path = f"/posts/{made['id']}"
        full = {"title": "other", "tag_ids": ["t2"]}
        for name, value in {**IMMUTABLE, **READ_ONLY}.items():
            refused(await client.patch(path, json={name: value}), name)
            refused(await client.patch(path, json={name: made.get(name)}), name)
            refused(await client.put(path, json={**full, name: value}), name)
        assert (await client.get(path)).json() == made
        kept = {name: value for name, value in made.items() if name not in (*full, "updated_at")}
        patched = (await client.patch(path, json=full)).json()
        assert {name: patched[name] for name in kept} == kept and patched["tag_ids"] == ["t2"]
        replaced = await client.put(path, json={"title": "third", "tag_ids": []})
        assert replaced.status_code == 200
        assert {name: replaced.json()[name] for name in kept} == kept
        assert (await client.patch("/tags/t1", json={"id": "t3"})).status_code == 422
        assert (await client.put("/tags/t1", json={"rank": 1, "name": "t1"})).status_code == 422
        tag = (await client.put("/tags/t1", json={"rank": 1})).json()
        assert tag["name"] == "t1" and tag["rank"] == 1

    run(scenario)


def test_a_batch_sets_neither(run: Callable[[Scenario], None]) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        made = await created(client)
        for name, value in READ_ONLY.items():
            response = await client.post("/posts/batch", json={"create": [{"slug": "b", name: value}]})
            refused(response, name, "/body/create/0")
        for name, value in {**IMMUTABLE, **READ_ONLY}.items():
            change = {"id": made["id"], "changes": {"title": "other", name: value}, "if_match": "*"}
            response = await client.post("/posts/batch", json={"update": [change]})
            refused(response, name, "/body/update/0/changes")
        assert (await client.get("/posts")).json()["items"] == [made]
        create = {"slug": "b", "code": "d", "owner_id": "t2", "first_ids": ["t2"]}
        change = {"id": made["id"], "changes": {"title": "other"}, "if_match": "*"}
        response = await client.post("/posts/batch", json={"create": [create], "update": [change]})
        assert response.status_code == 200, response.text
        (new,), (updated,) = response.json()["created"], response.json()["updated"]
        assert {name: new[name] for name in create} == create and new["views"] == 3
        assert updated == {**made, "title": "other", "updated_at": updated["updated_at"]}

    run(scenario)


def test_immutable_and_read_only_links_have_no_write_routes(
    run: Callable[[Scenario], None],
) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        path = f"/posts/{(await created(client))['id']}"
        found = (await client.get(f"{path}?expand=owner,editor,first,given&fields=id")).json()
        assert found["owner"]["id"] == "t1" and found["editor"] is None
        assert [each["id"] for each in found["first"]] == ["t1"] and found["given"] == []
        assert [each["id"] for each in (await client.get(f"{path}/first")).json()["items"]] == ["t1"]
        assert (await client.get(f"{path}/given")).json()["items"] == []
        for relation, tag in (("first", "t1"), ("first", "t2"), ("given", "t2")):
            for method in ("PUT", "DELETE"):
                assert (await client.request(method, f"{path}/{relation}/{tag}")).status_code == 404
        assert (await client.put(f"{path}/tags/t2")).status_code == 204
        found = (await client.get(path)).json()
        assert (found["first_ids"], found["given_ids"], found["tag_ids"]) == (["t1"], [], ["t2"])

    run(scenario)


def test_both_are_read_filtered_and_sorted(run: Callable[[Scenario], None]) -> None:
    async def scenario(client: httpx.AsyncClient) -> None:
        one, other = await created(client, slug="b", code="b"), await created(client, slug="a", code="a")
        page = (await client.get("/posts")).json()["items"]
        assert [each["id"] for each in page] == [other["id"], one["id"]]
        page = (await client.get("/posts?sort=-slug&views=3&owner_id=t1")).json()["items"]
        assert [each["id"] for each in page] == [one["id"], other["id"]]
        page = (await client.get(f"/posts?key={one['key']}&code=b")).json()["items"]
        assert page == [one]

    run(scenario)


def test_deletions_set_immutable_and_read_only_references_to_null(run: Callable[[Scenario], None]) -> None:
    """No request changes an immutable reference, but the deletion of its target does."""

    async def scenario(client: httpx.AsyncClient) -> None:
        made = await created(client)
        assert (await client.delete("/tags/t1")).status_code == 204
        found = (await client.get(f"/posts/{made['id']}")).json()
        assert found["owner_id"] is None and found["first_ids"] == []
        assert found["slug"] == made["slug"] and found["updated_at"] > made["updated_at"]

    run(scenario)


def test_hand_written_code_sets_read_only_fields(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with client_of(package, database_url) as client:
            made = (await client.post("/posts", json={"slug": "a"})).json()
            model = importlib.import_module(f"{package}.models.post").Post
            async with engine_for(database_url) as engine, AsyncSession(engine) as db:
                row = await db.get_one(model, UUID(made["id"]))
                row.views, row.score = 9, Decimal("1.5")
                await db.commit()
            found = (await client.get(f"/posts/{made['id']}")).json()
            assert (found["views"], found["score"]) == (9, "1.50")

    asyncio.run(scenario())
