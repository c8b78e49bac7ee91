"""Limits of hashing: the number of concurrent hashes, when they run, and the response after a timeout.

One file, because all tests share the hasher that can be paused.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from typing import Any
from uuid import uuid4

import anyio.to_thread
import httpx2 as httpx
import pytest
from argon2.low_level import hash_secret
from fastapi import HTTPException
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from generated.api import create_api
from generated.models import load_all
from generated.models.user import User
from generated.runtime.types.columns import Base
from generated.runtime.types.passwords import (
    HASH_WAIT,
    HASHES_AT_ONCE,
    PasswordHash,
    hash_password,
    hash_password_now,
    hashes_at_once,
    set_password_limits,
    verify_password,
)
from generated.schemas.user import UserCreate, UserReplace, UserUpdate
from generated.services import Services
from generated.services.user import UserRow, UserService
from tests.support.databases import engine_for

Talk = Callable[[httpx.AsyncClient], Awaitable[None]]
Write = Callable[[httpx.AsyncClient, dict[str, Any]], Coroutine[Any, Any, httpx.Response]]


class Hasher:
    """Argon2 that can be paused and records its calls."""

    def __init__(self) -> None:
        self.made = 0
        self.running = 0
        self.most = 0
        self.seconds = 0.0
        self.open = threading.Event()
        self.open.set()
        self._lock = threading.Lock()
        self._hash = hash_secret

    def __call__(self, *arguments: Any, **named: Any) -> bytes:
        with self._lock:
            self.made += 1
            self.running += 1
            self.most = max(self.most, self.running)
        self.open.wait(60)
        time.sleep(self.seconds)
        try:
            return self._hash(*arguments, **named)
        finally:
            with self._lock:
                self.running -= 1


@pytest.fixture(autouse=True)
def hasher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hasher]:
    """The hasher of the test, with the default limits."""
    made = Hasher()
    monkeypatch.setattr("argon2._password_hasher.hash_secret", made)
    yield made
    made.open.set()
    set_password_limits(at_once=HASHES_AT_ONCE, wait=HASH_WAIT)


def talk(url: str, conversation: Talk, *, services: Services | None = None, **settings: Any) -> list[str]:
    """Run requests to the blog on an empty database, and return the stored passwords."""

    async def main() -> list[str]:
        load_all()
        async with engine_for(url, **settings) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
            sessions = async_sessionmaker(engine, expire_on_commit=False)

            async def get_db() -> AsyncIterator[AsyncSession]:
                async with sessions() as session:
                    yield session

            app = create_api(get_db, services=services or Services())

            @app.post("/login")
            async def login() -> None:
                if not await verify_password("wrong", None):
                    raise HTTPException(401)

            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                await conversation(client)
            async with sessions() as session:
                return [*await session.scalars(select(User.password).order_by(User.created_at, User.id))]

    return asyncio.run(main())


def body(**values: Any) -> dict[str, Any]:
    return {"email": f"{uuid4().hex}@example.com", "password": "correct horse", **values}


async def until(condition: Callable[[], object]) -> None:
    """Wait until a condition is true. Raises TimeoutError after a minute."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - threads change the condition
            await asyncio.sleep(0.005)


async def patched(client: httpx.AsyncClient, user: dict[str, Any]) -> httpx.Response:
    return await client.patch(f"/users/{user['id']}", json={"password": "another one"})


async def put(client: httpx.AsyncClient, user: dict[str, Any]) -> httpx.Response:
    whole = {"email": user["email"], "name": None, "bio": None, "password": "another one"}
    return await client.put(f"/users/{user['id']}", json=whole)


async def posted(client: httpx.AsyncClient, _: dict[str, Any]) -> httpx.Response:
    return await client.post("/users", json=body())


async def posted_with_key(client: httpx.AsyncClient, _: dict[str, Any]) -> httpx.Response:
    return await client.post("/users", json=body(), headers={"Idempotency-Key": uuid4().hex})


