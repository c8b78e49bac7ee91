"""What caches need: entity tags of what a caller is shown, `Cache-Control`, and `Vary` for what tells callers apart."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from fastapi import Cookie, Depends, FastAPI, Header, HTTPException, Request, Response, Security
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import APIKeyCookie, HTTPBearer
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from starlette.responses import PlainTextResponse

from app.settings import Settings
from generated.api import create_api
from generated.models import load_all
from generated.models.tag import Tag
from generated.runtime.driver.direct_statements import AcquiredConnection
from generated.services import Services
from generated.services.post import PostService
from generated.services.tag import TagRow, TagService
from tests.runtime.endpoints.test_idempotent_callers import Middleware
from tests.support.databases import engine_for
from tests.support.serving import ROOT, serve

Wrap = Callable[[FastAPI], None]
Talk = Callable[[httpx.AsyncClient], Awaitable[None]]
ANN, BOB = {"x-caller": "ann"}, {"x-caller": "bob"}


def unchanged(_: FastAPI) -> None:
    """Leave an application as it is."""


def talk(
    url: str,
    conversation: Talk,
    wrap: Wrap = unchanged,
    *,
    direct: bool = False,
    **options: Any,
) -> None:
    """Talk to an application on a database; `direct` lets reads use the driver where it is PostgreSQL's."""

    async def main() -> None:
        async with engine_for(url) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(load_all().metadata.drop_all)
                await connection.run_sync(load_all().metadata.create_all)
            new_session = async_sessionmaker(engine, expire_on_commit=False)

            async def get_db() -> AsyncIterator[AsyncSession]:
                async with new_session() as session:
                    yield session

            async def get_read_db() -> AsyncIterator[Any]:
                async with AcquiredConnection(engine.sync_engine) as connection:
                    yield connection

            if direct and engine.dialect.name == "postgresql":
                options["get_read_db"] = get_read_db
            app = create_api(get_db, **options)
            wrap(app)
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
                await conversation(client)

    asyncio.run(main())


class HeadedTags(TagService):
    """Shows each caller the tags that begin with its name."""

    def __init__(self, x_caller: Annotated[str, Header()] = "ann") -> None:
        self.caller = x_caller

    def visible(self) -> ColumnElement[bool]:
        return Tag.name.startswith(self.caller)


def by_fastapi(app: FastAPI) -> None:
    """Let FastAPI serve every request."""
    app.dependency_overrides = {len: len}


async def new_post(client: httpx.AsyncClient, tags: list[int]) -> httpx.Response:
    user = {"email": f"{uuid4().hex}@b.co", "password": "long enough"}
    post: dict[str, Any] = {"title": "t", "slug": uuid4().hex, "body": "b", "keywords": [], "tag_ids": tags}
    post["author_id"] = (await client.post("/users", json=user)).json()["id"]
    answer = await client.post("/posts", json=post)
    assert answer.status_code == 201, answer.text
    return answer


async def tagged_post(client: httpx.AsyncClient) -> httpx.Response:
    """Create a post with a tag that Ann sees, and one that Bob sees."""
    tags = [
        (await client.post("/tags", json={"name": name}, headers={"x-caller": name})).json()["id"]
        for name in ("ann", "bob")
    ]
    post = await new_post(client, tags[:1])
    link = await client.put(f"{post.headers['location']}/tags/{tags[1]}", headers=BOB)
    assert link.status_code == 204
    return post


