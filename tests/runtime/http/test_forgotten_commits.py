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
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from sqlalchemy import delete, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session

from generated.api import create_api
from generated.models.tag import Tag
from generated.runtime.driver.sessions import LazySession
from generated.runtime.http.forgotten_commits import LISTENERS, warn_of_forgotten_commits
from tests.support.fast_path_apps import client_of, with_engine
from tests.support.serving import ROOT

NAME = "generated.runtime.http.forgotten_commits"
Write = Callable[[AsyncSession], Awaitable[object]]


async def flush(db: AsyncSession) -> None:
    """Add a row through the ORM."""
    db.add(Tag(name="flushed"))
    await db.flush()


async def connection(db: AsyncSession) -> None:
    """Write on the session's connection, without the session."""
    await (await db.connection()).execute(insert(Tag).values(name="core"))


async def nested(db: AsyncSession) -> None:
    """Write behind a savepoint that is released."""
    async with db.begin_nested():
        await db.execute(insert(Tag).values(name="nested"))


async def add(db: AsyncSession) -> None:
    """Add a row, and leave even the flush to a commit that does not come."""
    db.add(Tag(name="added"))


async def change(db: AsyncSession) -> None:
    """Change a row, without a flush."""
    (await db.scalars(select(Tag))).one().name = "changed"


async def mark_deleted(db: AsyncSession) -> None:
    """Delete a row through the ORM, without a flush."""
    await db.delete((await db.scalars(select(Tag))).one())


async def after_a_commit(db: AsyncSession) -> None:
    """Commit once, and forget it afterwards."""
    await db.commit()
    db.add(Tag(name="late"))


async def in_a_query(db: AsyncSession) -> None:
    """Write in a common table expression, which SQLite does not have."""
    written = update(Tag).values(name="cte").returning(Tag.id).cte("written")
    if db.get_bind().dialect.name == "sqlite":
        await flush(db)
    else:
        await db.execute(select(written.c.id))


COLUMNS = "name, created_at, updated_at, row_version"
INSERT = f"INSERT INTO tags ({COLUMNS}) SELECT 'text', created_at, updated_at, 1 FROM tags"
FORGETTING: dict[str, Write] = {
    "flush": flush,
    "insert": lambda db: db.execute(insert(Tag).values(name="inserted")),
    "update": lambda db: db.execute(update(Tag).values(name="updated")),
    "delete": lambda db: db.execute(delete(Tag)),
    "text": lambda db: db.execute(text(f"  -- a comment\n {INSERT}")),
    "connection": connection,
    "nested": nested,
    "add": add,
    "change": change,
    "mark deleted": mark_deleted,
    "after a commit": after_a_commit,
    "in a query": in_a_query,
}


async def committed(db: AsyncSession) -> None:
    """Write and commit."""
    await flush(db)
    await db.commit()


async def begun(db: AsyncSession) -> None:
    """Write in a transaction that commits by itself."""
    async with db.begin():
        await flush(db)


async def rolled_back(db: AsyncSession) -> None:
    """Write and take it back."""
    await flush(db)
    await db.rollback()


async def behind_a_savepoint(db: AsyncSession) -> None:
    """Let a write fail, and go on."""
    await db.execute(select(Tag))
    try:
        async with db.begin_nested():
            await db.execute(insert(Tag).values(name="there"))
    except IntegrityError:
        pass


async def unchanged(db: AsyncSession) -> None:
    """Flush what is as it was."""
    tag = (await db.execute(select(Tag).limit(1))).scalar_one()
    tag.name = str(tag.name)
    await db.flush()


async def unchanged_without_a_flush(db: AsyncSession) -> None:
    """Set what is as it was."""
    tag = (await db.execute(select(Tag).limit(1))).scalar_one()
    tag.name = str(tag.name)


async def expunged(db: AsyncSession) -> None:
    """Add and change rows, and take them out of the session."""
    added, tag = Tag(name="expunged"), (await db.execute(select(Tag).limit(1))).scalar_one()
    db.add(added)
    tag.name = "expunged"
    db.expunge(added)
    db.expunge(tag)


async def added_and_rolled_back(db: AsyncSession) -> None:
    """Add, change and delete, and take it back before anything was flushed."""
    db.add(Tag(name="rolled back"))
    tag = (await db.execute(select(Tag).limit(1))).scalar_one()
    tag.name = "rolled back"
    await db.rollback()


async def in_autocommit(db: AsyncSession) -> None:
    """Write on a connection that needs no commit."""
    connection = await db.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
    assert not connection.closed
    await flush(db)


async def on_a_connection(db: AsyncSession) -> None:
    """Write in a session within the transaction of a connection, which commits."""
    engine = db.bind
    assert isinstance(engine, AsyncEngine)
    async with engine.begin() as connection, AsyncSession(connection) as session:
        await flush(session)


async def refused(db: AsyncSession) -> None:
    """Write, and answer with an error."""
    await flush(db)
    raise HTTPException(409)


async def failed(db: AsyncSession) -> None:
    """Write, and fail."""
    await flush(db)
    raise RuntimeError


KEEPING: dict[str, Write] = {
    "read": lambda db: db.execute(select(Tag)),
    "lock": lambda db: db.execute(select(Tag).with_for_update()),
    "committed": committed,
    "begun": begun,
    "rolled back": rolled_back,
    "behind a savepoint": behind_a_savepoint,
    "unchanged": unchanged,
    "unchanged without a flush": unchanged_without_a_flush,
    "expunged": expunged,
    "added and rolled back": added_and_rolled_back,
    "in autocommit": in_autocommit,
    "on a connection": on_a_connection,
    "refused": refused,
    "failed": failed,
}

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
            warn_of_forgotten_commits(app)
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


def test_what_is_written_and_not_committed_is_named(
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
            assert f", tests/runtime/http/test_forgotten_commits.py:{lines[name]})" in warning
            assert "await db.commit()" in warning
            stored = (await client.get("/tags")).json()["items"]
            assert [each["name"] for each in stored] == ["there"]

    run(add, talk)


def test_nothing_is_said_where_nothing_is_lost(run: Run, caplog: pytest.LogCaptureFixture) -> None:
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
        answers = [
            made,
            await client.post("/tags", json={"name": "a"}, headers={"Idempotency-Key": "k" * 20}),
            await client.get(path),
            await client.get("/tags?count=true"),
            await client.patch(path, json={"name": "b"}),
            await client.post("/tags/batch", json={"create": [{"name": "c"}, {"name": "d"}]}),
            await client.delete(path),
        ]
        assert [each.status_code for each in answers] == [201, 201, 200, 200, 200, 200, 204]
        assert (await client.post("/tags", json={"name": "there"})).status_code == 409
        assert warnings(caplog) == []

    run(lambda *_: None, talk)


def test_a_guard_whose_writes_are_lost_is_found_in_its_route(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A read commits nothing, so what its guard has written is lost."""

    async def test(_: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        async def get_db() -> AsyncIterator[AsyncSession]:
            async with new_session() as session:
                yield session

        async def count(db: Annotated[AsyncSession, Depends(get_db)]) -> None:
            await db.execute(insert(Tag).values(name="counted"))

        app = create_api(get_db, entity_dependencies={"user": [Depends(count)]})
        warn_of_forgotten_commits(app)
        async with client_of(app) as client:
            assert (await client.get("/users?limit=1")).status_code == 200
            (warning,) = warnings(caplog)
            assert warning.startswith("GET /users (")
            assert "list_users" in warning

    asyncio.run(with_engine(database_url, test))


def test_production_has_none_of_it(caplog: pytest.LogCaptureFixture, database_url: str) -> None:
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
