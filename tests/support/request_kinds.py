"""Kinds of requests to the blog: the requests of a kind differ in one part."""

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, Self

import httpx2 as httpx
from fastapi import Depends
from sqlalchemy import ColumnElement, true
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from generated.api import create_api
from generated.models import load_all
from generated.runtime.driver.direct_statements import AcquiredConnection
from generated.services import Services
from generated.services.user import UserService
from tests.support.databases import engine_for

AUTHOR = {"email": "a@example.com", "password": "correct horse"}
POST = {"title": "One", "slug": "one", "body": "Text", "keywords": []}
NAMES = ("title", "body", "status", "rating", "published_at", "keywords", "metadata", "parent_id", "tag_ids")
FILTERS = {
    "title": "One",
    "title__ne": "x",
    "title__contains": "n",
    "title__startswith": "O",
    "slug__gt": "a",
    "slug__lt": "z",
    "status": "draft",
    "rating__isnull": "true",
    "created_at__gte": "2020-01-01T00:00:00Z",
}


class SomeUsers(UserService):
    """May hide rows."""

    def visible(self) -> ColumnElement[bool]:
        """Return the condition that a user may be seen."""
        return true()


async def guard() -> None:
    """Let everybody in."""


class Client(httpx.AsyncClient):
    """A client that knows the application."""

    app: Any


@asynccontextmanager
async def serving(url: str, *, hiding: bool) -> AsyncIterator[Client]:
    """Yield a client of the blog. If `hiding`, a service may hide rows and an entity has a guard."""
    async with engine_for(url) as engine:
        metadata = load_all().metadata
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        new_session = async_sessionmaker(engine, expire_on_commit=False)

        async def get_db() -> AsyncIterator[AsyncSession]:
            async with new_session() as db:
                yield db

        async def get_read_db() -> AsyncIterator[Any]:
            if engine.dialect.name == "sqlite":
                async with new_session() as db:
                    yield db
            else:
                async with AcquiredConnection(engine.sync_engine) as connection:
                    yield connection

        app = create_api(
            get_db,
            get_read_db=get_read_db,
            services=Services(user=SomeUsers) if hiding else Services(),
            entity_dependencies={"tag": [Depends(guard)]} if hiding else {},
        )

        async def served(scope: Any, receive: Any, send: Any) -> None:
            """Take the root path from a header, as many servers do behind a proxy."""
            root = dict(scope["headers"]).get(b"x-forwarded-prefix", b"").decode()
            await app({**scope, "root_path": root, "path": root + scope["path"]}, receive, send)

        transport = httpx.ASGITransport(served)
        async with Client(transport=transport, base_url="http://bounds") as client:
            client.app = app
            yield client


class Rows(NamedTuple):
    """The ids of the rows that the requests use."""

    author: str
    tag: int
    post: str

    @classmethod
    async def made(cls, client: Client) -> Self:
        """Create the rows."""
        author = (await client.post("/users", json=AUTHOR)).raise_for_status().json()["id"]
        tag = (await client.post("/tags", json={"name": "t"})).raise_for_status().json()["id"]
        body = POST | {"author_id": author, "tag_ids": [tag]}
        return cls(author, tag, (await client.post("/posts", json=body)).raise_for_status().json()["id"])


Request = tuple[str, str, dict[str, Any]]
"""A method, a path, and options of a request."""
Kind = Callable[[Rows], Iterator[Request]]
"""Makes requests that differ in one thing."""


def subsets(names: Any) -> Iterator[tuple[Any, ...]]:
    """Yield every selection of some names."""
    for size in range(1, len(names) + 1):
        yield from itertools.combinations(names, size)


def _changes(rows: Rows, names: tuple[str, ...], number: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        "title": f"T{number}",
        "body": "b",
        "status": "draft",
        "rating": "1.00",
        "published_at": None,
        "keywords": [],
        "metadata": {f"k{number}": number},
        "parent_id": None,
        "tag_ids": [rows.tag],
    }
    return {name: values[name] for name in names}


def root_paths(rows: Rows) -> Iterator[Request]:
    """Yield requests for the document below paths of all names."""
    for number in itertools.count():
        yield "GET", "/openapi.json", {"headers": {"x-forwarded-prefix": f"/r{number}"}}