@pytest.mark.parametrize("wrap", [unchanged, by_fastapi], ids=["compiled", "fastapi"])
def test_who_is_shown_something_else_has_another_entity_tag(database_url: str, wrap: Wrap) -> None:
    """The one's gets the other no 304, and each gets 304 for its own; a change to it is made with either."""

    async def conversation(client: httpx.AsyncClient) -> None:
        path = (await tagged_post(client)).headers["location"]
        ann, bob = [await client.get(path, headers=who) for who in (ANN, BOB)]
        assert ann.json()["tag_ids"] != bob.json()["tag_ids"]
        tags = [each.headers["etag"] for each in (ann, bob)]
        assert tags[0] != tags[1] and tags[0].partition("-")[0] == tags[1].partition("-")[0]
        for who, own, other in ((ANN, tags[0], tags[1]), (BOB, tags[1], tags[0])):
            same = await client.get(path, headers=who | {"if-none-match": own})
            assert same.status_code == 304 and same.headers["etag"] == own and not same.content
            assert same.headers["cache-control"] == "private" and same.headers["vary"] == "X-Caller"
            weak = await client.get(path, headers=who | {"if-none-match": f'"x", W/{own}'})
            assert weak.status_code == 304
            assert (await client.get(path, headers=who | {"if-none-match": other})).status_code == 200
            head = await client.head(path, headers=who)
            assert head.headers["etag"] == own and head.headers["vary"] == "X-Caller"
        for number, tag in enumerate(tags):
            weak = await client.patch(path, json={"title": "no"}, headers=ANN | {"if-match": f"W/{tag}"})
            assert weak.status_code == 412
            none = tag[:-1].partition("-")[0]
            for odd in (f'{none}-"', f'{none}-xyz"', f'{none}-{"0" * 17}"', f'{none[:-1]}"'):
                answer = await client.patch(path, json={"title": "no"}, headers=ANN | {"if-match": odd})
                assert answer.status_code == 412, odd
            changed = await client.patch(path, json={"title": f"{number}"}, headers=ANN | {"if-match": tag})
            assert changed.status_code == 200
            assert changed.headers["etag"] == (await client.get(path, headers=ANN)).headers["etag"]
            tags[1] = (await client.get(path, headers=BOB)).headers["etag"]
        assert (await client.delete(path, headers=ANN | {"if-match": tags[0]})).status_code == 412
        assert (await client.delete(path, headers=ANN | {"if-match": tags[1]})).status_code == 204

    talk(database_url, conversation, wrap, services=Services(tag=HeadedTags))


def test_a_created_row_has_the_entity_tag_that_a_read_gives(database_url: str) -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        tag = (await client.post("/tags", json={"name": "ann"})).json()["id"]
        post = await new_post(client, [tag])
        assert post.headers["etag"] == (await client.get(post.headers["location"])).headers["etag"]
        assert "-" in post.headers["etag"]

    talk(database_url, conversation, services=Services(tag=HeadedTags))


@pytest.mark.parametrize(
    "direct",
    [False, pytest.param(True, marks=pytest.mark.private_apis("connections of the driver for reads"))],
)
def test_where_all_callers_are_shown_the_same_it_is_the_version(database_url: str, direct: bool) -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        tag = await client.post("/tags", json={"name": "x"})
        post = await new_post(client, [tag.json()["id"]])
        for answer in (tag, post):
            assert answer.headers["etag"].strip('"').isdigit()
            read = await client.get(answer.headers["location"])
            assert read.headers["etag"] == answer.headers["etag"]
            with_digest = f'{answer.headers["etag"][:-1]}-0123456789abcdef"'
            assert (
                await client.patch(answer.headers["location"], json={}, headers={"if-match": with_digest})
            ).status_code == 200
            unseen = await client.get(answer.headers["location"], headers={"if-none-match": with_digest})
            assert unseen.status_code == 200

    talk(database_url, conversation, direct=direct)


def test_an_override_that_shows_callers_different_fields_has_different_tags(database_url: str) -> None:
    class Masked(TagService):
        def __init__(self, x_caller: Annotated[str, Header()]) -> None:
            self.caller = x_caller

        async def read(self, db: AsyncSession, id: int) -> TagRow:
            row = await super().read(db, id)
            row.name = row.name if self.caller == "ann" else "hidden"
            return row

    async def conversation(client: httpx.AsyncClient) -> None:
        path = (await client.post("/tags", json={"name": "x"}, headers=ANN)).headers["location"]
        ann, bob = [await client.get(path, headers=who) for who in (ANN, BOB)]
        assert ann.headers["etag"] != bob.headers["etag"]
        other = await client.get(path, headers=BOB | {"if-none-match": ann.headers["etag"]})
        assert other.status_code == 200 and other.json()["name"] == "hidden"

    talk(database_url, conversation, services=Services(tag=Masked))


