"""`POST /posts/batch`: all or nothing, errors that name their items, overrides and `visible` obeyed, no deadlocks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from fastapi import FastAPI, Header, HTTPException
from sqlalchemy import ColumnElement, event, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from generated.api import create_api
from generated.models import load_all
from generated.models.tag import Tag
from generated.models.user import User
from generated.runtime.types.passwords import verify_password
from generated.schemas.tag import TagCreate
from generated.services import Services
from generated.services.tag import TagRow, TagService
from tests.runtime.http.test_http import new_post, new_tag, new_user, post_body, problem
from tests.support.databases import engine_for, new_postgres_database
from tests.support.serving import migrate, serve

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The migrated database of the blog."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('batch') / 'blog.db'}"
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


def user_body(**values: Any) -> dict[str, Any]:
    return {"email": f"{uuid4().hex}@example.com", "password": "correct horse", **values}


def tag_body() -> dict[str, Any]:
    return {"name": uuid4().hex}


def changed(row: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"id": row["id"], "changes": changes}


def done(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_it_creates_changes_and_deletes(client: httpx.Client) -> None:
    """Each list of the answer is in the order of the request, and what it shows is what a read shows afterwards."""
    kept, gone = new_post(client), new_post(client)
    author, tags = new_user(client), [new_tag(client)["id"] for _ in range(3)]
    created = [
        post_body(author, tag_ids=tags[::-1]),
        post_body(author, metadata={"a": [1]}, parent_id=kept["id"]),
        post_body(author, rating="7.5", slug=f"a-{uuid4().hex}"),
    ]
    body = {
        "create": created,
        "update": [changed(kept, title="Changed", tag_ids=[tags[0]])],
        "delete": [{"id": gone["id"]}],
    }
    answer = done(client.post("/posts/batch", json=body))
    assert [row["slug"] for row in answer["created"]] == [each["slug"] for each in created]
    assert answer["created"][0]["tag_ids"] == tags and answer["created"][2]["rating"] == "7.50"
    assert answer["updated"][0]["title"] == "Changed" and answer["updated"][0]["tag_ids"] == [tags[0]]
    assert answer["deleted"] == [gone["id"]]
    for row in (*answer["created"], *answer["updated"]):
        assert client.get(f"/posts/{row['id']}").json() == row
    problem(client.get(f"/posts/{gone['id']}"), 404)
    ids = [row["id"] for row in answer["created"]]
    assert ids == sorted(ids)
    assert done(client.post("/posts/batch", json={})) == {"created": [], "updated": [], "deleted": []}


def test_all_or_nothing(client: httpx.Client) -> None:
    """Whatever the refused item is, nothing of the rest is left."""
    one, other = new_tag(client), new_tag(client)
    free = tag_body()["name"]
    batches = [
        {"create": [{"name": free}, {"name": other["name"]}]},
        {"update": [changed(one, name=free)], "create": [{"name": other["name"]}]},
        {"delete": [{"id": other["id"]}, {"id": 2_000_000_011}], "create": [{"name": free}]},
        {"delete": [{"id": one["id"]}], "update": [changed(other, name=free) | {"if_match": '"1"'}]},
        {"create": [{"name": free}, {"name": free}], "delete": [{"id": one["id"]}]},
    ]
    for batch in batches:
        assert client.post("/tags/batch", json=batch).status_code in (404, 409, 412), batch
        assert client.get("/tags", params={"name": free}).json()["items"] == []
        assert client.get(f"/tags/{one['id']}").json() == one
        assert client.get(f"/tags/{other['id']}").json() == other


def test_an_error_names_its_item(client: httpx.Client) -> None:
    """Its pointer leads to the item, and into it where the error is about a field."""
    author, post = new_user(client), new_post(client)

    def refused(path: str, status: int, **batch: Any) -> list[tuple[str, str]]:
        return problem(client.post(path, json=batch), status)

    wrong = [changed(post), changed(post), changed(post), changed(post, title=1)]
    assert refused("/posts/batch", 422, update=wrong) == [("/body/update/3/changes/title", "string_type")]
    assert refused("/tags/batch", 422, create=[tag_body(), {}]) == [("/body/create/1/name", "missing")]
    assert refused("/tags/batch", 422, create=None) == [("/body/create", "list_type")]
    assert refused("/tags/batch", 422, replace=[]) == [("/body/replace", "extra_forbidden")]
    assert refused("/tags/batch", 422, update=[{"id": 1, "changes": {}, "if_match": "no tag"}]) == [
        ("/body/update/0/if_match", "string_pattern_mismatch")
    ]
    assert refused("/users/batch", 409, create=[user_body(), user_body(email=author["email"])]) == [
        ("/body/create/1/email", "unique")
    ]
    same = user_body()
    assert refused("/users/batch", 409, create=[same, user_body(), same]) == [
        ("/body/create/2/email", "unique")
    ]
    other = new_user(client)
    assert refused("/users/batch", 409, update=[changed(author), changed(other, email=author["email"])]) == [
        ("/body/update/1/changes/email", "unique")
    ]
    comments = [{"body": "x", "post_id": post["id"]}, {"body": "x", "post_id": NOBODY}]
    assert refused("/comments/batch", 409, create=comments) == [("/body/create/1/post_id", "missing_target")]
    assert refused("/users/batch", 404, delete=[{"id": author["id"]}, {"id": NOBODY}]) == [
        ("/body/delete/1", "not_found")
    ]
    late = changed(author, name="Ada") | {"if_match": '"1"'}
    assert refused("/users/batch", 412, update=[changed(other, name="Bob"), late]) == [
        ("/body/update/1", "precondition_failed")
    ]
    twice = [changed(author, name="Ada"), changed(author, bio="x")]
    assert refused("/users/batch", 409, update=twice, delete=[{"id": other["id"]}]) == [
        ("/body/update/0/id", "repeated"),
        ("/body/update/1/id", "repeated"),
    ]


def test_an_override_is_called_and_its_errors_name_the_item_too(client: httpx.Client) -> None:
    """The blog's own service of posts gives a published post its time, one at a time."""
    author, draft = new_user(client), new_post(client)
    batch = {
        "create": [post_body(author, status="published"), post_body(author)],
        "update": [changed(draft, status="published")],
    }
    answer = done(client.post("/posts/batch", json=batch))
    assert [row["published_at"] is None for row in answer["created"]] == [False, True]
    assert answer["updated"][0]["published_at"] is not None
    taken = post_body(author, slug=draft["slug"])
    refused = client.post("/posts/batch", json={"create": [post_body(author), taken]})
    assert problem(refused, 409) == [("/body/create/1/slug", "unique")]
    missing = client.post("/posts/batch", json={"update": [{"id": NOBODY, "changes": {}}]})
    assert problem(missing, 404) == [("/body/update/0", "not_found")]
    late = client.post("/posts/batch", json={"update": [changed(draft, title="x") | {"if_match": '"1"'}]})
    assert problem(late, 412) == [("/body/update/0", "precondition_failed")]