async def in_a_batch(client: httpx.AsyncClient, user: dict[str, Any]) -> httpx.Response:
    changed = {"id": user["id"], "changes": {"password": "another one"}}
    return await client.post("/users/batch", json={"create": [body()], "update": [changed]})


async def in_a_batch_with_key(client: httpx.AsyncClient, user: dict[str, Any]) -> httpx.Response:
    items = {"create": [body(), body()]}
    return await client.post("/users/batch", json=items, headers={"Idempotency-Key": uuid4().hex})


WRITES: list[Write] = [posted, posted_with_key, patched, put, in_a_batch, in_a_batch_with_key]


class Own(UserService):
    """Overrides all writes, as hand-written services do, so that requests use the session."""

    async def create(self, db: AsyncSession, data: UserCreate) -> UserRow:
        """Create a user."""
        return await super().create(db, data)

    async def update(
        self, db: AsyncSession, id: Any, data: UserUpdate, if_match: str | None = None
    ) -> UserRow:
        """Change a user."""
        return await super().update(db, id, data, if_match)

    async def replace(
        self, db: AsyncSession, id: Any, data: UserReplace, if_match: str | None = None
    ) -> UserRow:
        """Replace a user."""
        return await super().replace(db, id, data, if_match)


@pytest.mark.parametrize("service", [None, Own])
@pytest.mark.parametrize("write", WRITES)
def test_a_password_is_hashed_before_the_transaction(
    database_url: str, hasher: Hasher, write: Write, service: Any
) -> None:
    """During hashing, other requests write, also on SQLite, and the only connection is in the pool."""

    async def conversation(client: httpx.AsyncClient) -> None:
        user = (await posted(client, {})).json()
        hasher.open.clear()
        waiting = asyncio.create_task(write(client, user))
        await until(lambda: hasher.running or waiting.done())
        assert (await client.post("/tags", json={"name": "meanwhile"})).status_code == 201
        assert (await client.get("/tags")).json()["items"][0]["name"] == "meanwhile"
        assert not waiting.done()
        hasher.open.set()
        assert (await waiting).status_code in (200, 201)

    talk(database_url, conversation, services=Services(user=service), pool_size=1, pool_timeout=2)


def test_the_number_of_concurrent_hashes_is_limited(database_url: str, hasher: Hasher) -> None:
    """For all callers together: the API, a login, a flush in another thread."""
    set_password_limits(at_once=2, wait=60)
    hasher.seconds = 0.02

    async def conversation(client: httpx.AsyncClient) -> None:
        threads = [asyncio.to_thread(hash_password_now, "correct horse") for _ in range(4)]
        batch = client.post("/users/batch", json={"create": [body() for _ in range(6)]})
        logins = [client.post("/login") for _ in range(4)]
        await asyncio.gather(*(posted(client, {}) for _ in range(6)), batch, *logins, *threads)

    stored = talk(database_url, conversation)
    assert len(stored) == 12 and hasher.made == 20
    assert hasher.most == hashes_at_once() <= 2


def test_only_requests_that_wait_too_long_get_503(database_url: str, hasher: Hasher) -> None:
    set_password_limits(at_once=1, wait=0.05)

    async def conversation(client: httpx.AsyncClient) -> None:
        user = (await posted(client, {})).json()
        hasher.open.clear()
        first = asyncio.create_task(posted(client, {}))
        await until(lambda: hasher.running)
        begun = hasher.made
        for write in WRITES:
            response = await write(client, user)
            assert response.status_code == 503, write
            assert response.headers["retry-after"] == "1"
            assert response.headers["content-type"] == "application/problem+json"
            assert response.json()["detail"] == "Too many passwords are being hashed now. Try again."
        assert (await client.post("/login")).status_code == 503
        assert (await client.post("/tags", json={"name": "meanwhile"})).status_code == 201
        assert await anyio.to_thread.run_sync(lambda: "other threads are free") == "other threads are free"
        hasher.open.set()
        assert (await first).status_code == 201
        assert hasher.made == begun, "what was given up is not hashed later"

    assert len(talk(database_url, conversation)) == 2