def test_the_items_of_a_batch_take_such_tags(database_url: str) -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        post = await tagged_post(client)
        tag = (await client.get(post.headers["location"], headers=BOB)).headers["etag"]
        item = {"id": post.json()["id"], "if_match": tag, "changes": {"title": "new"}}
        assert (await client.post("/posts/batch", json={"update": [item]})).status_code == 200
        assert (await client.post("/posts/batch", json={"update": [item]})).status_code == 412

    talk(database_url, conversation, services=Services(tag=HeadedTags))


class Broken(PostService):
    async def read(self, _: AsyncSession, __: Any) -> Any:
        raise LookupError


@pytest.mark.parametrize("wrap", [unchanged, by_fastapi], ids=["compiled", "fastapi"])
def test_every_response_says_who_may_keep_it(database_url: str, wrap: Wrap) -> None:
    """Whatever its status is, and whoever makes it."""
    seen: set[int] = set()

    async def guard(x_caller: Annotated[str | None, Header()] = None) -> None:
        if x_caller is None:
            raise HTTPException(401)
        if x_caller == "bob":
            raise HTTPException(403)

    async def conversation(client: httpx.AsyncClient) -> None:
        async def send(
            status: int, method: str, path: str, vary: str | None = "X-Caller", **more: Any
        ) -> Any:
            headers = ANN | more.pop("headers", {})
            answer = await client.request(method, path, headers=headers, **more)
            assert answer.status_code == status, (method, path, answer.text)
            assert answer.headers.get_list("cache-control") == ["private"], (method, path, status)
            assert answer.headers.get_list("vary") == ([vary] if vary else []), (method, path, status)
            seen.add(status)
            return answer

        made = await send(201, "POST", "/tags", json={"name": "x"})
        path, json = made.headers["location"], {"content-type": "application/json"}
        await send(304, "GET", path, headers={"if-none-match": made.headers["etag"]})
        for method, body in (("GET", None), ("HEAD", None), ("PATCH", {"name": "y"}), ("PUT", {"name": "y"})):
            await send(200, method, path, json=body)
        await send(412, "PATCH", path, json={"name": "z"}, headers={"if-match": made.headers["etag"]})
        await send(409, "POST", "/tags", json={"name": "y"})
        await send(400, "POST", "/tags", content=b"{", headers=json)
        await send(415, "POST", "/tags", content=b"{}", headers={"content-type": "text/plain"})
        await send(413, "POST", "/tags", content=b"[" * 2**21, headers=json)
        await send(422, "POST", "/tags", json={})
        await send(403, "GET", path, headers=BOB)
        await send(200, "POST", "/tags/batch", json={"create": [{"name": "z"}]})
        await send(204, "DELETE", path)
        for target, status in (
            *(("/tags", 200), ("/tags?count=true&fields=id", 200), ("/posts?expand=tags", 200)),
            *(("/tags/x", 422), ("/tags?nothing=1", 422), ("/tags/0", 404), ("/tags?cursor=abc", 404)),
            *((f"/posts/{uuid4()}", 500), ("/mine", 200)),
        ):
            await send(status, "GET", target)
        await send(405, "DELETE", "/tags", vary=None)
        await send(404, "GET", "/nowhere", vary=None)
        await send(200, "GET", "/openapi.json", vary=None)
        nobody = await client.get("/tags")
        assert nobody.status_code == 401 and nobody.headers["vary"] == "X-Caller"
        assert nobody.headers["cache-control"] == "private"

    def with_route(app: FastAPI) -> None:
        wrap(app)
        app.get("/mine")(mine)

    async def mine() -> str:
        return "mine"

    talk(
        database_url, conversation, with_route, dependencies=[Depends(guard)], services=Services(post=Broken)
    )
    assert seen == {200, 201, 204, 304, 400, 403, 404, 405, 409, 412, 413, 415, 422, 500}


