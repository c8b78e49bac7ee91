"""`?fields=` and `?expand=`: some members of a resource, and the rows that it refers to, on both databases."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path
from typing import Annotated, Any, get_args
from uuid import uuid4

import httpx2 as httpx
import jsonschema_rs
import pytest
from fastapi import Depends, Header, HTTPException
from sqlalchemy import ColumnElement, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from generated.api import create_api
from generated.models import load_all
from generated.models.comment import Comment
from generated.models.post import Post
from generated.models.tag import Tag
from generated.models.user import User
from generated.runtime.driver.direct_statements import AcquiredConnection
from generated.runtime.endpoints import views
from generated.runtime.resources import relations
from generated.services import Services
from generated.services.comment import CommentService
from generated.services.post import PostRow, PostService
from generated.services.tag import TagService
from generated.services.user import UserService
from specloom.emit.relations import MAX_PATHS
from specloom.language.service import ServiceSpec
from tests.support.databases import engine_for, new_postgres_database
from tests.support.serving import ROOT

MANY = 103
"""Comments of one post: more than it is expanded by."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database of the blog with two users, two posts, two tags and many comments."""
    if request.param == "sqlite":
        made = f"sqlite:///{tmp_path_factory.mktemp('views') / 'blog.db'}"
        asyncio.run(_fill(made))
        yield made
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as made:
        asyncio.run(_fill(made))
        yield made


async def _fill(url: str) -> None:
    async with engine_for(url) as engine, async_sessionmaker(engine)() as db:
        async with engine.begin() as connection:
            await connection.run_sync(load_all().metadata.create_all)
        ada, bob = (
            User(email="ada@a.example", password="canary-hash"),
            User(email="bob@a.example", password="x"),
        )
        old, new = Tag(name="old"), Tag(name="new")
        db.add_all([ada, bob, old, new])
        await db.flush()
        first = Post(title="First", slug="ada-first", body="b", keywords=[], author_id=ada.id)
        db.add(first)
        await db.flush()
        second = Post(
            title="Second", slug="bob-second", body="b", keywords=["k"], author_id=bob.id, parent_id=first.id
        )
        second.tags = [new, old]
        db.add(second)
        await db.flush()
        for number in range(MANY):
            db.add(Comment(body=f"{number}", post_id=second.id, author_id=None if number % 2 else ada.id))
            await db.flush()
        await db.commit()


class Client(httpx.AsyncClient):
    """A client that keeps the statements that its requests cause."""

    statements: list[str]

    async def body(self, path: str, **headers: str) -> Any:
        """Return the body of a 200."""
        answer = await self.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()


