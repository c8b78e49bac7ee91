"""In development a warning names the route whose writes were not committed, on both databases."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import httpx2 as httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from sqlalchemy import event, insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session

from generated.api import create_api
from generated.models.tag import Tag
from generated.runtime.driver.sessions import LazySession
from generated.runtime.http.missing_commits import LISTENERS, warn_about_missing_commits
from tests.support.fast_path_apps import client_of, with_engine
from tests.support.serving import ROOT
from tests.support.uncommitted_writes import FORGETTING, KEEPING, flush

NAME = "generated.runtime.http.missing_commits"
Run = Callable[[Callable[[FastAPI, Any], None], Callable[[httpx.AsyncClient], Awaitable[None]]], None]


@pytest.fixture(autouse=True)
def _forget_listeners() -> Iterator[None]:
    """Leave the sessions of other tests without listeners."""
    yield
    for name, listener in LISTENERS:
        if event.contains(Session, name, listener):
            event.remove(Session, name, listener)


@pytest.fixture(params=["lazy", "plain"])
def run(request: pytest.FixtureRequest, database_url: str) -> Run:
    """Serve the blog with more routes, which get its `get_db`, and talk to it."""

    def run(
        add: Callable[[FastAPI, Any], None], talk: Callable[[httpx.AsyncClient], Awaitable[None]]
    ) -> None:
        async def test(engine: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
            async def get_db() -> AsyncIterator[AsyncSession]:
                async with LazySession(engine) if request.param == "lazy" else new_session() as session:
                    yield session

            app = create_api(get_db)
            warn_about_missing_commits(app)
            add(app, get_db)
            async with client_of(app) as client:
                assert (await client.post("/tags", json={"name": "there"})).status_code == 201
                await talk(client)

        asyncio.run(with_engine(database_url, test))

    return run


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the warnings since the last call."""
    found = [each.getMessage() for each in caplog.records if each.name == NAME]
    caplog.clear()
    return found


def test_uncommitted_writes_are_reported(
    run: Run, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    lines: dict[str, int] = {}

    def add(app: FastAPI, get_db: Any) -> None:
        routes = APIRouter(prefix="/by-hand")
        for name in FORGETTING:

            @routes.post(f"/{name}/{{id}}", status_code=201, name=name)
            async def forgetful(
                id: int, request: Request, db: Annotated[AsyncSession, Depends(get_db)]
            ) -> None:
                await FORGETTING[request.url.path.split("/")[3]](db)

            lines[name] = forgetful.__code__.co_firstlineno
        app.include_router(routes, prefix="/more")

    async def talk(client: httpx.AsyncClient) -> None:
        for name in FORGETTING:
            response = await client.post(f"/more/by-hand/{name}/7")
            assert response.status_code == 201, response.text
            (warning,) = warnings(caplog)
            assert warning.startswith(f"POST /more/by-hand/{name}/{{id}} (")
            assert "forgetful" in warning
            assert f", tests/runtime/http/test_missing_commits.py:{lines[name]})" in warning
            assert "await db.commit()" in warning
            stored = (await client.get("/tags")).json()["items"]
            assert [each["name"] for each in stored] == ["there"]

    run(add, talk)


def test_no_warning_without_lost_writes(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    def add(app: FastAPI, get_db: Any) -> None:
        @app.post("/careful/{name}", status_code=201)
        async def careful(name: str, db: Annotated[AsyncSession, Depends(get_db)]) -> None:
            await KEEPING[name](db)

    async def talk(client: httpx.AsyncClient) -> None:
        for name in KEEPING:
            status = (await client.post(f"/careful/{name}")).status_code
            assert status == {"refused": 409, "failed": 500}.get(name, 201)
            assert warnings(caplog) == []
            for tag in (await client.get("/tags")).json()["items"]:
                if tag["name"] != "there":
                    await client.delete(f"/tags/{tag['id']}")

    run(add, talk)


def test_generated_routes_commit(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    async def talk(client: httpx.AsyncClient) -> None:
        made = await client.post("/tags", json={"name": "a"}, headers={"Idempotency-Key": "k" * 20})
        path = made.headers["location"]
        responses = [
            made,
            await client.post("/tags", json={"name": "a"}, headers={"Idempotency-Key": "k" * 20}),
            await client.get(path),
            await client.get("/tags?count=true"),
            await client.patch(path, json={"name": "b"}),
            await client.post("/tags/batch", json={"create": [{"name": "c"}, {"name": "d"}]}),
            await client.delete(path),
        ]
        assert [each.status_code for each in responses] == [201, 201, 200, 200, 200, 200, 204]
        assert (await client.post("/tags", json={"name": "there"})).status_code == 409
        assert warnings(caplog) == []

    run(lambda *_: None, talk)


def test_lost_writes_of_a_guard_are_reported_for_its_route(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A read commits nothing, so the writes of its guard are lost."""

    async def test(_: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        async def get_db() -> AsyncIterator[AsyncSession]:
            async with new_session() as session:
                yield session

        async def count(db: Annotated[AsyncSession, Depends(get_db)]) -> None:
            await db.execute(insert(Tag).values(name="counted"))

        app = create_api(get_db, entity_dependencies={"user": [Depends(count)]})
        warn_about_missing_commits(app)
        async with client_of(app) as client:
            assert (await client.get("/users?limit=1")).status_code == 200
            (warning,) = warnings(caplog)
            assert warning.startswith("GET /users (")
            assert "list_users" in warning

    asyncio.run(with_engine(database_url, test))


def test_production_has_no_listeners(caplog: pytest.LogCaptureFixture, database_url: str) -> None:
    async def test(_: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        async def get_db() -> AsyncIterator[AsyncSession]:
            async with new_session() as session:
                yield session

        app = create_api(get_db)

        @app.post("/forgetful")
        async def forgetful(db: Annotated[AsyncSession, Depends(get_db)]) -> None:
            await flush(db)

        async with client_of(app) as client:
            assert (await client.post("/forgetful")).status_code == 200
        assert warnings(caplog) == []

    asyncio.run(with_engine(database_url, test))


@pytest.mark.parametrize(
    ("environment", "warns"), [("development", True), ("production", False), (None, False)]
)
def test_the_app_warns_in_development_alone(environment: str | None, warns: bool, tmp_path: Path) -> None:
    said = {} if environment is None else {"ENVIRONMENT": environment}
    program = "import app.main as m; print([each.cls.__name__ for each in m.app.user_middleware])"
    outside = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}",
    }
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**outside, **said},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ("ForgottenCommits" in run.stdout) == warns


def test_make_run_is_development_and_make_serve_is_not() -> None:
    recipes = {each.partition(":")[0]: each for each in (ROOT / "Makefile").read_text().split("\n\n")}
    assert "ENVIRONMENT=" in recipes["run"]
    assert "ENVIRONMENT=" not in recipes["serve"]
