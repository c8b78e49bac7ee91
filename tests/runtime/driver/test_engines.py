"""Engines that users create: they fulfil the requirements of a service, or the error says what is missing.

One file, because all tests share the generated package and the way to serve it.
"""

import asyncio
import importlib
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import NullPool, StaticPool, event, insert, make_url, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from tests.support.serving import ROOT

PACKAGE = "engines_generated"
SPEC = """
entities:
  Owner: {fields: {name: {type: string, unique: true}}}
  Pet:   {fields: {name: string, owner: {type: Owner, on_delete: restrict, inverse: pets}}}
"""
NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The generated package."""
    folder = tmp_path_factory.mktemp("engines")
    (folder / "spec.yaml").write_text(SPEC)
    command = [sys.executable, "-m", "specloom", "generate", "--spec", str(folder / "spec.yaml")]
    subprocess.run([*command, "--out", str(folder / PACKAGE)], cwd=ROOT, check=True, capture_output=True)
    sys.path.insert(0, str(folder))

    def found(module: str, name: str) -> Any:
        return getattr(importlib.import_module(f"{PACKAGE}.{module}"), name)

    return SimpleNamespace(
        create_api=found("api", "create_api"),
        metadata=found("models", "load_all")().metadata,
        Owner=found("models.owner", "Owner"),
        Pet=found("models.pet", "Pet"),
        sqlite_engine=found("runtime.driver.sqlite", "sqlite_engine"),
    )


@asynccontextmanager
async def served(
    package: Any, engine: AsyncEngine, *, create: bool = True, get_db: Any = None
) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client of a service on an engine. Without `get_db`, it uses plain sessions."""

    async def plain() -> AsyncIterator[AsyncSession]:
        async with AsyncSession(engine, expire_on_commit=False) as session:
            yield session

    if create:
        async with engine.begin() as connection:
            await connection.run_sync(package.metadata.create_all)
    transport = httpx.ASGITransport(package.create_api(get_db or plain), raise_app_exceptions=False)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client
    finally:
        await engine.dispose()


def file_engine(folder: Path, **options: Any) -> AsyncEngine:
    """Return an ordinary engine for a file."""
    return create_async_engine(f"sqlite+aiosqlite:///{folder / 'pets.db'}", **options)


def async_engine(url: str) -> AsyncEngine:
    """Return an ordinary engine for a database of the tests."""
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    made = make_url(url)
    return create_async_engine(made.set(drivername=drivers[made.drivername.partition("+")[0]]))


async def check_references(client: httpx.AsyncClient) -> None:
    """Check that foreign keys are enforced, for a new row and for a deleted row."""
    refused = await client.post("/pets", json={"name": "a", "owner_id": NOBODY})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/body/owner_id"), (
        refused.text
    )
    owner = await client.post("/owners", json={"name": uuid4().hex})
    assert owner.status_code == 201, owner.text
    path = owner.headers["location"]
    pet = await client.post("/pets", json={"name": "a", "owner_id": owner.json()["id"]})
    assert pet.status_code == 201
    assert (await client.delete(path)).status_code == 409
    assert (await client.get(path)).status_code == 200
    batch = {"create": [{"name": "b", "owner_id": NOBODY}]}
    assert (await client.post("/pets/batch", json=batch)).status_code == 409
    keyed = await client.post(
        "/pets", json={"name": "a", "owner_id": NOBODY}, headers={"Idempotency-Key": uuid4().hex}
    )
    assert keyed.status_code == 409


@pytest.mark.parametrize("pool", [AsyncAdaptedQueuePool, NullPool])
def test_an_ordinary_engine_enforces_foreign_keys(package: Any, tmp_path: Path, pool: Any) -> None:
    async def test() -> None:
        async with served(package, file_engine(tmp_path, poolclass=pool)) as client:
            await asyncio.gather(*(check_references(client) for _ in range(4)))

    asyncio.run(test())


def test_an_ordinary_engine_in_memory_enforces_foreign_keys(package: Any) -> None:
    async def test() -> None:
        pool: Any = {"poolclass": AsyncAdaptedQueuePool, "pool_size": 1, "max_overflow": 0}
        async with served(package, create_async_engine("sqlite+aiosqlite://", **pool)) as client:
            await check_references(client)

    asyncio.run(test())