def test_a_hundred_items_and_no_more(client: httpx.Client) -> None:
    answer = done(client.post("/tags/batch", json={"create": [tag_body() for _ in range(100)]}))
    ids = [row["id"] for row in answer["created"]]
    assert len(set(ids)) == 100
    many = {"create": [tag_body()], "delete": [{"id": each} for each in ids]}
    assert problem(client.post("/tags/batch", json=many), 413) == [("/body", "too_long")]
    longer = {"create": [tag_body() for _ in range(101)]}
    assert problem(client.post("/tags/batch", json=longer), 422) == [("/body/create", "too_long")]
    assert done(client.post("/tags/batch", json={"delete": many["delete"]}))["deleted"] == ids
    assert client.get("/tags", params={"name": many["create"][0]["name"]}).json()["items"] == []


def test_what_changes_nothing_writes_nothing(client: httpx.Client) -> None:
    user = new_user(client, bio="Long")
    path = f"/users/{user['id']}"
    tag = client.get(path).headers["etag"]
    same = [changed(user, bio="Long")]
    assert done(client.post("/users/batch", json={"update": same}))["updated"] == [user]
    assert client.get(path).headers["etag"] == tag
    conditional = [changed(user, bio="Short") | {"if_match": f'"7", {tag}'}]
    assert done(client.post("/users/batch", json={"update": conditional}))["updated"][0]["bio"] == "Short"
    assert client.get(path).headers["etag"] != tag
    assert problem(client.post("/users/batch", json={"update": conditional}), 412)
    assert done(client.post("/users/batch", json={"update": [changed(user) | {"if_match": "*"}]}))


