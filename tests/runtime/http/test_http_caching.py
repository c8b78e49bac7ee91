"""The headers for caches: entity tags, `Cache-Control`, and `Vary` with the inputs that identify callers."""

from typing import Annotated, Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from fastapi import Cookie, Depends, FastAPI, Header, HTTPException, Request, Response, Security
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import APIKeyCookie, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import PlainTextResponse

from app.settings import Settings
from generated.services import Services
from generated.services.post import PostService
from tests.support.caching_apps import ANN, BOB, Wrap, by_fastapi, talk, unchanged
from tests.support.idempotent_requests import Middleware
from tests.support.serving import ROOT, serve


class Broken(PostService):
    async def read(self, _: AsyncSession, __: Any) -> Any:
        raise LookupError


@pytest.mark.parametrize("wrap", [unchanged, by_fastapi], ids=["compiled", "fastapi"])
def test_every_response_has_cache_control(database_url: str, wrap: Wrap) -> None:
    """Whatever its status, and whatever code makes it."""
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
            response = await client.request(method, path, headers=headers, **more)
            assert response.status_code == status, (method, path, response.text)
            assert response.headers.get_list("cache-control") == ["private"], (method, path, status)
            assert response.headers.get_list("vary") == ([vary] if vary else []), (method, path, status)
            seen.add(status)
            return response

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
def test_vary_names_the_inputs(tmp_path: Any, guards: list[Any], wrap: Wrap, vary: str | None) -> None:
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


def test_a_response_keeps_its_own_headers(tmp_path: Any) -> None:
    """A hand-written one keeps its `Cache-Control`. Its `Vary`, and that of CORS, are joined with the generated one."""

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
