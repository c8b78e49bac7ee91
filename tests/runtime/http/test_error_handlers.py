"""FastAPI's rules for errors: handlers are called, and the test client gets the raised errors."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.responses import JSONResponse, PlainTextResponse, Response

from generated.api import create_api
from generated.runtime.driver.sessions import LazySession
from generated.runtime.queries.pages import Page
from generated.services import Services
from generated.services.tag import TagService


async def get_db() -> AsyncIterator[Any]:
    yield LazySession(
        create_async_engine("postgresql+asyncpg://x/x")
    )  # no request here gets as far as the database


class Broken(TagService):
    """Fails in a hand-written method of a generated route."""

    async def read(self, *_: Any) -> Any:
        raise LookupError("broken")


def broken(**options: Any) -> FastAPI:
    """Return an application with routes that fail, on every code path."""
    app = create_api(get_db, services=Services(tag=Broken), **options)

    @app.get("/by-hand")
    async def by_hand() -> None:
        raise LookupError("broken")

    @app.middleware("http")
    async def middleware(request: Request, go_on: Any) -> Response:
        if request.url.path == "/middleware":
            raise LookupError("broken")
        response: Response = await go_on(request)
        return response

    return app


PATHS = ("/tags/1", "/tags/1?fields=id", "/by-hand", "/middleware")
"""A compiled route, a route of FastAPI, a hand-written route, and middleware."""


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("key", [Exception, 500])
def test_the_handler_of_every_error_responds(path: str, key: Any) -> None:
    app = broken()

    @app.exception_handler(key)
    async def handle(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"path": request.url.path, "error": str(error)}, 599)

    response = TestClient(app, raise_server_exceptions=False).get(path)
    assert response.status_code == 599
    assert response.json() == {"path": path.partition("?")[0], "error": "broken"}


@pytest.mark.parametrize("path", PATHS)
def test_a_handler_that_is_no_coroutine_and_one_that_fails(
    path: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = broken()
    app.add_exception_handler(Exception, lambda _, error: PlainTextResponse(str(error), 500))
    assert TestClient(app, raise_server_exceptions=False).get(path).text == "broken"
    app = broken()

    @app.exception_handler(Exception)
    async def handle(_: Request, __: Exception) -> Response:
        raise ValueError("the handler is broken too")

    response = TestClient(app, raise_server_exceptions=False).get(path)
    assert (response.status_code, response.headers["content-type"]) == (500, "application/problem+json")
    assert "the handler is broken too" in caplog.text and "broken" not in response.text


@pytest.mark.parametrize("handled", [False, True])
@pytest.mark.parametrize("path", PATHS)
def test_only_the_test_client_raises_errors(
    path: str, handled: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """As in FastAPI: the test client raises the error although a handler has responded."""
    app = broken()
    if handled:
        app.add_exception_handler(Exception, lambda _, error: PlainTextResponse(str(error), 500))
    with pytest.raises(LookupError, match="broken"):
        TestClient(app).get(path)
    assert [each.levelno for each in caplog.records if "unhandled" in each.message] == [logging.ERROR]
    assert TestClient(app, raise_server_exceptions=False).get(path).status_code == 500

    async def as_a_server_does() -> None:
        transport = httpx.ASGITransport(app)  # which raises what leaves the application
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            assert (await client.get(path)).status_code == 500

    asyncio.run(as_a_server_does())


def test_the_test_client_raises_errors_after_a_response() -> None:
    async def fail() -> None:
        raise LookupError("in the background")

    async def later(tasks: BackgroundTasks) -> None:
        tasks.add_task(fail)

    class Empty(TagService):
        async def list(self, *_: Any) -> Any:
            return Page([], None, None)

    app = create_api(get_db, dependencies=[Depends(later)], services=Services(tag=Empty))
    with pytest.raises(LookupError, match="in the background"):
        TestClient(app).get("/tags")

    @app.get("/by-hand")
    async def by_hand() -> str:
        return "fine"

    with pytest.raises(LookupError, match="in the background"):
        TestClient(app).get("/by-hand")


def test_an_http_exception_with_a_server_error_gets_a_response_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The application's own handler of its class or status has priority."""
    app = broken()

    @app.get("/{status}/failed")
    async def failed(status: int) -> None:
        raise HTTPException(status, "the mail server is down")

    client = TestClient(app)
    for status in (500, 502):
        response = client.get(f"/{status}/failed")
        assert (response.status_code, response.json()["detail"]) == (status, "the mail server is down")
        assert "the mail server is down" in caplog.text
        caplog.clear()
    app = broken()
    app.get("/{status}/failed")(failed)
    app.add_exception_handler(HTTPException, lambda *_: PlainTextResponse("mine", 500))
    app.add_exception_handler(503, lambda *_: PlainTextResponse("busy", 503))
    assert [TestClient(app).get(f"/{each}/failed").text for each in (500, 502, 503)] == [
        "mine",
        "mine",
        "busy",
    ]