def test_what_a_deletion_changes_shows_in_the_answer(client: httpx.Client) -> None:
    """A deleted parent frees its child, whose version rises, and a batch may change that at the same time."""
    parent = new_post(client)
    child = new_post(client, parent_id=parent["id"])
    tag = client.get(f"/posts/{child['id']}").headers["etag"]
    batch = {"update": [changed(child, title="Free") | {"if_match": tag}], "delete": [{"id": parent["id"]}]}
    row = done(client.post("/posts/batch", json=batch))["updated"][0]
    assert row["title"] == "Free" and row["parent_id"] is None
    assert client.get(f"/posts/{row['id']}").json() == row
    author = new_user(client)
    post = new_post(client, author=author)
    comment = client.post(
        "/comments", json={"body": "x", "post_id": post["id"], "author_id": author["id"]}
    ).json()
    assert done(client.post("/users/batch", json={"delete": [{"id": author["id"]}]}))
    problem(client.get(f"/comments/{comment['id']}"), 404)


def test_passwords_are_hashed_and_stay_inside(client: httpx.Client, url: str) -> None:
    body = {"create": [user_body(password=f"canary {number}") for number in range(3)]}
    answer = client.post("/users/batch", json=body)
    rows = done(answer)["created"]
    update = {"update": [changed(rows[0], password="another canary"), changed(rows[1], name="Bob")]}
    again = client.post("/users/batch", json=update)
    assert (
        done(again) and "canary" not in answer.text + again.text and "argon2" not in answer.text + again.text
    )
    refused = client.post(
        "/users/batch", json={"create": [user_body(password="canary"), {"password": "canary"}]}
    )
    assert problem(refused, 422) and "canary" not in refused.text

    async def hashes() -> list[str]:
        async with engine_for(url) as engine, engine.connect() as connection:
            table = User.__table__
            found = await connection.execute(
                select(table.c.id, table.c.password).where(table.c.email.in_([row["email"] for row in rows]))
            )
            by_id = {str(id): password for id, password in found}
            return [by_id[row["id"]] for row in rows]

    stored = asyncio.run(hashes())
    for password, hashed in zip(("another canary", "canary 1", "canary 2"), stored, strict=True):
        assert asyncio.run(verify_password(password, hashed))


def test_a_batch_can_be_sent_again(client: httpx.Client) -> None:
    """`Idempotency-Key` means the same as for a single create."""
    body, headers = {"create": [tag_body(), tag_body()]}, {"Idempotency-Key": "batch"}

    def send(_: int) -> httpx.Response:
        return client.post("/tags/batch", json=body, headers=headers)

    with ThreadPoolExecutor(20) as threads:
        answers = [*threads.map(send, range(20))]
    assert {(each.status_code, each.content) for each in answers} == {(200, answers[0].content)}
    for each in body["create"]:
        assert len(client.get("/tags", params=each).json()["items"]) == 1
    other = client.post("/tags/batch", json={"create": [tag_body()]}, headers=headers)
    assert problem(other, 409) == [("/header/Idempotency-Key", "idempotency_key_reused")]
    assert client.post("/tags", json=tag_body(), headers=headers).status_code == 201  # another operation


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_batch_is_no_id(client: httpx.Client, method: str) -> None:
    """The literal segment wins over an id for every method, and has an `Allow` of its own."""
    for path in ("/posts/batch", "/tags/b%61tch"):
        answer = client.request(method, path, json={} if method in ("PUT", "PATCH") else None)
        assert answer.status_code == 405 and answer.headers["allow"] == "POST"
    problem(client.post("/posts/batch/", json={}), 404)


