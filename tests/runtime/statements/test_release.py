"""No connection of the pool is held while a response is sent, in each operation, response and code path."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, Request
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from generated.api import create_api
from generated.models import load_all
from generated.models.tag import Tag
from generated.models.user import User
from generated.runtime.driver.direct_statements import AcquiredConnection
from generated.runtime.driver.sessions import LazySession
from generated.runtime.services.service import Service
from generated.runtime.types.passwords import set_password_cost
from generated.services import Services
from generated.services.comment import CommentService
from generated.services.post import PostRow, PostService
from generated.services.tag import TagRow, TagService
from tests.support.asgi_client import Reply, call
from tests.support.databases import engine_for

KEY = "Idempotency-Key"
MISSING = "0199c0de-0000-7000-8000-000000000000"


class SomeTags(TagService):
    """Reads more than it needs, so that every operation uses the session."""

    def visible(self) -> ColumnElement[bool]:
        return Tag.name != "hidden"

    async def read(self, db: AsyncSession, id: int) -> TagRow:
        await db.execute(select(func.count()).select_from(Tag))
        return await super().read(db, id)


class SomePosts(PostService):
    async def create(self, db: AsyncSession, data: Any) -> PostRow:
        await db.execute(select(func.count()).select_from(Tag))
        return await super().create(db, data)


@pytest.fixture(autouse=True, scope="module")
def _cheap_passwords() -> None:
    set_password_cost(time_cost=1, memory_cost=8, parallelism=1)


async def yes(_: Any) -> bool:
    """Show deleted rows, so that they can be restored."""
    return True


@pytest.fixture(autouse=True)
def _deleted_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by an override, which would send every request of the entity through the session."""
    monkeypatch.setattr(Service, "may_see_deleted", yes)


def nothing() -> None:
    """Stand for a dependency that is overridden: then FastAPI serves every request."""


Build = Callable[[AsyncEngine], FastAPI]


def plain(engine: AsyncEngine, **options: Any) -> FastAPI:
    """An application as it is generated, whose sessions are any session."""

    async def get_db() -> AsyncIterator[AsyncSession]:
        async with AsyncSession(engine, expire_on_commit=False) as session:
            yield session

    return create_api(get_db, **options)


def by_fastapi(engine: AsyncEngine) -> FastAPI:
    app = plain(engine)
    app.dependency_overrides[nothing] = nothing
    return app


def lazy(engine: AsyncEngine, **options: Any) -> FastAPI:
    """An application with the sessions of `app/database.py`: on PostgreSQL reads have a connection of the driver."""
    return create_api(opened(engine), get_read_db=opened_for_reads(engine), **options)


def opened(engine: AsyncEngine) -> Callable[[], AsyncIterator[AsyncSession]]:
    async def get_db() -> AsyncIterator[AsyncSession]:
        session = LazySession(engine)
        try:
            yield session
        finally:
            await session.close()

    return get_db


def opened_for_reads(engine: AsyncEngine) -> Callable[[], AsyncIterator[Any]]:
    async def get_read_db() -> AsyncIterator[Any]:
        if engine.dialect.name == "postgresql":
            async with AcquiredConnection(engine.sync_engine) as connection:
                yield connection
        else:
            async with LazySession(engine) as session:
                yield session

    return get_read_db


def written_by_hand(engine: AsyncEngine) -> FastAPI:
    """An application with services that override methods, and one whose constructor looks for its caller."""
    get_db = opened(engine)

    async def caller(db: Annotated[AsyncSession, Depends(get_db)]) -> User | None:
        return (await db.execute(select(User).limit(1))).scalar_one_or_none()

    class CallersComments(CommentService):
        def __init__(self, caller: Annotated[User | None, Depends(caller)]) -> None:
            self.caller = caller

    services = Services(tag=SomeTags, post=SomePosts, comment=CallersComments)
    return create_api(get_db, get_read_db=opened_for_reads(engine), services=services)


def guarded(engine: AsyncEngine, *, takes_request: bool = False, override: bool = False) -> FastAPI:
    """An application with a guard that reads the caller in the session of `get_db`, and uses the session at its end."""
    get_db = opened(engine)

    async def guard(db: Annotated[AsyncSession, Depends(get_db)]) -> AsyncIterator[None]:
        caller = (await db.execute(select(User).limit(1))).scalar_one_or_none()
        yield
        assert caller is None or caller.email  # its values are there
        assert (await db.execute(select(func.count()).select_from(User))).scalar_one() >= 0

    async def with_request(_: Request, __: Annotated[None, Depends(guard)]) -> None:
        pass

    app = create_api(
        get_db,
        get_read_db=opened_for_reads(engine),
        dependencies=[Depends(with_request if takes_request else guard)],
    )
    if override:
        app.dependency_overrides[nothing] = nothing
    return app


WAYS: dict[str, Build] = {
    "plain": plain,
    "by FastAPI": by_fastapi,
    "lazy": lazy,
    "by hand": written_by_hand,
    "guarded": guarded,
    "guarded, solved": lambda engine: guarded(engine, takes_request=True),
    "guarded, by FastAPI": lambda engine: guarded(engine, override=True),
}


