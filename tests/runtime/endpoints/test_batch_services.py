"""Batches in applications with hand-written services and routes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

import httpx2 as httpx
from fastapi import FastAPI, Header, HTTPException
from sqlalchemy import ColumnElement, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from generated.api import create_api
from generated.models import load_all
from generated.models.tag import Tag
from generated.schemas.tag import TagCreate
from generated.services import Services
from generated.services.tag import TagRow, TagService
from tests.support.batch_requests import changed, done, tag_body, user_body
from tests.support.blog_requests import post_body, problem
from tests.support.databases import engine_for

Conversation = Callable[[AsyncEngine, httpx.AsyncClient], Awaitable[None]]


def talk(url: str, conversation: Conversation, services: Services) -> None:
    """Talk to an application in this process with other services."""

    async def work() -> None:
        async with engine_for(url) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(load_all().metadata.create_all)
            new_session = async_sessionmaker(engine, expire_on_commit=False)

            async def get_db() -> AsyncIterator[AsyncSession]:
                async with new_session() as session:
                    yield session

            app = create_api(get_db, services=services)
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                await conversation(engine, client)

    asyncio.run(work())


def app_of(client: httpx.AsyncClient) -> FastAPI:
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport) and isinstance(transport.app, FastAPI)
    return transport.app


def test_the_number_of_statements_does_not_depend_on_the_number_of_items(postgres_database: str) -> None:
    """Each kind is one statement for all, on PostgreSQL; SQLite inserts rows one by one where it makes their ids."""

    async def conversation(engine: AsyncEngine, client: httpx.AsyncClient) -> None:
        said: list[str] = []
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *each: said.append(each[2]))

        async def statements(path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
            said.clear()
            response = done(await client.post(path, json=body))
            return len(said), response

        author = done(await client.post("/users/batch", json={"create": [user_body()]}))["created"][0]
        tag = done(await client.post("/tags/batch", json={"create": [tag_body()]}))["created"][0]
        counts = []
        for number in (1, 30):
            new = [post_body(author, tag_ids=[tag["id"]]) for _ in range(number)]
            made, response = await statements("/posts/batch", {"create": new})
            rows = response["created"]
            new_tags, _ = await statements("/tags/batch", {"create": [tag_body() for _ in range(number)]})
            changes = [changed(row, title=f"{place}", tag_ids=[]) for place, row in enumerate(rows)]
            altered, _ = await statements("/posts/batch", {"update": changes})
            dropped, _ = await statements("/posts/batch", {"delete": [{"id": row["id"]} for row in rows]})
            counts.append((made, new_tags, altered, dropped))
        assert counts[0] == counts[1]

    talk(postgres_database, conversation, Services())


def test_a_hand_written_route_has_priority(database_url: str) -> None:
    async def conversation(_: AsyncEngine, client: httpx.AsyncClient) -> None:
        app = app_of(client)

        @app.get("/tags/batch")
        async def mine() -> str:
            return "mine"

        assert (await client.get("/tags/batch")).json() == "mine"
        assert done(await client.post("/tags/batch", json={}))
        refused = await client.delete("/tags/batch")
        assert refused.status_code == 405 and refused.headers["allow"] == "GET, POST"

    talk(database_url, conversation, Services())


def test_fastapi_gives_the_same_response(database_url: str) -> None:
    """With an override of a dependency no request is served by its compiled route."""

    async def conversation(_: AsyncEngine, client: httpx.AsyncClient) -> None:
        app = app_of(client)
        body, headers = {"create": [tag_body()]}, {"Idempotency-Key": "key"}
        wrong = {"create": [{"name": 1}], "update": [{"id": "x"}]}
        first = [await client.post("/tags/batch", json=each, headers=headers) for each in (body, wrong)]
        app.dependency_overrides[talk] = talk
        again = [await client.post("/tags/batch", json=each, headers=headers) for each in (body, wrong)]
        assert [response.status_code for response in first] == [200, 422]
        assert [response.content for response in again] == [response.content for response in first]
        assert (await client.get("/tags/batch")).status_code == 405

    talk(database_url, conversation, Services())


def test_visible_and_every_override_apply(database_url: str) -> None:
    class Tags(TagService):
        """Callers see tags that begin with their name; `no` may not be created, nor changed away."""

        def __init__(self, x_user: Annotated[str, Header()] = "ann") -> None:
            self.user = x_user
            self.deleted: list[int] = []

        def visible(self) -> ColumnElement[bool]:
            return Tag.name.startswith(self.user)

        async def create(self, db: AsyncSession, data: TagCreate) -> TagRow:
            if data.name.endswith("no"):
                raise HTTPException(403, "not this one")
            return await super().create(db, data)

    class Kept(TagService):
        async def delete(self, db: AsyncSession, id: int, if_match: str | None = None) -> None:
            row = await self.read(db, id)
            if row.name == "kept":
                raise HTTPException(403, "not this one")
            await super().delete(db, id, if_match)

    async def conversation(_: AsyncEngine, client: httpx.AsyncClient) -> None:
        ann, bob = {"x-user": "ann"}, {"x-user": "bob"}
        new = {"create": [{"name": "ann one"}, {"name": "ann no"}]}
        refused = await client.post("/tags/batch", json=new, headers=ann)
        assert problem(refused, 403) == [("/body/create/1", "refused")]
        assert refused.json()["detail"] == "not this one"
        rows = done(await client.post("/tags/batch", json={"create": [{"name": "ann one"}]}, headers=ann))[
            "created"
        ]
        for batch in ({"update": [changed(rows[0], name="bob's")]}, {"delete": [{"id": rows[0]["id"]}]}):
            assert problem(await client.post("/tags/batch", json=batch, headers=bob), 404)
        author = done(await client.post("/users/batch", json={"create": [user_body()]}))["created"][0]
        posts = {"create": [post_body(author), post_body(author, tag_ids=[rows[0]["id"]])]}
        refused = await client.post("/posts/batch", json=posts, headers=bob)
        assert problem(refused, 409) == [("/body/create/1/tag_ids", "missing_target")]
        made = done(await client.post("/posts/batch", json=posts, headers=ann))["created"]
        assert made[1]["tag_ids"] == [rows[0]["id"]]
        batch = {"update": [changed(made[1], body="seen by bob")]}
        assert done(await client.post("/posts/batch", json=batch, headers=bob))["updated"][0]["tag_ids"] == []
        batch = {"update": [changed(made[0], tag_ids=[rows[0]["id"]])]}
        refused = await client.post("/posts/batch", json=batch, headers=bob)
        assert problem(refused, 409) == [("/body/update/0/changes/tag_ids", "missing_target")]

    async def keeping(_: AsyncEngine, client: httpx.AsyncClient) -> None:
        rows = done(await client.post("/tags/batch", json={"create": [{"name": "x"}, {"name": "kept"}]}))[
            "created"
        ]
        gone = {"delete": [{"id": row["id"]} for row in rows]}
        assert problem(await client.post("/tags/batch", json=gone), 403) == [("/body/delete/1", "refused")]
        assert len((await client.get("/tags", params={"name": "x"})).json()["items"]) == 1
        assert done(await client.post("/tags/batch", json={"delete": gone["delete"][:1]}))

    talk(database_url, conversation, Services(tag=Tags))
    talk(database_url, keeping, Services(tag=Kept))
