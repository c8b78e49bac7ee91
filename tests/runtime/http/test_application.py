"""`create_api` for hand-written code: prefix, precedence, overrides, and one transaction."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Container
from pathlib import Path
from typing import Annotated, Any

import httpx2 as httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from app.settings import Settings
from generated.api import create_api
from generated.models import load_all
from generated.models.tag import Tag
from generated.runtime.endpoints import dependencies
from generated.runtime.endpoints.dependencies import GetDb
from generated.schemas.tag import TagCreate
from generated.services import Services
from generated.services.tag import TagRow, TagService
from tests.support.engines import make_engine


@pytest.fixture
def engine(tmp_path: Path) -> AsyncEngine:
    """An SQLite database with the blog's tables."""
    made = make_engine(Settings.model_validate({"database_url": f"sqlite:///{tmp_path / 'test.db'}"}))

    async def create() -> None:
        async with made.begin() as connection:
            await connection.run_sync(load_all().metadata.create_all)
        await made.dispose()

    asyncio.run(create())
    return made


@pytest.fixture
def get_db(engine: AsyncEngine) -> GetDb:
    """A dependency like that of `app/database.py`."""
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def get_db() -> AsyncIterator[AsyncSession]:
        async with sessions() as session:
            yield session

    return get_db


Talk = Callable[[httpx.AsyncClient], Awaitable[None]]


@pytest.fixture
def talk(engine: AsyncEngine) -> Callable[[FastAPI, Talk], None]:
    """Run a conversation with an application, in this process."""

    def run(app: FastAPI, conversation: Talk) -> None:
        async def main() -> None:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                await conversation(client)
            await engine.dispose()

        asyncio.run(main())

    return run


def test_every_path_has_the_prefix(get_db: GetDb, talk: Callable[[FastAPI, Talk], None]) -> None:
    """The routes, `Location`, and the OpenAPI document have it."""

    async def conversation(client: httpx.AsyncClient) -> None:
        response = await client.post("/v1/tags", json={"name": "x"})
        assert response.headers["location"] == f"/v1/tags/{response.json()['id']}"
        assert (await client.get(response.headers["location"])).status_code == 200
        assert (await client.get("/tags")).status_code == 404
        paths = (await client.get("/openapi.json")).json()["paths"]
        assert all(path.startswith("/v1/") for path in paths)

    talk(create_api(get_db, prefix="/v1"), conversation)


def test_a_hand_written_route_has_priority_whenever_it_is_added(
    get_db: GetDb, talk: Callable[[FastAPI, Talk], None]
) -> None:
    """It replaces the generated route of its method. The other methods of the path remain."""
    app = create_api(get_db)

    async def conversation(client: httpx.AsyncClient) -> None:
        assert (await client.get("/tags/export")).status_code == 422

        @app.get("/tags/export")
        async def export() -> str:
            return "all of them"

        router = APIRouter()
        app.include_router(router)
        assert (await client.get("/tags")).json() == {
            "items": [],
            "next_cursor": None,
            "previous_cursor": None,
        }

        @router.get("/tags")
        async def instead() -> str:
            return "mine"

        assert (await client.get("/tags/export")).json() == "all of them"
        assert (await client.get("/tags")).json() == "mine"
        assert (await client.post("/tags", json={"name": "x"})).status_code == 201
        refused = await client.delete("/tags")
        assert refused.status_code == 405 and refused.headers["allow"] == "GET, HEAD, POST"

    talk(app, conversation)


def test_visible_applies_to_every_operation_and_to_references(
    get_db: GetDb, talk: Callable[[FastAPI, Talk], None]
) -> None:
    """A hidden row is absent from lists and counts, 404 by id, and cannot be referred to."""

    class Tags(TagService):
        def __init__(self, caller: Annotated[str, Header()]) -> None:
            self.caller = caller

        def visible(self) -> ColumnElement[bool]:
            return Tag.name.startswith(self.caller)

    async def conversation(client: httpx.AsyncClient) -> None:
        ann, bob = {"caller": "ann"}, {"caller": "bob"}
        assert (await client.get("/tags")).status_code == 422, "the constructor's header is required"
        tag = (await client.post("/tags", json={"name": "ann's"}, headers=ann)).json()
        path = f"/tags/{tag['id']}"
        page = (await client.get("/tags", params={"count": "true"}, headers=bob)).json()
        assert page == {"items": [], "next_cursor": None, "previous_cursor": None, "total": 0}
        for method in ("GET", "HEAD", "DELETE"):
            assert (await client.request(method, path, headers=bob)).status_code == 404
        assert (await client.patch(path, json={"name": "bob's"}, headers=bob)).status_code == 404
        assert (await client.put(path, json={"name": "bob's"}, headers=bob)).status_code == 404
        user = (await client.post("/users", json={"email": "a@b.co", "password": "long enough"})).json()
        post: dict[str, Any] = {
            "title": "t",
            "slug": "s",
            "body": "b",
            "keywords": [],
            "author_id": user["id"],
        }
        refused = await client.post("/posts", json=post | {"tag_ids": [tag["id"]]}, headers=bob)
        missing = await client.post("/posts", json=post | {"tag_ids": [tag["id"] + 1]}, headers=bob)
        assert refused.status_code == missing.status_code == 409 and refused.content == missing.content
        made = await client.post("/posts", json=post | {"tag_ids": [tag["id"]]}, headers=ann)
        assert made.json()["tag_ids"] == [tag["id"]]
        seen = await client.get(made.headers["location"], headers=bob)
        assert seen.json()["tag_ids"] == []

    talk(create_api(get_db, services=Services(tag=Tags)), conversation)