class Conversation:
    """Requests to an application. Each records how many connections are in use when its response starts."""

    def __init__(self, app: FastAPI, engine: AsyncEngine) -> None:
        self.app, self.pool = app, engine.pool
        self.held: list[str] = []
        self.seen: set[tuple[str, str, int]] = set()

    async def send(self, method: str, target: str, status: int, body: Any = None, **headers: str) -> Reply:
        """Send a request and check its status."""
        named = [(name.replace("_", "-"), value) for name, value in headers.items()]

        def look(message: Any) -> None:
            if taken := self.pool.checkedout():  # type: ignore[attr-defined] # of every pool with a size
                self.held.append(f"{taken} at {message['type']} of {method} {target} {status}")

        reply = await call(self.app, method, target, body, named, look)
        assert reply.status == status, (method, target, reply)
        assert self.pool.checkedout() == 0  # type: ignore[attr-defined] # of every pool with a size
        self.seen.add((method, target, status))
        return reply

    async def run(self) -> None:
        """Call every operation, with every kind of response."""
        send = self.send
        user = {"email": "a@b.example", "password": "a secret of mine", "bio": None, "name": None}
        author = (await send("POST", "/users", 201, user)).json()["id"]
        await send("POST", "/users", 409, user)
        post = {"title": "x", "slug": "x", "body": "x", "author_id": author, "keywords": []}
        await self._rows("tags", {"name": "x"}, {"name": "y"})
        tag = (await send("POST", "/tags", 201, {"name": "a tag"})).json()["id"]
        first = await self._rows("posts", post, {**post, "title": "y", "slug": "y"})
        comment = {"body": "x", "post_id": first, "author_id": author}
        await self._rows("comments", comment, {**comment, "body": "y"})
        await self._rows("users", {**user, "email": "c@d.example"}, {**user, "email": "e@f.example"})
        await self._links(first, tag)
        await self._expansions(first, author)

    async def _rows(self, name: str, one: dict[str, Any], other: dict[str, Any]) -> str:
        """Call the operations on the rows of an entity, and return the id of a remaining row."""
        send, path = self.send, f"/{name}"
        made = await send("POST", path, 201, one, **{KEY: "a"})
        await send("POST", path, 201, one, **{KEY: "a"})  # a replay
        await send("POST", path, 409, other, **{KEY: "a"})
        await send("POST", path, 422, {"nope": 1})
        await send("POST", path, 400, b"{")
        place, tag = made.headers["location"], made.headers["etag"]
        absent: Any = 2147483647 if name == "tags" else MISSING
        missing = f"{path}/{absent}"
        for method in ("GET", "HEAD"):
            await send(method, place, 200)
            await send(method, place, 304, If_None_Match=tag)
            await send(method, missing, 404)
            await send(method, f"{path}/-", 422)
            await send(method, path, 200)
            await send(method, f"{path}?count=true&limit=1", 200)
            await send(method, f"{path}?fields=id", 200)
            await send(method, f"{path}?limit=0", 422)
            await send(method, f"{path}?cursor=AAAA", 404)
        for method in ("PATCH", "PUT"):
            body = {} if method == "PATCH" else self._replaced(name, made.json(), one)
            await send(method, place, 412, body, If_Match='"99"')
            await send(method, missing, 404, body)
            await send(method, place, 422, {"nope": 1})
            await send(method, place, 200, body)
        second = (await send("POST", f"{path}/batch", 200, {"create": [other]}, **{KEY: "b"})).json()
        await send("POST", f"{path}/batch", 200, {"create": [other]}, **{KEY: "b"})
        await send("POST", f"{path}/batch", 404, {"delete": [{"id": absent}]})
        await send("POST", f"{path}/batch", 422, {"delete": [1.5]})
        gone = f"{path}/{second['created'][0]['id']}"
        await send("DELETE", gone, 412, If_Match='"99"')
        await send("DELETE", gone, 204)
        await send("DELETE", gone, 404)
        if name == "comments":
            await send("POST", f"{gone}/restore", 200)
            await send("POST", f"{missing}/restore", 404)
        id: str = made.json()["id"]
        return id

    def _replaced(self, name: str, row: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
        schemas = self.app.openapi()["components"]["schemas"]
        fields = schemas[f"{name[:-1].capitalize()}Replace"]["properties"]
        return {field: row.get(field, sent.get(field)) for field in fields if field in row or field in sent}

    async def _links(self, post: str, tag: int) -> None:
        send, path = self.send, f"/posts/{post}/tags"
        await send("PUT", f"{path}/{tag}", 204)
        await send("PUT", f"{path}/2147483647", 409)
        await send("PUT", f"/posts/{MISSING}/tags/{tag}", 404)
        await send("GET", path, 200)
        await send("HEAD", path, 200)
        await send("GET", f"/posts/{MISSING}/tags", 404)
        await send("DELETE", f"{path}/{tag}", 204)
        await send("DELETE", f"{path}/{tag}", 404)

    async def _expansions(self, post: str, author: str) -> None:
        await self.send("GET", f"/posts/{post}?expand=author,comments.author,tags", 200)
        await self.send("GET", f"/users/{author}?expand=posts", 200)
        await self.send("GET", "/comments?expand=post.author", 200)
        await self.send("GET", "/posts?expand=nope", 422)

    def missed(self) -> set[tuple[str, str]]:
        """Return the operations that were never called with success."""
        paths = self.app.openapi()["paths"]
        called = {
            (method.lower(), path)
            for method, target, status in self.seen
            for path in paths
            if status < 300 and _fits(path, target.partition("?")[0])
        }
        return {
            (method, path) for path, item in paths.items() for method in item if method != "parameters"
        } - called


def _fits(path: str, target: str) -> bool:
    parts = list(zip(path.split("/"), target.split("/"), strict=False))
    return path.count("/") == target.count("/") and all(
        part == found or (part.startswith("{") and found != "batch") for part, found in parts
    )


@pytest.mark.parametrize("way", WAYS)
def test_no_connection_is_held_while_a_response_is_sent(database_url: str, way: str) -> None:
    async def test() -> None:
        async with engine_for(database_url, pool_size=3, pool_timeout=1) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(load_all().metadata.create_all)
            conversation = Conversation(WAYS[way](engine), engine)
            await conversation.run()
            assert conversation.missed() == set()
            assert conversation.held == []

    asyncio.run(test())