def members(rows: Rows) -> Iterator[Request]:
    """Yield requests for all selections of members."""
    for path, each in itertools.product((f"/posts/{rows.post}", "/posts"), subsets(NAMES)):
        yield "GET", path, {"params": {"fields": ",".join(each)}}


def filters(rows: Rows) -> Iterator[Request]:
    """Yield lists with all selections of filters."""
    for each in subsets([*FILTERS]):
        yield "GET", "/posts", {"params": {name: FILTERS[name] for name in each} | {"count": "true"}}


def orders(rows: Rows) -> Iterator[Request]:
    """Yield lists in all orders."""
    for each in itertools.permutations(("title", "-slug", "status", "-rating", "created_at"), 4):
        yield "GET", "/posts", {"params": {"sort": ",".join(each)}}


def expansions(rows: Rows) -> Iterator[Request]:
    """Yield requests that are expanded in all ways."""
    paths = ("author", "tags", "parent", "comments", "author.posts", "parent.tags", "comments.author")
    for each in subsets(paths):
        yield "GET", f"/posts/{rows.post}", {"params": {"expand": ",".join(each)}}


def changes(rows: Rows) -> Iterator[Request]:
    """Yield changes of all selections of fields."""
    for number, each in enumerate(subsets(NAMES)):
        yield "PATCH", f"/posts/{rows.post}", {"json": _changes(rows, each, number)}


def batches(rows: Rows) -> Iterator[Request]:
    """Yield batches that change all selections of fields."""
    for number, each in enumerate(subsets(NAMES)):
        item = {"id": rows.post, "changes": _changes(rows, each, number)}
        yield "POST", "/posts/batch", {"json": {"update": [item]}}


def creates(rows: Rows) -> Iterator[Request]:
    """Yield creates of all selections of fields, with keys of their own."""
    for number, each in enumerate(subsets(NAMES[1:])):
        body = _changes(rows, each, number) | {
            "title": f"C{number}",
            "slug": f"c{number}",
            "body": "b",
            "keywords": [],
        }
        body["author_id"] = rows.author
        yield "POST", "/posts", {"json": body, "headers": {"Idempotency-Key": f"k{number}"}}


def texts(rows: Rows) -> Iterator[Request]:
    """Yield requests that differ in values: search terms, cursors, lists of values, entity tags, callers."""
    for number in itertools.count():
        yield (
            "GET",
            "/posts",
            {
                "params": {
                    "q": f"w{number}",
                    "slug__in": ",".join(map(str, range(number % 50 + 1))),
                    "title__contains": f"x{number}",
                    "limit": str(number % 100 + 1),
                },
                "headers": {"Authorization": f"Bearer {number}", "Cookie": f"c{number}=1"},
            },
        )


def unknown(rows: Rows) -> Iterator[Request]:
    """Yield requests for unknown paths, parameters, operators, methods, members and rows."""
    for number in itertools.count():
        yield "GET", f"/n{number}/x", {"headers": {"Host": f"h{number}.example"}}
        yield "GET", "/posts", {"params": {f"n{number}": "1"}}
        yield "GET", "/posts", {"params": {f"title__n{number}": "1"}}
        yield f"M{number}", "/posts", {}
        yield "GET", f"/posts/n{number}", {}
        yield "PATCH", f"/posts/{rows.post}", {"json": {f"n{number}": 1}}
        yield "GET", f"/posts/{rows.post}", {"headers": {"If-None-Match": f'"{number}"', f"x-{number}": "1"}}
        yield "GET", "/posts", {"params": {"cursor": f"c{number}"}}


def ids(rows: Rows) -> Iterator[Request]:
    """Yield requests about rows and links that are not there."""
    for number in itertools.count(1000):
        yield "GET", f"/tags/{number}", {}
        yield "DELETE", f"/tags/{number}", {}
        yield "PUT", f"/posts/{rows.post}/tags/{number}", {}


PLAIN = (*(root_paths, members, filters, orders, changes, batches, creates, texts, unknown, ids),)
"""Kinds of requests to services that override nothing."""
HIDING = (members, filters, expansions, changes)
"""Kinds of requests to services that may hide rows."""