async def takes_header(x_key: Annotated[str | None, Header()] = None) -> None: ...
async def takes_cookie(sid: Annotated[str | None, Cookie()] = None) -> None: ...
async def takes_token(_: Annotated[Any, Security(HTTPBearer(auto_error=False))]) -> None: ...
async def takes_key(_: Annotated[Any, Security(APIKeyCookie(name="k", auto_error=False))]) -> None: ...
async def takes_query(key: str | None = None) -> None: ...
async def takes_request(_: Request) -> None: ...


def with_middleware(app: FastAPI) -> None:
    app.add_middleware(Middleware)


VARIES: list[tuple[list[Any], Wrap, str | None]] = [
    ([], unchanged, None),
    ([takes_query], unchanged, None),
    ([takes_header], unchanged, "X-Key"),
    ([takes_cookie], unchanged, "Cookie"),
    ([takes_key], unchanged, "Cookie"),
    ([takes_token], unchanged, "Authorization"),
    ([takes_token, takes_cookie, takes_header], unchanged, "Authorization, X-Key, Cookie"),
    ([takes_request], unchanged, "*"),
    ([takes_header], with_middleware, "*"),
]


@pytest.mark.parametrize(("guards", "wrap", "vary"), VARIES)
def test_vary_names_what_is_read(tmp_path: Any, guards: list[Any], wrap: Wrap, vary: str | None) -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        for path in ("/tags", "/tags?fields=id", "/tags/0", "/mine"):
            assert (await client.get(path)).headers.get("vary") == vary, path

    def with_route(app: FastAPI) -> None:
        wrap(app)

        @app.get("/mine")
        async def mine() -> str:
            return "mine"

    dependencies = [Depends(each) for each in guards]
    talk(f"sqlite:///{tmp_path / 'x.db'}", conversation, with_route, dependencies=dependencies)


def test_what_a_response_says_itself_counts(tmp_path: Any) -> None:
    """A hand-written one keeps its `Cache-Control`; its `Vary`, and that of CORS, are joined with ours."""

    def wrap(app: FastAPI) -> None:
        app.add_middleware(CORSMiddleware, allow_origins=["http://a.example"])

        @app.get("/own")
        async def own(accept_language: Annotated[str, Header()]) -> Response:
            return Response("x", headers={"cache-control": "no-store", "vary": "Accept-Encoding, x-key"})

        @app.get("/any")
        async def any_() -> Response:
            return Response("x", headers={"vary": "*"})

        app.mount("/mounted", PlainTextResponse("x"))

    async def conversation(client: httpx.AsyncClient) -> None:
        own = await client.get("/own", headers={"accept-language": "en"})
        assert own.headers["cache-control"] == "no-store"
        assert own.headers.get_list("vary") == ["Accept-Encoding, x-key, Accept-Language, Origin"]
        assert (await client.get("/any")).headers.get_list("vary") == ["*, Origin"]
        cors = await client.get("/tags", headers={"origin": "http://a.example"})
        assert cors.headers.get_list("vary") == ["X-Key, Origin"]
        slow = await client.get("/tags/0", headers={"origin": "http://a.example"})
        assert slow.headers.get_list("vary") == ["X-Key, Origin"]
        mounted = await client.get("/mounted/x")
        assert mounted.text == "x" and mounted.headers["cache-control"] == "private"
        assert mounted.headers.get_list("vary") == ["Origin"]  # what else it varies by is its own to say

    talk(f"sqlite:///{tmp_path / 'x.db'}", conversation, wrap, dependencies=[Depends(takes_header)])


def test_a_setting_changes_it(tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    settings = {"CACHE_CONTROL": "private, no-cache"}
    with serve(url, tmp_path / "log", environment=settings) as client:
        for path in ("/tags/x", "/healthz", "/docs"):
            assert client.get(path).headers["cache-control"] == "private, no-cache"
    assert Settings(cache_control="no-store").cache_control == "no-store"
    for wrong in ("", "a\nb", " private", "é"):
        with pytest.raises(ValueError, match="cache_control"):
            Settings(cache_control=wrong)
    assert "app.state.cache_control = settings.cache_control" in (ROOT / "app" / "main.py").read_text()