def test_a_cancelled_wait_is_not_hashed_later(hasher: Hasher) -> None:
    async def main() -> None:
        hasher.open.clear()
        first = asyncio.create_task(hash_password("first"))
        await until(lambda: hasher.running)
        second = asyncio.create_task(hash_password("second"))
        await asyncio.sleep(0.02)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        hasher.open.set()
        await first

    set_password_limits(at_once=1, wait=60)
    asyncio.run(main())
    hash_password_now("the last one in the queue")
    assert hasher.made == 2


def test_a_batch_does_not_time_out_in_its_own_queue(database_url: str, hasher: Hasher) -> None:
    """Its last password waits for the others of the batch, which does not count as waiting for a thread."""
    set_password_limits(at_once=1, wait=1)
    hasher.seconds = 0.05

    async def conversation(client: httpx.AsyncClient) -> None:
        response = await client.post("/users/batch", json={"create": [body() for _ in range(30)]})
        assert response.status_code == 200

    assert len(talk(database_url, conversation)) == 30


@pytest.mark.parametrize("path", ["/users", "/users/batch"])
def test_a_replay_hashes_nothing(database_url: str, hasher: Hasher, path: str) -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        sent = body() if path == "/users" else {"create": [body()]}
        headers = {"Idempotency-Key": "once"}
        first = await client.post(path, json=sent, headers=headers)
        assert hasher.made == 1
        again = await client.post(path, json=sent, headers=headers)
        assert again.status_code == first.status_code < 300 and again.content == first.content
        other = await client.post(path, json={**sent, "unknown": 1}, headers=headers)
        assert other.status_code == 422
        sent = body() if path == "/users" else {"create": [body()]}
        assert (await client.post(path, json=sent, headers=headers)).status_code == 409
        assert hasher.made == 1

    talk(database_url, conversation)


def test_an_override_sees_the_password_and_may_replace_it(database_url: str, hasher: Hasher) -> None:
    seen: list[str] = []
    made = hash_password_now("already a hash")

    class Users(UserService):
        async def create(self, db: AsyncSession, data: UserCreate) -> UserRow:
            """Create a user with another password that depends on the name."""
            assert isinstance(data.password, SecretStr)
            seen.append(data.password.get_secret_value())
            changes: dict[str, Any] = {
                "secret": SecretStr("changed"),
                "same": SecretStr("correct horse"),
                "text": "changed",
                "hash": made,
            }
            if data.name == "in place":
                data.password = SecretStr("changed")
            elif data.name in changes:
                data = data.model_copy(update={"password": changes[data.name]})
            return await super().create(db, data)

    names = ["kept", "in place", "secret", "text", "same", "hash", "an argon2 text"]

    async def conversation(client: httpx.AsyncClient) -> None:
        for name in names:
            password = str(made) if name == "an argon2 text" else "correct horse"
            assert (await posted_as(client, name=name, password=password)).status_code == 201
        before = hasher.made
        assert (await posted_as(client, name="kept")).status_code == 201
        assert hasher.made == before + 1

    async def posted_as(client: httpx.AsyncClient, **values: Any) -> httpx.Response:
        return await client.post("/users", json=body(**values))

    stored = talk(database_url, conversation, services=Services(user=Users))
    assert seen == ["correct horse"] * 6 + [str(made), "correct horse"]
    expected = ["correct horse", *["changed"] * 3, "correct horse", "already a hash", str(made)]
    for password, hash in zip(expected, stored, strict=False):
        assert asyncio.run(verify_password(password, hash)), password
    assert stored[5] == made and isinstance(made, PasswordHash)
