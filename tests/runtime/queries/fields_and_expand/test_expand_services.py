"""`?expand=` with hand-written services, guards, and reads from the driver, on both databases."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any, get_args
from uuid import uuid4

from fastapi import Depends, Header, HTTPException
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from generated.models.comment import Comment
from generated.models.post import Post
from generated.models.tag import Tag
from generated.models.user import User
from generated.runtime.resources import relations
from generated.services import Services
from generated.services.comment import CommentService
from generated.services.post import PostRow, PostService
from generated.services.tag import TagService
from generated.services.user import UserService
from specloom.emit.relations import MAX_PATHS
from specloom.language.service import ServiceSpec
from tests.support.expand_client import Client, client_of, fill, run_with_client, second_post
from tests.support.serving import ROOT


async def caller(x_caller: Annotated[str | None, Header()] = None) -> str:
    """Return the name of the caller."""
    if x_caller is None:
        raise HTTPException(401)
    return x_caller


class OwnPosts(PostService):
    """Shows posts whose slug begins with the name of the caller."""

    def __init__(self, name: Annotated[str, Depends(caller)]) -> None:
        self.name = name

    def visible(self) -> ColumnElement[bool]:
        """Return the condition for the posts of the caller."""
        return Post.slug.startswith(f"{self.name}-", autoescape=True)


class EvenComments(CommentService):
    """Shows comments that have an author."""

    def visible(self) -> ColumnElement[bool]:
        """Return the condition for comments with an author."""
        return Comment.author_id.is_not(None)


class NewTags(TagService):
    """Shows one tag."""

    def visible(self) -> ColumnElement[bool]:
        """Return the condition for the tag."""
        return Tag.name == "new"


class TitledOnce(PostService):
    """Overrides the order of lists."""

    def order(self, query: Any) -> Any:
        """Return the order of the query."""
        return super().order(query)


class OnlyBob(UserService):
    """Shows only Bob."""

    def visible(self) -> ColumnElement[bool]:
        """Return the condition for Bob."""
        return User.email == "bob@a.example"


def test_hidden_rows_are_not_expanded(url: str) -> None:
    """A service is constructed only for a request that reads its entity, with the dependencies of its constructor."""
    services = Services(post=OwnPosts, comment=EvenComments, tag=NewTags, user=OnlyBob)

    async def requests(client: Client) -> None:
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

    run_with_client(url, requests, services=services)


def test_a_shared_service_is_not_changed(url: str) -> None:
    post, comment = TitledOnce(), EvenComments()
    services = Services(post=lambda: post, comment=lambda: comment)

    async def requests(client: Client) -> None:
        whole = await client.body("/posts")
        queries = [
            "",
            "fields=title",
            "expand=comments",
            "fields=id&expand=comments.post,tags",
            "limit=1",
        ] * 4
        responses = await asyncio.gather(*(client.body(f"/posts?sort=title&{query}") for query in queries))
        for query, response in zip(queries, responses, strict=True):
            for item in response["items"]:
                assert len(item) == len(whole["items"][0]) or query[:6] in ("fields", "expand")
                assert len(item.get("comments", ())) in (0, 52)

    run_with_client(url, requests, services=services)


async def editor(name: Annotated[str, Depends(caller)]) -> None:
    """Raise 403 for all callers except the editor."""
    if name != "editor":
        raise HTTPException(403)


def test_expand_applies_the_guards_of_an_entity(url: str) -> None:
    async def requests(client: Client) -> None:
        post = await second_post(client)
        for path in ("/posts", f"/posts/{post['id']}"):
            for query in (
                *("expand=tags", "%65xpand=tags", "expand=t%61gs", "fields=id&expand=author,tags"),
                *("expand=parent.tags", "expand=tags&", "&&expand=tags", "expand=comments,tags"),
            ):
                for method in ("GET", "HEAD"):
                    target = f"{path}?{query}"
                    assert (await client.request(method, target)).status_code == 401, query
                    for name, status in (("ada", 403), ("editor", 200)):
                        response = await client.request(method, target, headers={"X-Caller": name})
                        assert response.status_code == status, query
            for query in ("", "fields=tag_ids", "expand=author,comments.author,parent.author"):
                assert (await client.get(f"{path}?{query}")).status_code == 200, query
        assert (await client.get("/users?expand=posts.tags")).status_code == 401
        for too_much in ("parent." * 9000 + "tags", "author," * MAX_PATHS + "tags"):
            assert (await client.get(f"/posts?expand={too_much}")).status_code == 422
        as_many = "author," * (MAX_PATHS - 1) + "parent"
        assert (await client.get(f"/posts?expand={as_many}")).status_code == 200

    run_with_client(url, requests, entity_dependencies={"tag": [Depends(editor)]})


class Titled(PostService):
    """Overrides `read` and uses a column that the client did not select."""

    async def read(self, db: AsyncSession, id: Any) -> PostRow:
        """Return the post, its title followed by the length of its body."""
        row = await super().read(db, id)
        row.title = f"{row.title} ({len(row.body)})"
        return row


def test_an_override_of_read_or_list_is_called(url: str) -> None:
    async def requests(client: Client) -> None:
        post = await second_post(client)
        body = await client.body(f"/posts/{post['id']}?fields=title&expand=author")
        assert list(body) == ["title", "author"] and body["title"] == "Second (1)"

    run_with_client(url, requests, services=Services(post=Titled))


def test_reads_from_a_connection_of_the_driver(postgres_database: str) -> None:
    """Expanded rows are read with the session of `get_db`. All responses are the same as without the driver."""
    asyncio.run(fill(postgres_database))

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
        response = await client.get(f"/users/{{user['id']}}?expand=comments")
        assert response.status_code == 200, response.text
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


def test_the_compiler_and_the_runtime_have_the_same_expand_limits() -> None:
    assert relations.MAX_PATHS == MAX_PATHS
    depths = get_args(ServiceSpec.model_fields["expand_depth"].annotation)
    assert max(depths) == relations.MAX_PATH_LENGTH
