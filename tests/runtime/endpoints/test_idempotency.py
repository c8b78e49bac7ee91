"""`Idempotency-Key`: what is sent again is answered as before and done once, whatever happens in between."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from fastapi import Header, HTTPException
from sqlalchemy import event, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from generated.api import create_api
from generated.models import load_all
from generated.models.tag import Tag
from generated.runtime.endpoints.idempotency import EXPIRED_AT_ONCE, KEYS
from generated.schemas.tag import TagCreate
from generated.services import Services
from generated.services.tag import TagRow, TagService
from tests.runtime.http.test_http import problem
from tests.support.databases import engine_for, new_postgres_database
from tests.support.serving import migrate, serve

PARALLEL = 50
PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The migrated database of the blog."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('idempotency') / 'blog.db'}"
        migrate(url)
        yield url
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
        migrate(url)
        yield url


@pytest.fixture(scope="module")
def client(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the blog."""
    with serve(url, tmp_path_factory.mktemp("server") / "log") as client:
        yield client


def named(key: str, **more: str) -> dict[str, str]:
    return {"Idempotency-Key": key, **more}


def new_tag() -> dict[str, Any]:
    return {"name": uuid4().hex}


def seen(answer: httpx.Response) -> tuple[Any, ...]:
    """Return all of an answer but its date, and whether it is a replay."""
    return answer.status_code, answer.content, {**answer.headers, "date": "", "idempotent-replayed": ""}


def count(client: httpx.Client, path: str, **filters: Any) -> int:
    total: int = client.get(path, params={"count": "true", "limit": 1, **filters}).json()["total"]
    return total


def run_on(url: str, work: Callable[[AsyncEngine], Awaitable[Any]], **settings: Any) -> Any:
    """Do something with an engine of the application's for a database."""

    async def main() -> Any:
        async with engine_for(url, **settings) as engine:
            return await work(engine)

    return asyncio.run(main())


async def stored(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        return [*await connection.execute(select(KEYS))]


def expire(url: str) -> None:
    """Let every stored answer be older than it may get."""

    async def work(engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.execute(update(KEYS).values(expires_at=PAST))

    run_on(url, work)


def test_the_same_request_gets_the_same_answer_and_is_done_once(client: httpx.Client) -> None:
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


def test_operations_have_keys_of_their_own(client: httpx.Client) -> None:
    """The same key of another operation is another key. Callers have theirs too: see `test_idempotent_callers`."""
    user = {"email": f"{uuid4().hex}@example.com", "password": "correct horse"}
    for path, body in (("/tags", new_tag()), ("/users", user), ("/tags/batch", {"create": [new_tag()]})):
        answer = client.post(path, json=body, headers=named("three"))
        assert answer.status_code in (200, 201) and "idempotent-replayed" not in answer.headers


def test_only_what_succeeded_is_stored(client: httpx.Client) -> None:
    """A request that was refused can be sent again with its key, and then succeeds."""
    body, headers = new_tag(), named("four")
    taken = client.post("/tags", json=body).headers["location"]
    assert problem(client.post("/tags", json=body, headers=headers), 409) == [("/body/name", "unique")]
    assert problem(client.post("/tags", json={"name": 1}, headers=headers), 422)
    client.delete(taken)
    assert client.post("/tags", json=body, headers=headers).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "é".encode("latin-1"), "x" * 256, "a\tb"])
def test_a_key_is_visible_ascii(client: httpx.Client, key: Any) -> None:
    answer = client.post("/tags", json=new_tag(), headers={"Idempotency-Key": key})
    assert [pointer for pointer, _ in problem(answer, 422)] == ["/header/Idempotency-Key"]


def test_the_longest_key_will_do(client: httpx.Client) -> None:
    assert client.post("/tags", json=new_tag(), headers=named("~" * 255)).status_code == 201


def test_parallel_requests_make_one_row_and_get_one_answer(client: httpx.Client) -> None:
    """The others wait for the first: fifty at once are answered alike to the byte."""
    body = {"email": f"{uuid4().hex}@example.com", "password": "correct horse"}

    def send(_: int) -> httpx.Response:
        return client.post("/users", json=body, headers=named("five"))

    with ThreadPoolExecutor(PARALLEL) as threads:
        answers = [*threads.map(send, range(PARALLEL))]
    assert {answer.status_code for answer in answers} == {201}
    assert len({(each.content, each.headers["location"], each.headers["etag"]) for each in answers}) == 1
    assert count(client, "/users", email=body["email"]) == 1


def test_an_answer_is_forgotten_after_its_lifetime(client: httpx.Client, url: str) -> None:
    """The key is free again, and each request that uses one deletes a lot of what has expired."""
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


def test_what_is_stored_tells_nothing(client: httpx.Client, url: str) -> None:
    """Neither the key nor the caller nor a password can be read from the table."""
    body = {"email": f"{uuid4().hex}@example.com", "password": "the canary sings"}
    key, token = uuid4().hex, uuid4().hex
    assert client.post("/users", json=body, headers=named(key, authorization=token)).status_code == 201
    rows = run_on(url, stored)
    text = "".join(str(value) for row in rows for value in row)
    assert body["email"] in text
    assert not any(secret in text for secret in (key, token, "canary", "argon2"))


def test_a_crash_at_the_commit_loses_nothing_and_doubles_nothing(url: str, tmp_path: Path) -> None:
    """The server is killed with SIGKILL; the client, who got no answer, asks the next one again."""
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
            answers = [send(client, moment) for _ in range(2)]
            assert answers[0].status_code == 201 and seen(answers[0]) == seen(answers[1])
            assert client.get(answers[0].headers["location"]).json() == answers[0].json()
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
        answers = [await other for other in others]
        assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
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


def test_a_service_says_who_calls(database_url: str) -> None:
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


def test_without_a_key_nothing_is_asked_of_its_table(database_url: str) -> None:
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