def test_open_connections_get_foreign_keys(package: Any, tmp_path: Path) -> None:
    """Some connections of a pool were opened before foreign keys were enforced."""

    async def test() -> None:
        engine = file_engine(tmp_path, pool_size=3)
        async with served(package, engine) as client:
            opened = [await engine.connect() for _ in range(3)]
            for connection in opened[:2]:
                await connection.execute(text("PRAGMA foreign_keys = OFF"))
                await connection.close()
            await opened[2].close()
            await asyncio.gather(*(check_references(client) for _ in range(6)))

    asyncio.run(test())


def test_foreign_keys_are_enforced_before_any_request(package: Any, tmp_path: Path) -> None:
    async def test() -> None:
        engine = file_engine(tmp_path)
        async with served(package, engine):
            async with AsyncSession(engine) as session:
                session.add(package.Pet(name="a", owner_id=UUID(NOBODY)))
                with pytest.raises(IntegrityError):
                    await session.commit()
            async with engine.begin() as connection:
                with pytest.raises(IntegrityError):
                    await connection.execute(insert(package.Pet).values(name="a", owner_id=UUID(NOBODY)))

    asyncio.run(test())


def test_other_databases_of_the_process_are_not_changed(package: Any, tmp_path: Path) -> None:
    async def test() -> None:
        other = f"sqlite+aiosqlite:///{tmp_path / 'other.db'}"
        engine = create_async_engine(other, poolclass=NullPool)
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE a (b INTEGER REFERENCES a (rowid))"))
        async with engine.connect() as connection:
            assert (await connection.execute(text("PRAGMA foreign_keys"))).scalar_one() == 0

    asyncio.run(test())


