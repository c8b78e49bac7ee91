"""Files, routes for every path and other applications beside the API, and applications that mount it."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.staticfiles import StaticFiles

from generated.api import create_api
from generated.services import Services
from generated.services.post import PostService
from tests.runtime.http.test_error_handlers import get_db


async def anything(path: str = "") -> str:
    return f"anything {path}"


def with_files(app: FastAPI, folder: Path) -> None:
    (folder / "index.html").write_text("anything")
    app.mount("/", StaticFiles(directory=folder, html=True))


def with_route(app: FastAPI, _: Path) -> None:
    app.get("/{path:path}")(anything)


def with_router(app: FastAPI, _: Path) -> None:
    router = APIRouter()
    router.get("/{path:path}")(anything)
    app.include_router(router)


def with_late_router(app: FastAPI, _: Path) -> None:
    router = APIRouter()
    app.include_router(router)
    router.get("/{path:path}")(anything)


@pytest.mark.parametrize("prefix", ["", "/v1"])
@pytest.mark.parametrize("add", [with_files, with_route, with_router, with_late_router])
def test_a_route_for_every_path_does_not_hide_the_api(add: Any, prefix: str, tmp_path: Path) -> None:
    """On no code path, and for no method. A hand-written route for one path still has priority."""
    app = create_api(get_db, prefix=prefix)
    add(app, tmp_path)

    @app.get(f"{prefix}/tags/mine")
    async def mine() -> str:
        return "mine"

    # As in FastAPI, a route wins over one for every path that is added later.
    early = create_api(get_db, prefix=prefix)
    early.get(f"{prefix}/tags/mine")(mine)
    add(early, tmp_path)
    for each in (app, early):
        client = TestClient(each)
        for path, status in (("/tags?limit=0", 422), ("/tags/x", 422), ("/tags?fields=nothing", 422)):
            response = client.get(prefix + path)
            assert response.status_code == status, path
            assert response.headers["content-type"] == "application/problem+json"
        assert client.delete(f"{prefix}/tags").status_code == 405
        assert client.options(f"{prefix}/tags").status_code == 405
        assert "anything" in client.get("/index.html").text
    assert TestClient(early).get(f"{prefix}/tags/mine").json() == "mine"


def test_a_service_that_is_not_a_class_is_reported() -> None:
    with pytest.raises(TypeError, match=r"Services\(post=\.\.\.\) must be a class .* such as PostService"):
        create_api(get_db, services=Services(post=PostService()))  # type: ignore[arg-type] # the mistake


@pytest.mark.parametrize("prefix", ["", "/api"])
def test_the_router_of_an_api_cannot_be_included(prefix: str) -> None:
    """The middleware and the handlers of errors would be missing: the application that does it does not start."""
    other = FastAPI()
    other.include_router(create_api(get_db).router, prefix=prefix)
    with pytest.raises(RuntimeError, match=r"other\.mount\('/api', app\)"), TestClient(other):
        pass


def test_an_api_can_be_mounted() -> None:
    other = FastAPI()
    other.mount("/api", create_api(get_db))
    with TestClient(other) as client:
        assert client.get("/api/tags/x").status_code == 422
        assert client.get("/tags/x").status_code == 404