@asynccontextmanager
async def client_of(url: str, *, driver: bool = False, **options: Any) -> AsyncIterator[Client]:
    """Yield a client of the blog, whose options are those of `create_api`; reads from the driver, if asked."""
    async with engine_for(url) as engine:
        new_session = async_sessionmaker(engine, expire_on_commit=False)

        async def get_db() -> AsyncIterator[AsyncSession]:
            async with new_session() as session:
                yield session

        async def get_read_db() -> AsyncIterator[Any]:
            async with AcquiredConnection(engine.sync_engine) as connection:
                yield connection

        app = create_api(get_db, get_read_db=get_read_db if driver else None, **options)
        async with Client(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            client.statements = []
            if not driver:
                _listen(engine, client.statements)
            yield client


def _listen(engine: AsyncEngine, statements: list[str]) -> None:
    def keep(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", keep)


def asked(url: str, talk: Callable[[Client], Awaitable[None]], **options: Any) -> None:
    """Run a conversation with the blog."""

    async def run() -> None:
        async with client_of(url, **options) as client:
            await talk(client)

    asyncio.run(run())


async def second_post(client: Client) -> dict[str, Any]:
    page = await client.body("/posts?slug=bob-second")
    found: dict[str, Any] = page["items"][0]
    return found


def test_fields_are_those_that_are_asked_for_in_the_order_of_the_schema(url: str) -> None:
    async def talk(client: Client) -> None:
        post = await second_post(client)
        for fields, names in (
            ("title", ["title"]),
            ("tag_ids,title,id,title", ["id", "title", "tag_ids"]),
            (",".join(post), list(post)),
        ):
            body = await client.body(f"/posts/{post['id']}?fields={fields}")
            assert list(body) == names and body == {name: post[name] for name in names}
            page = await client.body(f"/posts?fields={fields}&sort=-title&limit=1&count=true")
            assert page["items"] == [body] and page["total"] == 2
            rest = await client.body(
                f"/posts?fields={fields}&sort=-title&limit=1&cursor={page['next_cursor']}"
            )
            assert [list(each) for each in rest["items"]] == [names] and rest["items"] != page["items"]

    asked(url, talk)


@pytest.mark.parametrize("driver", [False, True])
def test_only_what_lacks_members_has_another_media_type(url: str, driver: bool) -> None:
    """So that whoever gets `application/json` has every member, on each road that answers."""
    if driver and url.startswith("sqlite"):
        pytest.skip("reads go to the driver on PostgreSQL alone")

    async def talk(client: Client) -> None:
        one = f"/posts/{(await second_post(client))['id']}"
        for path in ("/posts", one):
            for method, origin in product(("GET", "HEAD"), ({}, {"Origin": "https://a.example"})):
                for query in ("", "fields=id", "expand=author", "fields=id,title&expand=author"):
                    if driver and "expand" in query:
                        continue
                    answer = await client.request(method, f"{path}?{query}", headers=origin)
                    partial = "partial+" if "fields" in query else ""
                    assert answer.headers["content-type"] == f"application/{partial}json"
        unknown = await client.get(f"/posts/{uuid4()}?fields=id")
        assert unknown.headers["content-type"] == "application/problem+json"
        changed = await client.patch(one, json={})
        assert changed.headers["content-type"] == "application/json"

    asked(url, talk, driver=driver)


def test_only_the_columns_that_are_needed_are_selected(url: str) -> None:
    async def talk(client: Client) -> None:
        post = await second_post(client)
        client.statements.clear()
        await client.body(f"/posts/{post['id']}?fields=title")
        await client.body("/posts?fields=title&sort=slug&limit=1")
        one, page = client.statements
        assert "body" not in one and "tag" not in one and "slug" not in one
        assert "body" not in page and "tag" not in page and "slug" in page.partition("FROM")[0]

    asked(url, talk)


def test_what_is_not_whole_has_no_entity_tag(url: str) -> None:
    async def talk(client: Client) -> None:
        path = f"/posts/{(await second_post(client))['id']}"
        tag = (await client.get(path)).headers["etag"]
        assert (await client.get(path, headers={"If-None-Match": tag})).status_code == 304
        for query in ("fields=id", "expand=author", "fields=id&expand=tags"):
            for method in ("GET", "HEAD"):
                answer = await client.request(method, f"{path}?{query}", headers={"If-None-Match": tag})
                assert answer.status_code == 200 and "etag" not in answer.headers
            assert not answer.content and int(answer.headers["content-length"]) > 10

    asked(url, talk)


@pytest.mark.parametrize(
    "query",
    [
        *(
            "fields=",
            "fields=nothing",
            "fields=password",
            "fields=author",
            "fields=row_version",
            "fields=id,",
        ),
        *("fields=ID", "fields=metadata_", "expand=", "expand=nothing", "expand=author_id", "expand=author."),
        *(
            "expand=author,",
            "expand=.author",
            "expand=author.posts.author",
            "expand=password",
            "expand=AUTHOR",
        ),
        *("expand=author&expand=tags", "fields=id&fields=title", "expand=author%00", "expand=author.nothing"),
        *(f"expand={'author,' * MAX_PATHS}author", "expand=" + "parent." * 9000 + "parent", "nothing=1"),
    ],
)
def test_what_nobody_has_is_refused(url: str, query: str) -> None:
    async def talk(client: Client) -> None:
        path = f"/posts/{(await second_post(client))['id']}"
        for each in (path, "/posts"):
            answer = await client.get(f"{each}?{query}")
            assert answer.status_code == 422, answer.text

    asked(url, talk)


def test_each_kind_of_relation_is_expanded_by_rows_as_their_own_entity_answers_them(url: str) -> None:
    async def talk(client: Client) -> None:
        post = await second_post(client)
        users = {each["id"]: each for each in (await client.body("/users"))["items"]}
        posts = {each["id"]: each for each in (await client.body("/posts"))["items"]}
        tags = (await client.body("/tags"))["items"]
        comments = (await client.body("/comments?sort=id&limit=100"))["items"]
        client.statements.clear()
        body = await client.body(f"/posts/{post['id']}?expand=comments.author,tags,author,parent,comments")
        assert len(client.statements) == 8  # the post and its links, five relations, the links of the parent
        assert list(body) == [*post, "author", "parent", "tags", "comments"]
        assert body["author"] == users[post["author_id"]] and body["parent"] == posts[post["parent_id"]]
        assert body["tags"] == tags and [each["id"] for each in tags] == post["tag_ids"]
        assert len(body["comments"]) == 100
        for shown, each in zip(body["comments"], comments, strict=True):
            author = None if each["author_id"] is None else users[each["author_id"]]
            assert shown == {**each, "author": author}
        page = await client.body("/posts?expand=parent.parent,comments&fields=title&sort=-title")
        second, first = page["items"]
        assert list(second) == ["title", "parent", "comments"]
        assert second["parent"] == {**posts[post["parent_id"]], "parent": None}
        assert second["comments"] == comments
        assert first == {"title": "First", "parent": None, "comments": []}
        user = await client.body(f"/users/{post['author_id']}?expand=posts.tags&fields=email")
        assert user == {"email": "bob@a.example", "posts": [{**post, "tags": tags}]}
        assert "hash" not in json.dumps([body, page, user])

    asked(url, talk)


def test_pages_can_be_walked_with_whatever_is_shown(url: str) -> None:
    async def talk(client: Client) -> None:
        seen: list[str] = []
        cursor = ""
        for query in ("expand=author", "fields=id", "", "fields=body&expand=post,author.posts") * 7:
            page = await client.body(f"/comments?limit=4&{query}{cursor}")
            seen += (page["next_cursor"],)
            cursor = f"&cursor={page['next_cursor']}"
            if page["next_cursor"] is None:
                break
        assert len(seen) == -(-MANY // 4) and len(set(seen)) == len(seen)

    asked(url, talk)


def test_of_many_rows_each_gets_fewer(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_AT_ONCE", 6)

    async def talk(client: Client) -> None:
        page = await client.body("/posts?expand=comments&sort=slug")
        first, second = page["items"]
        comments = (await client.body("/comments?sort=id&limit=3"))["items"]
        assert first["comments"] == [] and second["comments"] == comments

    asked(url, talk)


def test_answers_fit_the_document(url: str) -> None:
    async def talk(client: Client) -> None:
        document = await client.body("/openapi.json")
        for path in ("/posts", "/comments", "/users", "/tags"):
            parts = {"components": document["components"]}
            content = document["paths"][path]["get"]["responses"]["200"]["content"]
            whole, view = (
                document["components"]["schemas"][each["schema"]["$ref"].rpartition("/")[2]]
                for each in content.values()
            )
            row, part = (
                document["components"]["schemas"][
                    each["properties"]["items"]["items"]["$ref"].rpartition("/")[2]
                ]
                for each in (whole, view)
            )
            assert "required" not in part and row["properties"] == part["properties"]
            relations = [*row["properties"].keys() - {*row["required"]}]
            queries = ["", "fields=id"]
            queries += [f"expand={each}{more}" for each in relations for more in ("", "&fields=id")]
            for query in queries:
                answer = await client.get(f"{path}?{query}")
                assert answer.status_code == 200, answer.text
                schema = content[answer.headers["content-type"]]["schema"]
                assert ("View" in schema["$ref"]) == ("fields" in query)
                validator = jsonschema_rs.Draft202012Validator({**schema, **parts})
                assert validator.is_valid(answer.json()), (path, query)
                assert answer.json()["items"][0].keys() <= row["properties"].keys()

    asked(url, talk)


async def caller(x_caller: Annotated[str | None, Header()] = None) -> str:
    """Return who asks."""
    if x_caller is None:
        raise HTTPException(401)
    return x_caller


class OwnPosts(PostService):
    """Shows posts whose slug begins with the caller's name."""

    def __init__(self, name: Annotated[str, Depends(caller)]) -> None:
        self.name = name

    def visible(self) -> ColumnElement[bool]:
        """Return the condition that a post is the caller's."""
        return Post.slug.startswith(f"{self.name}-", autoescape=True)


class EvenComments(CommentService):
    """Shows comments of someone."""

    def visible(self) -> ColumnElement[bool]:
        """Return the condition that a comment has an author."""
        return Comment.author_id.is_not(None)


class NewTags(TagService):
    """Shows one tag."""

    def visible(self) -> ColumnElement[bool]:
        """Return the condition that it is the one."""
        return Tag.name == "new"


class TitledOnce(PostService):
    """Lists posts in a way of its own."""

    def order(self, query: Any) -> Any:
        """Return the order of the query."""
        return super().order(query)


class Nobody(UserService):
    """Shows no users but Bob."""

    def visible(self) -> ColumnElement[bool]:
        """Return the condition that it is Bob."""
        return User.email == "bob@a.example"


def test_what_a_service_hides_is_missing_however_it_is_reached(url: str) -> None:
    """Services are made with what their constructors ask for, and only for requests that reach their entities."""
    services = Services(post=OwnPosts, comment=EvenComments, tag=NewTags, user=Nobody)

    async def talk(client: Client) -> None:
        bob = {"X-Caller": "bob"}
        post = (await client.body("/posts?expand=parent,author,tags,comments.author", **bob))["items"][0]
        assert post["parent"] is None and post["author"]["email"] == "bob@a.example"
        assert [each["name"] for each in post["tags"]] == ["new"] and len(post["tag_ids"]) == 1
        assert len(post["comments"]) == 52 and all(each["author"] is None for each in post["comments"])
        assert (await client.get("/users?fields=id")).status_code == 200
        assert (await client.get("/users?expand=comments&limit=1")).status_code == 200
        assert (await client.get("/users?expand=posts&limit=1")).status_code == 401
        assert (await client.get("/users?expand=comments.post&limit=1")).status_code == 401
        (user,) = (await client.body("/users?expand=posts.tags", **bob))["items"]
        assert [each["name"] for each in user["posts"][0]["tags"]] == ["new"]
        assert len(user["posts"][0]["tag_ids"]) == 1
        comment = (await client.body("/comments?expand=post.parent&limit=1", **bob))["items"][0]
        assert comment["post"]["slug"] == "bob-second" and comment["post"]["parent"] is None
        comment = (await client.body("/comments?expand=post&limit=1", **{"X-Caller": "ada"}))["items"][0]
        assert comment["post"] is None and comment["post_id"]

    asked(url, talk, services=services)


def test_a_service_that_all_requests_share_is_left_as_it_is(url: str) -> None:
    post, comment = TitledOnce(), EvenComments()
    services = Services(post=lambda: post, comment=lambda: comment)

    async def talk(client: Client) -> None:
        whole = await client.body("/posts")
        queries = [
            "",
            "fields=title",
            "expand=comments",
            "fields=id&expand=comments.post,tags",
            "limit=1",
        ] * 4
        answers = await asyncio.gather(*(client.body(f"/posts?sort=title&{query}") for query in queries))
        for query, answer in zip(queries, answers, strict=True):
            for item in answer["items"]:
                assert len(item) == len(whole["items"][0]) or query[:6] in ("fields", "expand")
                assert len(item.get("comments", ())) in (0, 52)

    asked(url, talk, services=services)


async def editor(name: Annotated[str, Depends(caller)]) -> None:
    """Raise 403 for everybody but the editor."""
    if name != "editor":
        raise HTTPException(403)


def test_no_relation_leads_past_the_guard_of_an_entity(url: str) -> None:
    async def talk(client: Client) -> None:
        post = await second_post(client)
        for path in ("/posts", f"/posts/{post['id']}"):
            for query in (
                *("expand=tags", "%65xpand=tags", "expand=t%61gs", "fields=id&expand=author,tags"),
                *("expand=parent.tags", "expand=tags&", "&&expand=tags", "expand=comments,tags"),
            ):
                for method in ("GET", "HEAD"):
                    asked_for = f"{path}?{query}"
                    assert (await client.request(method, asked_for)).status_code == 401, query
                    for name, status in (("ada", 403), ("editor", 200)):
                        answer = await client.request(method, asked_for, headers={"X-Caller": name})
                        assert answer.status_code == status, query
            for query in ("", "fields=tag_ids", "expand=author,comments.author,parent.author"):
                assert (await client.get(f"{path}?{query}")).status_code == 200, query
        assert (await client.get("/users?expand=posts.tags")).status_code == 401
        for too_much in ("parent." * 9000 + "tags", "author," * MAX_PATHS + "tags"):
            assert (await client.get(f"/posts?expand={too_much}")).status_code == 422
        as_many = "author," * (MAX_PATHS - 1) + "parent"
        assert (await client.get(f"/posts?expand={as_many}")).status_code == 200

    asked(url, talk, entity_dependencies={"tag": [Depends(editor)]})


class Titled(PostService):
    """Reads posts in a way of its own, for which it looks at more than a client may ask for."""

    async def read(self, db: AsyncSession, id: Any) -> PostRow:
        """Return the post, its title followed by the length of its body."""
        row = await super().read(db, id)
        row.title = f"{row.title} ({len(row.body)})"
        return row


def test_a_service_that_reads_in_a_way_of_its_own_is_asked(url: str) -> None:
    async def talk(client: Client) -> None:
        post = await second_post(client)
        body = await client.body(f"/posts/{post['id']}?fields=title&expand=author")
        assert list(body) == ["title", "author"] and body["title"] == "Second (1)"

    asked(url, talk, services=Services(post=Titled))


def test_reads_from_a_connection_of_the_driver(postgres_database: str) -> None:
    """What is expanded is read through the session of `get_db`; everything is answered as without the driver."""
    asyncio.run(_fill(postgres_database))

    async def run() -> None:
        async with (
            client_of(postgres_database) as plain,
            client_of(postgres_database, driver=True) as client,
        ):
            post = await second_post(client)
            for path in ("/posts", f"/posts/{post['id']}"):
                for query in (
                    *(
                        "",
                        "fields=title",
                        "fields=id,rating,tag_ids,metadata",
                        "expand=author,comments.author",
                    ),
                    *("fields=title&expand=tags,parent.tags", "expand=nothing", "fields=nothing"),
                ):
                    one, other = [await each.get(f"{path}?{query}") for each in (plain, client)]
                    assert (one.status_code, one.content) == (other.status_code, other.content)
                    assert one.headers == other.headers
            assert (await client.get(f"/posts/{uuid4()}?expand=author")).status_code == 404
            assert (await client.get(f"/posts/{uuid4()}?fields=id")).status_code == 404

    asyncio.run(run())


def test_entities_are_imported_when_they_are_first_expanded(tmp_path: Path) -> None:
    script = f"""
import asyncio, sys
import httpx2 as httpx
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from generated.api import create_api

engine = create_async_engine("sqlite+aiosqlite:///{tmp_path / "lazy.db"}")

async def get_db():
    async with async_sessionmaker(engine)() as session:
        yield session

def imported():
    return [name for name in ("relations", "services.comment", "services.user") if f"generated.{{name}}" in sys.modules]

async def main():
    seen = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_api(get_db)), base_url="http://test") as client:
        seen.append(imported())
        await client.get("/tags?fields=id&limit=0")
        seen.append(imported())
        from generated.models import load_all
        async with engine.begin() as connection:
            await connection.run_sync(load_all().metadata.create_all)
        user = (await client.post("/users", json={{"email": "a@a.example", "password": "p"}})).json()
        seen.append(imported())
        answer = await client.get(f"/users/{{user['id']}}?expand=comments")
        assert answer.status_code == 200, answer.text
        seen.append(imported())
    await engine.dispose()
    print(seen)

asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == str(
        [
            [],
            ["relations"],
            ["relations", "services.user"],
            ["relations", "services.comment", "services.user"],
        ]
    )


def test_the_generator_and_the_runtime_agree_on_how_much_can_be_expanded() -> None:
    assert relations.MAX_PATHS == MAX_PATHS
    depths = get_args(ServiceSpec.model_fields["expand_depth"].annotation)
    assert max(depths) == relations.MAX_PATH_LENGTH