def logged_errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the messages that were logged as errors."""
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]


def check_rejected(response: httpx.Response, caplog: pytest.LogCaptureFixture, *words: str) -> None:
    """Check that a request was rejected, and that the response and the log say how to fix it."""
    problem = response.json()
    assert (response.status_code, problem["status"]) == (503, 503)
    assert "retry-after" in response.headers
    assert all(word in problem["detail"] for word in words), problem["detail"]
    assert "\n" not in problem["detail"]
    assert problem["detail"] in logged_errors(caplog)


def test_a_connection_that_ignores_the_pragma_is_rejected(
    package: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A connection that is always in a transaction: SQLite ignores the pragma there."""

    async def test() -> None:
        engine = file_engine(tmp_path)

        @event.listens_for(engine.sync_engine, "connect")
        def connect(connection: Any, _: object) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys = OFF")

        @event.listens_for(engine.sync_engine, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN")

        async with served(package, engine) as client:
            for _ in range(2):
                response = await client.post("/owners", json={"name": "a"})
                check_rejected(response, caplog, "PRAGMA foreign_keys = ON", "sqlite_engine")
            assert (await client.get("/owners")).json()["items"] == []

    asyncio.run(test())


def test_one_connection_for_all_sessions_is_rejected(package: Any, caplog: pytest.LogCaptureFixture) -> None:
    """When a session ends, it would roll back the writes of another session that then reports success."""

    async def test() -> None:
        engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
        async with served(package, engine) as client:
            for method, path in (("GET", "/owners"), ("GET", f"/owners/{NOBODY}"), ("POST", "/owners")):
                response = await client.request(
                    method, path, json={"name": "a"} if method == "POST" else None
                )
                check_rejected(response, caplog, "StaticPool", "sqlite_engine")

    asyncio.run(test())


def test_one_connection_for_all_sessions_is_rejected_on_postgresql(
    package: Any, postgres_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    """On PostgreSQL, the driver raises an error if two sessions use the connection at once. That was a 500."""

    async def test() -> None:
        url = make_url(postgres_database).set(drivername="postgresql+asyncpg")
        async with served(package, create_async_engine(url, poolclass=StaticPool)) as client:
            for response in await asyncio.gather(
                *(client.post("/owners", json={"name": uuid4().hex}) for _ in range(4)),
                *(client.get("/owners?count=true") for _ in range(4)),
                client.get(f"/owners/{NOBODY}"),
            ):
                check_rejected(response, caplog, "StaticPool", "poolclass")

    asyncio.run(test())


@pytest.mark.parametrize("options", [{"binds": True}, {"autobegin": False}])
def test_a_session_that_cannot_run_statements_is_rejected(
    package: Any, database_url: str, options: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """A session that has engines only for some tables, or that does not begin transactions."""

    async def test() -> None:
        engine = async_engine(database_url)
        given = {"binds": {package.Owner: engine}} if "binds" in options else {"bind": engine, **options}

        async def get_db() -> AsyncIterator[AsyncSession]:
            async with AsyncSession(**given) as session:
                yield session

        async with served(package, engine, get_db=get_db) as client:
            word = "bind=engine" if "binds" in options else "autobegin=False"
            batch = {"create": [{"name": "a"}]}
            check_rejected(await client.post("/owners/batch", json=batch), caplog, word)
            check_rejected(await client.get("/owners?expand=pets"), caplog, word)

    asyncio.run(test())


def test_concurrent_writes_in_memory_are_not_lost(package: Any) -> None:
    """With the pool that the error message suggests."""

    async def test() -> None:
        async with served(package, package.sqlite_engine(make_url("sqlite+aiosqlite://"))) as client:
            await check_references(client)
            names = [uuid4().hex for _ in range(30)]
            writes = [client.post("/owners", json={"name": name}) for name in names]
            reads = [client.get("/owners?limit=1") for _ in names]
            for response in await asyncio.gather(
                *(each for pair in zip(writes, reads, strict=True) for each in pair)
            ):
                assert response.status_code in (200, 201)
            stored = (await client.get("/owners?limit=100")).json()["items"]
            assert {each["name"] for each in stored} >= {*names}

    asyncio.run(test())


def test_an_engine_without_transactions_is_rejected(
    package: Any, postgres_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def test() -> None:
        url = make_url(postgres_database).set(drivername="postgresql+asyncpg")
        async with served(package, create_async_engine(url, isolation_level="AUTOCOMMIT")) as client:
            batch = {"create": [{"name": "a"}, {"name": "a"}]}
            check_rejected(
                await client.post("/owners/batch", json=batch), caplog, "AUTOCOMMIT", "isolation_level"
            )
            assert (await client.get("/owners")).json()["items"] == []

    asyncio.run(test())


def test_sqlite_in_autocommit_still_has_transactions(package: Any, tmp_path: Path) -> None:
    """On SQLite the service begins transactions with a statement, so an engine in AUTOCOMMIT works too."""

    async def test() -> None:
        async with served(package, file_engine(tmp_path, isolation_level="AUTOCOMMIT")) as client:
            await check_references(client)
            batch = {"create": [{"name": "a"}, {"name": "a"}]}
            assert (await client.post("/owners/batch", json=batch)).status_code == 409
            assert all(each["name"] != "a" for each in (await client.get("/owners")).json()["items"])

    asyncio.run(test())


def test_an_old_sqlite_is_rejected(
    package: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test() -> None:
        engine = file_engine(tmp_path)
        async with served(package, engine) as client:
            monkeypatch.setattr(
                engine.dialect, "update_returning", False
            )  # SQLAlchemy sets this for SQLite before 3.35
            check_rejected(await client.post("/owners", json={"name": "a"}), caplog, "SQLite 3.35")

    asyncio.run(test())


def test_an_engine_is_checked_once(package: Any, tmp_path: Path) -> None:
    """Later requests run no additional statements."""

    async def test() -> None:
        engine = file_engine(tmp_path, pool_size=1, max_overflow=0)
        async with served(package, engine) as client:
            statements: list[str] = []
            event.listen(
                engine.sync_engine, "before_cursor_execute", lambda *given: statements.append(given[2])
            )
            await client.post("/owners", json={"name": "a"})
            statements.clear()
            await client.post("/owners", json={"name": "b"})
            assert [each.split()[0] for each in statements] == ["BEGIN", "INSERT"]

    asyncio.run(test())