def test_a_service_may_write_sql_expressions(get_db: GetDb, talk: Callable[[FastAPI, Talk], None]) -> None:
    """An override of `values` returns SQL, for new rows and for updates."""

    class Tags(TagService):
        async def values(self, data: BaseModel, names: Container[str]) -> dict[str, Any]:
            values = await super().values(data, names)
            return {name: func.upper(value) for name, value in values.items()}

    async def conversation(client: httpx.AsyncClient) -> None:
        made = await client.post("/tags", json={"name": "new"})
        assert made.json()["name"] == "NEW"
        changed = await client.patch(made.headers["location"], json={"name": "changed"})
        assert changed.json()["name"] == "CHANGED"

    talk(create_api(get_db, services=Services(tag=Tags)), conversation)


def test_an_override_and_its_operation_are_one_transaction(
    get_db: GetDb, talk: Callable[[FastAPI, Talk], None]
) -> None:
    """The writes of an override are rolled back with the operation."""

    class Tags(TagService):
        async def create(self, db: AsyncSession, data: TagCreate) -> TagRow:
            row = await super().create(db, data)
            if data.name == "no":
                raise HTTPException(403, "not this one")
            db.add(Tag(name=f"{data.name}, too"))
            await db.flush()
            return row

    async def conversation(client: httpx.AsyncClient) -> None:
        refused = await client.post("/tags", json={"name": "no"})
        assert refused.status_code == 403
        assert refused.headers["content-type"] == "application/problem+json"
        assert (await client.post("/tags", json={"name": "yes"})).status_code == 201
        names = [item["name"] for item in (await client.get("/tags")).json()["items"]]
        assert names == ["yes", "yes, too"]

    talk(create_api(get_db, services=Services(tag=Tags)), conversation)


def test_a_guard_for_an_entity_that_does_not_exist_is_refused(get_db: GetDb) -> None:
    """A typing error in `entity_dependencies` would leave an entity open."""
    with pytest.raises(ValueError, match="pots"):
        create_api(get_db, entity_dependencies={"pots": []})


def test_an_operation_joins_an_open_transaction(get_db: GetDb, talk: Callable[[FastAPI, Talk], None]) -> None:
    """A dependency that queries the database, for example for the caller, leaves a transaction open."""

    async def count(db: Annotated[AsyncSession, Depends(get_db)]) -> int:
        return (await db.execute(select(func.count()).select_from(Tag))).scalar_one()

    async def conversation(client: httpx.AsyncClient) -> None:
        assert (await client.post("/tags", json={"name": "x"})).status_code == 201
        assert len((await client.get("/tags")).json()["items"]) == 1

    talk(create_api(get_db, dependencies=[Depends(count)]), conversation)


def test_an_override_of_get_db_applies_to_every_route(
    get_db: GetDb, talk: Callable[[FastAPI, Talk], None]
) -> None:
    async def closed() -> AsyncIterator[AsyncSession]:
        for session in list[AsyncSession]():
            yield session
        raise HTTPException(418)

    app = create_api(closed)

    async def conversation(client: httpx.AsyncClient) -> None:
        assert (await client.get("/tags")).status_code == 418
        app.dependency_overrides[closed] = get_db
        assert (await client.get("/tags")).json()["items"] == []
        made = await client.post("/tags", json={"name": "new"})
        assert (await client.get(f"/tags/{made.json()['id']}")).json()["name"] == "new"
        missing = "00000000-0000-7000-8000-000000000000"
        assert (await client.get(f"/posts/{missing}/tags")).status_code == 404
        app.dependency_overrides.clear()
        for path in ("/tags", "/posts", f"/posts/{missing}/tags"):
            assert (await client.get(path)).status_code == 418

    talk(app, conversation)


@pytest.mark.parametrize("stands_for", [dependencies.get_db, dependencies.get_read_db])
def test_the_placeholders_of_sessions_explain_themselves(
    stands_for: Callable[[], None],
) -> None:
    with pytest.raises(RuntimeError, match="of your application"):
        stands_for()
