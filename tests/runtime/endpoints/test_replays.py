"""Replayed responses show only what the caller may see."""

from typing import Annotated, Any

import httpx2 as httpx
import pytest
from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import (
    APIKeyHeader,
)
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection

from generated.models.tag import Tag
from generated.runtime import AccessLog
from generated.services import Services
from generated.services.tag import TagService
from tests.support.blog_requests import problem
from tests.support.idempotent_requests import CONTENT_TYPES, KEY, Middleware, Wrap, post, scheme, talk


async def takes_request(_: Request) -> None: ...


async def takes_connection(_: HTTPConnection) -> None: ...


class OwnScheme(APIKeyHeader):
    async def __call__(self, request: HTTPConnection) -> str | None:
        return request.headers.get("x-user") or await super().__call__(request)


class Everything(BaseModel):
    model_config = ConfigDict(extra="allow")


async def takes_all_headers(_: Annotated[Everything, Header()]) -> None: ...


class Owned(TagService):
    """Shows a caller the tags that begin with its name. It reads the name without a dependency."""

    user = ""

    def visible(self) -> ColumnElement[bool]:
        return Tag.name.startswith(Owned.user)


def with_middleware(app: FastAPI) -> FastAPI:
    app.add_middleware(Middleware)
    return app


def with_function(app: FastAPI) -> FastAPI:
    @app.middleware("http")
    async def passes(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        return response

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
@pytest.mark.parametrize("content_type", CONTENT_TYPES, ids=["compiled", "fastapi"])
def test_an_unknown_caller_gets_only_visible_rows(
    database_url: str, why: str, content_type: dict[str, str]
) -> None:
    """The status, the location, and the row as it is now; 404 for a row that is hidden."""

    async def conversation(client: httpx.AsyncClient) -> None:
        Owned.user = "ann"
        first = await post(client, content_type)
        assert first.status_code == 201
        same = await post(client, content_type)
        assert (same.status_code, same.content, same.headers["etag"]) == (
            *(201, first.content, first.headers["etag"]),
        )
        assert same.headers["location"] == first.headers["location"]
        assert same.headers["idempotent-replayed"] == "true"
        changed = await client.patch(first.headers["location"], json={"name": "ann's new one"})
        again = await post(client, content_type)
        assert (again.status_code, again.content) == (201, changed.content)
        assert again.headers["etag"] == changed.headers["etag"]
        Owned.user = "bob"
        hidden = await post(client, content_type)
        assert problem(hidden, 404) == [] and b"ann" not in hidden.content
        assert "location" not in hidden.headers and "etag" not in hidden.headers
        Owned.user = "ann"
        assert (await client.delete(first.headers["location"])).status_code == 204
        assert (await post(client, content_type)).status_code == 404
        token = await post(client, content_type, headers={"authorization": "Bearer another"})
        assert token.status_code == 201 and "idempotent-replayed" not in token.headers

    talk(database_url, conversation, services=Services(tag=Owned), **UNKNOWN[why])


class Harmless(Middleware):
    """Middleware that declares that it does not distinguish callers."""

    tells_callers_apart = False


def with_harmless(app: FastAPI) -> FastAPI:
    app.add_middleware(Harmless)
    app.add_middleware(AccessLog)
    app.add_middleware(GZipMiddleware, minimum_size=10_000)
    app.add_middleware(CORSMiddleware, allow_origins=["*"])
    return app


@pytest.mark.parametrize("wrap", [lambda app: app, with_harmless])
def test_a_known_caller_gets_the_stored_response(database_url: str, wrap: Wrap) -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        first = await post(client, CONTENT_TYPES[0])
        await client.delete(first.headers["location"])
        again = await post(client, CONTENT_TYPES[0])
        assert (again.status_code, again.content) == (201, first.content)

    talk(database_url, conversation, wrap)


def test_caller_id_identifies_callers(database_url: str) -> None:
    class Tags(TagService):
        def __init__(self, request: Request) -> None:
            self.user = request.headers["x-user"]

        def caller_id(self) -> str:
            return self.user

    async def conversation(client: httpx.AsyncClient) -> None:
        first = await post(client, CONTENT_TYPES[0], headers={"x-user": "ann"})
        bob = await post(client, CONTENT_TYPES[0], headers={"x-user": "bob"})
        assert problem(bob, 409) == [("/body/name", "unique")]
        await client.delete(first.headers["location"], headers={"x-user": "ann"})
        again = await post(
            client, CONTENT_TYPES[0], headers={"x-user": "ann", "authorization": "Bearer another"}
        )
        assert (again.status_code, again.content) == (201, first.content)

    talk(database_url, conversation, services=Services(tag=Tags))


def test_a_replay_runs_the_guards_again(database_url: str) -> None:
    allowed = [True]

    async def guard() -> None:
        if not allowed[0]:
            raise HTTPException(403)

    async def conversation(client: httpx.AsyncClient) -> None:
        for content_type in CONTENT_TYPES:
            allowed[0] = True
            assert (await post(client, content_type)).status_code == 201
            allowed[0] = False
            assert (await post(client, content_type)).status_code == 403

    talk(database_url, conversation, entity_dependencies={"tag": [Depends(guard)]})


def test_a_batch_is_replayed_in_the_same_way(database_url: str) -> None:
    """Its rows are read again for unknown callers. One hidden row hides the response."""

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