def test_batches_over_the_same_rows_wait_for_each_other(client: httpx.Client) -> None:
    """In whatever order they name them: none is 503, and each is done as a whole."""
    rows = [new_user(client) for _ in range(12)]

    def send(number: int) -> tuple[int, str]:
        order = rows if number % 2 else rows[::-1]
        name = f"by {number}"
        answer = client.post("/users/batch", json={"update": [changed(row, name=name) for row in order]})
        return answer.status_code, name

    with ThreadPoolExecutor(20) as threads:
        answers = [*threads.map(send, range(40))]
    assert {status for status, _ in answers} == {200}
    names = {client.get(f"/users/{row['id']}").json()["name"] for row in rows}
    assert len(names) == 1 and names <= {name for _, name in answers}


def test_batches_that_change_and_delete_the_same_rows(client: httpx.Client) -> None:
    """One of those that delete wins, and whoever comes later finds nothing."""
    rows = [new_user(client) for _ in range(8)]
    tags = {row["id"]: client.get(f"/users/{row['id']}").headers["etag"] for row in rows}

    def send(number: int) -> int:
        order = rows if number % 2 else rows[::-1]
        half = [changed(row, name=f"by {number}") for row in order[:4]]
        if number % 3 == 0:
            half = [each | {"if_match": tags[each["id"]]} for each in half]
        gone = [{"id": row["id"]} for row in order[4:]] if number % 4 == 3 else []
        return client.post("/users/batch", json={"update": half, "delete": gone}).status_code

    with ThreadPoolExecutor(16) as threads:
        statuses = [*threads.map(send, range(32))]
    assert set(statuses) <= {200, 404, 412}
    assert statuses[3::4].count(200) == 1


def test_batches_that_create_the_same_rows_in_opposite_order(client: httpx.Client) -> None:
    """One succeeds; the others conflict with it, also where PostgreSQL must end a deadlock between them."""
    for path, bodies, parallel in (
        ("/users/batch", [user_body() for _ in range(10)], 10),
        ("/tags/batch", [tag_body() for _ in range(30)], 2),
    ):
        with ThreadPoolExecutor(parallel) as threads:
            orders = [bodies if number % 2 else bodies[::-1] for number in range(parallel)]
            answers = [
                *threads.map(lambda order, path=path: client.post(path, json={"create": order}), orders)
            ]
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses == [200, *[409] * (parallel - 1)]


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
            answer = done(await client.post(path, json=body))
            return len(said), answer

        author = done(await client.post("/users/batch", json={"create": [user_body()]}))["created"][0]
        tag = done(await client.post("/tags/batch", json={"create": [tag_body()]}))["created"][0]
        counts = []
        for number in (1, 30):
            new = [post_body(author, tag_ids=[tag["id"]]) for _ in range(number)]
            made, answer = await statements("/posts/batch", {"create": new})
            rows = answer["created"]
            new_tags, _ = await statements("/tags/batch", {"create": [tag_body() for _ in range(number)]})
            changes = [changed(row, title=f"{place}", tag_ids=[]) for place, row in enumerate(rows)]
            altered, _ = await statements("/posts/batch", {"update": changes})
            dropped, _ = await statements("/posts/batch", {"delete": [{"id": row["id"]} for row in rows]})
            counts.append((made, new_tags, altered, dropped))
        assert counts[0] == counts[1]

    talk(postgres_database, conversation, Services())


def test_a_hand_written_route_wins_over_it(database_url: str) -> None:
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


def test_it_is_answered_alike_on_fastapis_road(database_url: str) -> None:
    """With an override of a dependency no request is served by its compiled route."""

    async def conversation(_: AsyncEngine, client: httpx.AsyncClient) -> None:
        app = app_of(client)
        body, headers = {"create": [tag_body()]}, {"Idempotency-Key": "key"}
        wrong = {"create": [{"name": 1}], "update": [{"id": "x"}]}
        first = [await client.post("/tags/batch", json=each, headers=headers) for each in (body, wrong)]
        app.dependency_overrides[talk] = talk
        again = [await client.post("/tags/batch", json=each, headers=headers) for each in (body, wrong)]
        assert [answer.status_code for answer in first] == [200, 422]
        assert [answer.content for answer in again] == [answer.content for answer in first]
        assert (await client.get("/tags/batch")).status_code == 405

    talk(database_url, conversation, Services())


def test_visible_and_every_override_are_obeyed(database_url: str) -> None:
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
