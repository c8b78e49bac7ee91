"""`Idempotency-Key`: a repeated request gets the same response, and its work is done once."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from fastapi import Header, HTTPException
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from generated.api import create_api
from generated.models import load_all
from generated.models.tag import Tag
from generated.runtime.endpoints.idempotency import EXPIRED_AT_ONCE, KEYS
from generated.schemas.tag import TagCreate
from generated.services import Services
from generated.services.tag import TagRow, TagService
from tests.support.blog_requests import problem
from tests.support.idempotent_work import count, expire, named, new_tag, run_on, seen, stored
from tests.support.serving import serve

PARALLEL = 50


def test_a_repeated_request_gets_the_same_response(client: httpx.Client) -> None:
    body, headers = new_tag(), named("one")
    first, second = (client.post("/tags", json=body, headers=headers) for _ in range(2))
    assert first.status_code == 201 and seen(first) == seen(second)
    assert "idempotent-replayed" not in first.headers and second.headers["idempotent-replayed"] == "true"
    assert first.headers["location"] == f"/tags/{first.json()['id']}" and first.headers["etag"]
    assert count(client, "/tags", name=body["name"]) == 1
    client.delete(first.headers["location"])
    assert seen(client.post("/tags", json=body, headers=headers)) == seen(first)  # it was created, once
    assert count(client, "/tags", name=body["name"]) == 0


def test_a_key_of_another_request_is_409(client: httpx.Client) -> None:
    headers = named("two")
    assert client.post("/tags", json=new_tag(), headers=headers).status_code == 201
    before = count(client, "/tags")
    refused = client.post("/tags", json=new_tag(), headers=headers)
    assert problem(refused, 409) == [("/header/Idempotency-Key", "idempotency_key_reused")]
    assert count(client, "/tags") == before


def test_each_operation_has_its_own_keys(client: httpx.Client) -> None:
    """The same key of another operation is another key. Callers have theirs too: see `test_idempotent_callers`."""
    user = {"email": f"{uuid4().hex}@example.com", "password": "correct horse"}
    for path, body in (("/tags", new_tag()), ("/users", user), ("/tags/batch", {"create": [new_tag()]})):
        response = client.post(path, json=body, headers=named("three"))
        assert response.status_code in (200, 201) and "idempotent-replayed" not in response.headers


def test_only_successful_responses_are_stored(client: httpx.Client) -> None:
    """A refused request can be repeated with its key, and then succeeds."""
    body, headers = new_tag(), named("four")
    taken = client.post("/tags", json=body).headers["location"]
    assert problem(client.post("/tags", json=body, headers=headers), 409) == [("/body/name", "unique")]
    assert problem(client.post("/tags", json={"name": 1}, headers=headers), 422)
    client.delete(taken)
    assert client.post("/tags", json=body, headers=headers).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "é".encode("latin-1"), "x" * 256, "a\tb"])
def test_a_key_is_visible_ascii(client: httpx.Client, key: Any) -> None:
    response = client.post("/tags", json=new_tag(), headers={"Idempotency-Key": key})
    assert [pointer for pointer, _ in problem(response, 422)] == ["/header/Idempotency-Key"]


def test_the_longest_key_is_accepted(client: httpx.Client) -> None:
    assert client.post("/tags", json=new_tag(), headers=named("~" * 255)).status_code == 201


def test_parallel_requests_create_one_row(client: httpx.Client) -> None:
    """The others wait for the first one. All fifty responses have the same bytes."""
    body = {"email": f"{uuid4().hex}@example.com", "password": "correct horse"}

    def send(_: int) -> httpx.Response:
        return client.post("/users", json=body, headers=named("five"))

    with ThreadPoolExecutor(PARALLEL) as threads:
        responses = [*threads.map(send, range(PARALLEL))]
    assert {response.status_code for response in responses} == {201}
    assert len({(each.content, each.headers["location"], each.headers["etag"]) for each in responses}) == 1
    assert count(client, "/users", email=body["email"]) == 1


def test_a_response_expires(client: httpx.Client, url: str) -> None:
    """The key can be used again, and each request with a key deletes some expired rows."""
    body, headers = new_tag(), named("six")
    first = client.post("/tags", json=body, headers=headers)
    for number in range(EXPIRED_AT_ONCE + 5):
        client.post("/tags", json=new_tag(), headers=named(f"lot-{number}"))
    expire(url)
    before = len(run_on(url, stored))
    assert problem(client.post("/tags", json=body, headers=headers), 409) == [("/body/name", "unique")]
    assert len(run_on(url, stored)) == before  # what was refused has changed nothing
    client.delete(first.headers["location"])
    second = client.post("/tags", json=body, headers=headers)
    assert second.status_code == 201 and second.headers["location"] != first.headers["location"]
    assert seen(client.post("/tags", json=body, headers=headers)) == seen(second)
    assert len(run_on(url, stored)) == before - EXPIRED_AT_ONCE
    client.post("/tags", json=new_tag(), headers=named("seven"))
    rows = run_on(url, stored)
    assert len(rows) == 2 and min(row.expires_at for row in rows) > dt.datetime.now(dt.UTC)


def test_the_table_reveals_no_secrets(client: httpx.Client, url: str) -> None:
    """Neither the key nor the caller nor a password can be read from the table."""
    body = {"email": f"{uuid4().hex}@example.com", "password": "the canary sings"}
    key, token = uuid4().hex, uuid4().hex
    assert client.post("/users", json=body, headers=named(key, authorization=token)).status_code == 201
    rows = run_on(url, stored)
    text = "".join(str(value) for row in rows for value in row)
    assert body["email"] in text
    assert not any(secret in text for secret in (key, token, "canary", "argon2"))


def test_after_a_crash_at_the_commit_a_request_can_be_repeated(url: str, tmp_path: Path) -> None:
    """The server is killed with SIGKILL. The client got no response and repeats the request."""
    bodies = {moment: new_tag() for moment in ("before", "after")}

    def send(client: httpx.Client, moment: str, **more: str) -> httpx.Response:
        return client.post("/tags", json=bodies[moment], headers=named(f"killed-{moment}", **more))

    for moment in bodies:
        dying = serve(url, tmp_path / moment, "tests.support.dying_app:app")
        with dying as client, pytest.raises(httpx.TransportError):
            send(client, moment, **{"x-die": moment})
    with serve(url, tmp_path / "log") as client:
        for moment, kept in (("before", 0), ("after", 1)):
            name = bodies[moment]["name"]
            assert count(client, "/tags", name=name) == kept
            responses = [send(client, moment) for _ in range(2)]
            assert responses[0].status_code == 201 and seen(responses[0]) == seen(responses[1])
            assert client.get(responses[0].headers["location"]).json() == responses[0].json()
            assert count(client, "/tags", name=name) == 1


Conversation = Callable[[AsyncEngine, httpx.AsyncClient], Awaitable[None]]


def talk(url: str, conversation: Conversation, service: Any, **settings: Any) -> None:
    """Talk to an application in this process whose service of tags is another."""

    async def work(engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.run_sync(load_all().metadata.create_all)
        new_session = async_sessionmaker(engine, expire_on_commit=False)

        async def get_db() -> AsyncIterator[AsyncSession]:
            async with new_session() as session:
                yield session

        app = create_api(get_db, services=Services(tag=service))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            await conversation(engine, client)

    run_on(url, work, **settings)


class Slow(TagService):
    """Creates tags once it may, and the first one not at all."""

    times = 0
    begun: asyncio.Event
    may_go_on: asyncio.Event

    async def create(self, db: AsyncSession, data: TagCreate) -> TagRow:
        Slow.times += 1
        first = Slow.times == 1
        row = await super().create(db, data)
        if first:
            Slow.begun.set()
            await Slow.may_go_on.wait()
            raise HTTPException(403)
        return row


def test_a_request_that_waited_for_one_that_failed_does_the_work(database_url: str) -> None:
    async def conversation(_: AsyncEngine, client: httpx.AsyncClient) -> None:
        Slow.times, Slow.begun, Slow.may_go_on = 0, asyncio.Event(), asyncio.Event()
        body, headers = new_tag(), named("key")
        first = asyncio.create_task(client.post("/tags", json=body, headers=headers))
        await Slow.begun.wait()
        others = [asyncio.create_task(client.post("/tags", json=body, headers=headers)) for _ in range(3)]
        await asyncio.sleep(0.1)
        assert Slow.times == 1  # they wait
        Slow.may_go_on.set()
        assert (await first).status_code == 403
        responses = [await other for other in others]
        assert {(response.status_code, response.content) for response in responses} == {
            (201, responses[0].content)
        }
        assert Slow.times == 2

    talk(database_url, conversation, Slow)


def test_a_request_that_waits_too_long_is_503_and_can_be_repeated(database_url: str) -> None:
    async def conversation(_: AsyncEngine, client: httpx.AsyncClient) -> None:
        Slow.times, Slow.begun, Slow.may_go_on = 0, asyncio.Event(), asyncio.Event()
        body, headers = new_tag(), named("key")
        first = asyncio.create_task(client.post("/tags", json=body, headers=headers))
        await Slow.begun.wait()
        late = await client.post("/tags", json=body, headers=headers)
        assert late.status_code == 503 and late.headers["retry-after"]
        Slow.may_go_on.set()
        assert (await first).status_code == 403
        assert (await client.post("/tags", json=body, headers=headers)).status_code == 201

    talk(database_url, conversation, Slow, lock_timeout=0.2)


def test_a_service_identifies_the_caller(database_url: str) -> None:
    class Tags(TagService):
        def __init__(self, x_user: Annotated[str, Header()]) -> None:
            self.user = x_user

        def caller_id(self) -> str:
            return self.user

    async def conversation(_: AsyncEngine, client: httpx.AsyncClient) -> None:
        body = new_tag()

        async def send(user: str, token: str) -> int:
            headers = named("key", authorization=token, **{"x-user": user})
            return (await client.post("/tags", json=body, headers=headers)).status_code

        assert await send("ada", "a token") == 201
        assert await send("ada", "another token") == 201
        assert await send("bob", "a token") == 409  # the name of the tag is taken

    talk(database_url, conversation, Tags)


def test_requests_without_a_key_do_not_query_the_table(database_url: str) -> None:
    async def conversation(engine: AsyncEngine, client: httpx.AsyncClient) -> None:
        statements: list[str] = []
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *each: statements.append(each[2]))
        assert (await client.post("/tags", json=new_tag())).status_code == 201
        assert statements and not any(KEYS.name in each for each in statements)
        assert (await client.post("/tags", json=new_tag(), headers=named("key"))).status_code == 201
        assert any(KEYS.name in each for each in statements)
        async with engine.connect() as connection:
            assert (await connection.execute(select(func.count()).select_from(Tag.__table__))).scalar() == 2

    talk(database_url, conversation, TagService)
