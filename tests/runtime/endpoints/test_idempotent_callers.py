"""Whose an `Idempotency-Key` is: what guards, sessions and services read tells callers apart, and nothing else does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import httpx2 as httpx
import pytest
from fastapi import Cookie, Depends, FastAPI, Header, HTTPException, Query, Request, Response, Security
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPBasic,
    HTTPBearer,
    OAuth2PasswordBearer,
    OpenIdConnect,
)
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from generated.api import create_api
from generated.models import load_all
from generated.models.tag import Tag
from generated.runtime import AccessLog
from generated.services import Services
from generated.services.tag import TagService
from tests.runtime.http.test_http import problem
from tests.support.databases import engine_for

Talk = Callable[[httpx.AsyncClient], Awaitable[None]]
Wrap = Callable[[FastAPI], Any]

KEY = {"idempotency-key": "the-key"}
BODY = {"name": "ann's"}
ROADS = [{"content-type": "application/json"}, {"content-type": "application/json; charset=utf-8"}]
"""The header by which a request goes the compiled way, and the one by which it goes FastAPI's."""


def talk(
    url: str, conversation: Talk, wrap: Wrap = lambda app: app, get_db_needs: Any = None, **options: Any
) -> None:
    """Talk to an application on a database, `get_db` of which depends on something."""

    async def nothing() -> None:
        pass

    async def main() -> None:
        async with engine_for(url) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(load_all().metadata.create_all)
            new_session = async_sessionmaker(engine, expire_on_commit=False)

            async def get_db(
                _: Annotated[Any, Depends(get_db_needs or nothing)],
            ) -> AsyncIterator[AsyncSession]:
                async with new_session() as session:
                    yield session

            app = wrap(create_api(get_db, **options))
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as client:
                await conversation(client)

    asyncio.run(main())


async def post(client: httpx.AsyncClient, road: dict[str, str], **who: Any) -> httpx.Response:
    headers = {**road, **KEY, **who.pop("headers", {})}
    return await client.post("/tags", content=b'{"name": "ann\'s"}', headers=headers, **who)


class Named(BaseModel):
    x_key: str


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: str


async def header(x_key: Annotated[str, Header()]) -> None: ...
async def header_model(named: Annotated[Named, Header()]) -> None: ...
async def cookie(sid: Annotated[str, Cookie()]) -> None: ...
async def query(key: Annotated[str, Query()]) -> None: ...
async def several(key: Annotated[list[str], Query()]) -> None: ...


def scheme(made: Any) -> Any:
    async def read(_: Annotated[Any, Security(made)]) -> None: ...

    return read


BY_HEADER = ({"headers": {"x-key": "ann"}}, {"headers": {"x-key": "bob"}})
BY_COOKIE = ({"headers": {"cookie": "sid=1"}}, {"headers": {"cookie": "sid=2"}})
BY_QUERY = ({"params": {"key": "ann"}}, {"params": {"key": "bob"}})
BY_TOKEN = ({"headers": {"authorization": "Bearer a"}}, {"headers": {"authorization": "Bearer b"}})
BY_BASIC = ({"headers": {"authorization": "Basic YTph"}}, {"headers": {"authorization": "Basic Yjpi"}})
KINDS: dict[str, tuple[Any, Any, Any]] = {
    "a header": (header, *BY_HEADER),
    "a model of headers": (header_model, *BY_HEADER),
    "a cookie": (cookie, *BY_COOKIE),
    "an API key in a header": (scheme(APIKeyHeader(name="X-Key")), *BY_HEADER),
    "an API key in a cookie": (scheme(APIKeyCookie(name="sid")), *BY_COOKIE),
    "a bearer": (scheme(HTTPBearer()), *BY_TOKEN),
    "basic": (scheme(HTTPBasic()), *BY_BASIC),
    "OAuth 2": (scheme(OAuth2PasswordBearer("/token")), *BY_TOKEN),
    "OpenID": (scheme(OpenIdConnect(openIdConnectUrl="/x")), *BY_TOKEN),
}


def service_that_needs(dependency: Any) -> type[TagService]:
    class Tags(TagService):
        def __init__(self, _: Annotated[Any, Depends(dependency)]) -> None: ...

    return Tags


PLACES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "app": lambda needed: {"dependencies": [Depends(needed)]},
    "entity": lambda needed: {"entity_dependencies": {"tag": [Depends(needed)]}},
    "session": lambda needed: {"get_db_needs": needed},
    "service": lambda needed: {"services": Services(tag=service_that_needs(needed))},
}


@pytest.mark.parametrize("road", ROADS, ids=["compiled", "fastapi"])
@pytest.mark.parametrize(
    ("kind", "place"),
    [*((kind, "app") for kind in KINDS), *(("a header", place) for place in PLACES if place != "app")],
)
def test_what_is_read_tells_callers_apart(
    database_url: str, kind: str, place: str, road: dict[str, str]
) -> None:
    """Another caller's request is another one: its own work is done, and it gets no answer of somebody else's."""
    needed, ann, bob = KINDS[kind]

    async def conversation(client: httpx.AsyncClient) -> None:
        first = await post(client, road, **ann)
        assert first.status_code == 201 and "idempotent-replayed" not in first.headers
        assert problem(await post(client, road, **bob), 409) == [("/body/name", "unique")]
        again = await post(client, road, **ann)
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["idempotent-replayed"] == "true"

    talk(database_url, conversation, **PLACES[place](needed))


@pytest.mark.parametrize("needed", [query, several, scheme(APIKeyQuery(name="key"))])
def test_parameters_of_the_query_tell_callers_apart(database_url: str, needed: Any) -> None:
    """Also one that is given twice."""
    ann, bob = BY_QUERY

    async def conversation(client: httpx.AsyncClient) -> None:
        assert (await post(client, ROADS[0], **ann)).status_code == 201
        assert problem(await post(client, ROADS[0], **bob), 409) == [("/body/name", "unique")]
        assert (await post(client, ROADS[0], **ann)).headers["idempotent-replayed"] == "true"

    talk(database_url, conversation, dependencies=[Depends(needed)])


@pytest.mark.parametrize("changed", [{"cookie": "sid=2"}, {"authorization": "Bearer 2"}, {"x-key": "2"}])
def test_what_nobody_reads_does_not(database_url: str, changed: dict[str, str]) -> None:
    """A retry is a retry, whatever else has changed between the two."""

    async def conversation(client: httpx.AsyncClient) -> None:
        sent = {"cookie": "sid=1", "authorization": "Bearer 1", "x-key": "1", "x-read": "ann"}
        first = await post(client, ROADS[0], headers=sent)
        again = await post(client, ROADS[0], headers=sent | changed)
        assert again.status_code == 201 and again.content == first.content
        assert (
            again.headers["etag"] == first.headers["etag"] and again.headers["idempotent-replayed"] == "true"
        )

    async def guard(
        x_read: Annotated[str, Header()], theme: Annotated[str | None, Cookie()] = None
    ) -> None: ...

    talk(database_url, conversation, dependencies=[Depends(guard)])


async def takes_request(_: Request) -> None: ...
async def takes_connection(_: HTTPConnection) -> None: ...


class OwnScheme(APIKeyHeader):
    async def __call__(self, request: HTTPConnection) -> str | None:
        return request.headers.get("x-user") or await super().__call__(request)


class Everything(BaseModel):
    model_config = ConfigDict(extra="allow")


async def takes_all_headers(_: Annotated[Everything, Header()]) -> None: ...


class Middleware:
    """Middleware of the user's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


class Owned(TagService):
    """Shows a caller the tags that begin with its name, which it reads behind everybody's back."""

    user = ""

    def visible(self) -> ColumnElement[bool]:
        return Tag.name.startswith(Owned.user)


def with_middleware(app: FastAPI) -> FastAPI:
    app.add_middleware(Middleware)
    return app


def with_function(app: FastAPI) -> FastAPI:
    @app.middleware("http")
    async def passes(request: Request, call_next: Any) -> Response:
        answer: Response = await call_next(request)
        return answer

    return app


def mounted(app: FastAPI) -> FastAPI:
    outer = FastAPI()
    outer.mount("/", app)
    return outer


def overridden(app: FastAPI) -> FastAPI:
    app.dependency_overrides = {takes_request: lambda: None}
    return app


UNKNOWN: dict[str, dict[str, Any]] = {
    "request": {"dependencies": [Depends(takes_request)]},
    "connection": {"dependencies": [Depends(takes_connection)]},
    "own scheme": {"dependencies": [Depends(scheme(OwnScheme(name="x-key", auto_error=False)))]},
    "all headers": {"dependencies": [Depends(takes_all_headers)]},
    "get_db": {"get_db_needs": takes_request},
    "middleware": {"wrap": with_middleware},
    "function": {"wrap": with_function},
    "mounted": {"wrap": mounted},
    "overridden": {"wrap": overridden},
}


@pytest.mark.parametrize("why", UNKNOWN)
@pytest.mark.parametrize("road", ROADS, ids=["compiled", "fastapi"])
def test_where_callers_are_not_known_a_replay_shows_what_the_caller_sees(
    database_url: str, why: str, road: dict[str, str]
) -> None:
    """The status, the location, and the row as it is now; 404 for a row that is hidden."""

    async def conversation(client: httpx.AsyncClient) -> None:
        Owned.user = "ann"
        first = await post(client, road)
        assert first.status_code == 201
        same = await post(client, road)
        assert (same.status_code, same.content, same.headers["etag"]) == (
            *(201, first.content, first.headers["etag"]),
        )
        assert same.headers["location"] == first.headers["location"]
        assert same.headers["idempotent-replayed"] == "true"
        changed = await client.patch(first.headers["location"], json={"name": "ann's new one"})
        again = await post(client, road)
        assert (again.status_code, again.content) == (201, changed.content)
        assert again.headers["etag"] == changed.headers["etag"]
        Owned.user = "bob"
        hidden = await post(client, road)
        assert problem(hidden, 404) == [] and b"ann" not in hidden.content
        assert "location" not in hidden.headers and "etag" not in hidden.headers
        Owned.user = "ann"
        assert (await client.delete(first.headers["location"])).status_code == 204
        assert (await post(client, road)).status_code == 404
        token = await post(client, road, headers={"authorization": "Bearer another"})
        assert token.status_code == 201 and "idempotent-replayed" not in token.headers

    talk(database_url, conversation, services=Services(tag=Owned), **UNKNOWN[why])


class Harmless(Middleware):
    """Middleware of the user's that says what it does not do."""

    tells_callers_apart = False


def with_harmless(app: FastAPI) -> FastAPI:
    app.add_middleware(Harmless)
    app.add_middleware(AccessLog)
    app.add_middleware(GZipMiddleware, minimum_size=10_000)
    app.add_middleware(CORSMiddleware, allow_origins=["*"])
    return app


@pytest.mark.parametrize("wrap", [lambda app: app, with_harmless])
def test_where_callers_are_known_a_replay_is_the_answer_that_was_sent(database_url: str, wrap: Wrap) -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        first = await post(client, ROADS[0])
        await client.delete(first.headers["location"])
        again = await post(client, ROADS[0])
        assert (again.status_code, again.content) == (201, first.content)

    talk(database_url, conversation, wrap)


def test_caller_id_makes_callers_known(database_url: str) -> None:
    class Tags(TagService):
        def __init__(self, request: Request) -> None:
            self.user = request.headers["x-user"]

        def caller_id(self) -> str:
            return self.user

    async def conversation(client: httpx.AsyncClient) -> None:
        first = await post(client, ROADS[0], headers={"x-user": "ann"})
        bob = await post(client, ROADS[0], headers={"x-user": "bob"})
        assert problem(bob, 409) == [("/body/name", "unique")]
        await client.delete(first.headers["location"], headers={"x-user": "ann"})
        again = await post(client, ROADS[0], headers={"x-user": "ann", "authorization": "Bearer another"})
        assert (again.status_code, again.content) == (201, first.content)

    talk(database_url, conversation, services=Services(tag=Tags))


def test_a_replay_runs_the_guards_again(database_url: str) -> None:
    allowed = [True]

    async def guard() -> None:
        if not allowed[0]:
            raise HTTPException(403)

    async def conversation(client: httpx.AsyncClient) -> None:
        for road in ROADS:
            allowed[0] = True
            assert (await post(client, road)).status_code == 201
            allowed[0] = False
            assert (await post(client, road)).status_code == 403

    talk(database_url, conversation, entity_dependencies={"tag": [Depends(guard)]})


def test_a_batch_is_replayed_alike(database_url: str) -> None:
    """Its rows are read again where callers are not known; one of them that is hidden hides the answer."""

    async def conversation(client: httpx.AsyncClient) -> None:
        Owned.user = "ann"
        made = [(await client.post("/tags", json={"name": f"ann {name}"})).json()["id"] for name in "abc"]
        body = {
            "create": [{"name": "ann d"}],
            "update": [{"id": made[0], "changes": {"name": "ann e"}}],
            "delete": [{"id": made[1]}],
        }

        async def send() -> httpx.Response:
            return await client.post("/tags/batch", json=body, headers=KEY)

        first, again = await send(), await send()
        assert first.status_code == 200 and "idempotent-replayed" not in first.headers
        assert (again.status_code, again.content) == (200, first.content)
        assert again.headers["idempotent-replayed"] == "true"
        created = first.json()["created"][0]
        changed = await client.patch(f"/tags/{created['id']}", json={"name": "ann f"})
        later = (await send()).json()
        assert later == {**first.json(), "created": [changed.json()]} and later["deleted"] == [made[1]]
        Owned.user = "bob"
        assert problem(await send(), 404) == []

    talk(database_url, conversation, dependencies=[Depends(takes_request)], services=Services(tag=Owned))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("needed", [query, several, scheme(APIKeyQuery(name="key"))])
def test_lists_and_reads_take_the_parameters_of_the_query_that_guards_read(
    tmp_path: Path, needed: Any, place: str
) -> None:
    """To the model of the endpoint's own parameters they are no extra ones."""

    async def conversation(client: httpx.AsyncClient) -> None:
        created = await client.post("/tags", params={"key": "ann"}, json=BODY)
        assert created.status_code == 201, created.text
        for path in ("/tags", f"/tags/{created.json()['id']}"):
            found = await client.get(path, params={"key": "ann"})
            assert found.status_code == 200, found.text
            part = await client.get(path, params={"key": "ann", "fields": "name"})
            assert part.status_code == 200, part.text
            extra = await client.get(path, params={"key": "ann", "kye": "ann"})
            assert problem(extra, 422) == [("/query/kye", "extra_forbidden")]
        page = await client.get("/tags", params={"key": "ann", "name": "none", "limit": "1"})
        assert page.json()["items"] == []
        document = (await client.get("/openapi.json")).json()
        names = [each.get("name") for each in document["paths"]["/tags"]["get"]["parameters"]]
        assert "key" in names or needed not in (query, several)

    talk(f"sqlite:///{tmp_path / 'tags.db'}", conversation, **PLACES[place](needed))
