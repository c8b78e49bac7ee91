"""Hand-written routes are guarded as `FastAPI(dependencies=…)` guards its own, and entities' paths as the entities."""

from importlib.resources import files
from pathlib import Path as FilePath
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Security, WebSocket
from fastapi.security import APIKeyHeader
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse

from generated.api import create_api
from generated.runtime import health_routes, mount_docs, public
from tests.support.guarded_routes import (
    ANN,
    BOSS,
    boss,
    caller,
    get_db,
    guarded,
    mine,
    mine_of,
    runs,
    statuses,
)


@pytest.mark.private_apis("guards of routers in routers")
def test_the_guards_of_the_app_cover_every_route() -> None:
    """Those of the app, of included routers and of routers in routers, also if they are added later."""
    app = guarded()
    app.get("/direct")(mine)
    app.router.get("/router")(mine)
    app.add_api_route("/added", mine)
    inner, outer = APIRouter(), APIRouter(prefix="/outer")
    inner.get("/inner")(mine)
    outer.include_router(inner, prefix="/mid")
    app.include_router(outer, prefix="/far")
    for path in ("/direct", "/router", "/added", "/far/outer/mid/inner"):
        assert statuses(app, path) == [401, 200, 200], path
    inner.get("/late")(mine)
    outer.get("/later")(mine)
    app.get("/last")(mine)
    for path in ("/far/outer/mid/late", "/far/outer/later", "/last"):
        assert statuses(app, path) == [401, 200, 200], path


@pytest.mark.private_apis("guards of routers in routers")
def test_the_guards_of_the_app_cover_websockets_and_frontends(tmp_path: Any) -> None:
    (tmp_path / "index.html").write_text("hello")
    app, router, inner = guarded(), APIRouter(), APIRouter()

    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    app.websocket("/direct")(talk)
    inner.websocket("/included")(talk)
    inner.frontend("/pages", directory=tmp_path)
    router.include_router(inner)
    app.include_router(router)
    client = TestClient(app)
    for path in ("/direct", "/included"):
        with client.websocket_connect(path, headers=ANN):
            pass
        with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect(path):
            pass
        assert refused.value.status_code == 401
    assert statuses(app, "/pages/") == [401, 200, 200]


@pytest.mark.parametrize("prefix", ["", "/v1"])
@pytest.mark.parametrize("included", [False, True])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "path",
    ["/tags", "/tags/", "/tags/batch", "/tags/{tag_id}", "/tags/{name}", "/tags/mine", "/tags/{id}/avatar"],
)
def test_a_route_at_or_below_the_path_of_an_entity_has_its_guards(
    prefix: str, included: bool, method: str, path: str
) -> None:
    """Whatever its method and the names of its parameters."""
    app, router = guarded(prefix=prefix), APIRouter()
    (router if included else app).api_route(prefix + path, methods=[method])(mine_of)
    if included:
        app.include_router(router)
    target = prefix + path.replace("{tag_id}", "7").replace("{name}", "7").replace("{id}", "7")
    assert statuses(app, target, method) == [401, 403, 200]


def test_a_route_beside_the_path_of_an_entity_does_not_have_its_guards() -> None:
    app = guarded()
    for path in ("/tagsoup", "/posts/{post_id}/mine", "/my/tags"):
        app.get(path)(mine)
        assert statuses(app, path) == [401, 200, 200], path


def test_a_guard_runs_once() -> None:
    """Also if the app, the entity, the router and the endpoint depend on it."""
    app, router = guarded(), APIRouter(dependencies=[Depends(caller)])

    @router.get("/tags/mine", dependencies=[Depends(boss)])
    async def asks(name: Annotated[str, Depends(caller)]) -> str:
        return name

    app.include_router(router, dependencies=[Depends(caller)])
    runs.clear()
    assert TestClient(app).get("/tags/mine", headers=BOSS).json() == "boss"
    assert runs == ["caller", "boss"]


@pytest.mark.private_apis("guards of routers in routers")
def test_public_routes_and_routers_are_marked_where_they_are_included() -> None:
    """Other routes do not become public, and the route keeps its own guards."""

    async def own(x_own: Annotated[str | None, Header()] = None) -> None:
        if x_own is None:
            raise HTTPException(418)

    app, login, inner, outer = guarded(), APIRouter(), APIRouter(), APIRouter(dependencies=[Depends(own)])
    app.get("/open", dependencies=[public])(mine)
    app.get("/closed")(mine)
    login.post("/login")(mine)
    inner.get("/inner", dependencies=[public])(mine)
    inner.get("/guarded")(mine)
    outer.include_router(inner)
    app.include_router(login, dependencies=[public])
    app.include_router(login, prefix="/again")
    app.include_router(outer)
    app.get("/tags/open", dependencies=[public])(mine)
    assert statuses(app, "/open") == statuses(app, "/login", "POST") == [200, 200, 200]
    assert statuses(app, "/closed") == statuses(app, "/again/login", "POST") == [401, 200, 200]
    assert statuses(app, "/inner") == [418, 418, 418]
    assert statuses(app, "/guarded") == [401, 418, 418]
    assert statuses(app, "/tags/open") == [200, 200, 200]
    login.post("/late")(mine)
    assert statuses(app, "/late", "POST") == [200, 200, 200]
    assert statuses(app, "/openapi.json") == [200, 200, 200]


@pytest.mark.private_apis("frontends of included routers")
def test_a_public_frontend_and_a_public_websocket(tmp_path: Any) -> None:
    (tmp_path / "index.html").write_text("hello")
    app, router = guarded(), APIRouter()

    @router.websocket("/talk")
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    router.frontend("/pages", directory=tmp_path)
    app.websocket("/direct", dependencies=[public])(talk)
    app.include_router(router, dependencies=[public])
    for path in ("/talk", "/direct"):
        with TestClient(app).websocket_connect(path):
            pass
    assert statuses(app, "/pages/") == [200, 200, 200]


def test_the_document_describes_the_guards_of_a_route() -> None:
    """As FastAPI's own document does."""
    key = APIKeyHeader(name="X-Key", auto_error=False)

    async def keyed(_: Annotated[str | None, Security(key)]) -> None:
        pass

    router = APIRouter()
    router.get("/included")(mine)
    router.get("/tags/export")(mine)
    app = create_api(get_db, dependencies=[Depends(keyed)], entity_dependencies={"tag": [Depends(caller)]})
    app.get("/direct")(mine)
    app.get("/open", dependencies=[public])(mine)
    app.include_router(router)
    plain = FastAPI(dependencies=[Depends(keyed)])
    plain.get("/direct")(mine)
    plain.include_router(router)
    paths, expected = app.openapi()["paths"], plain.openapi()["paths"]
    assert paths["/direct"] == expected["/direct"] and paths["/included"] == expected["/included"]
    assert paths["/direct"]["get"]["security"] == [{"APIKeyHeader": []}]
    assert "security" not in paths["/open"]["get"] and "parameters" not in paths["/open"]["get"]
    export = paths["/tags/export"]["get"]
    assert export["security"] == [{"APIKeyHeader": []}]
    assert [each["name"] for each in export["parameters"]] == ["x-caller"]


def test_overrides_replace_the_guards_of_hand_written_routes() -> None:
    app, router = guarded(), APIRouter()
    router.get("/tags/mine")(mine)
    app.include_router(router)
    app.dependency_overrides = {caller: lambda: "boss"}
    assert statuses(app, "/tags/mine") == [200, 200, 200]


def test_startup_handlers_still_run() -> None:
    """The router that guards is another one than FastAPI made."""
    app = guarded()
    app.router.add_event_handler("startup", lambda: runs.append("started"))
    runs.clear()
    with TestClient(app):
        pass
    assert runs == ["started"]


def test_health_and_documentation_are_public() -> None:
    """They respond to every client, whatever guards the app has."""
    app = guarded()
    mount_docs(app, FilePath(str(files("fastapi_offline") / "static")))
    app.include_router(health_routes(get_db))
    for path in ("/docs", "/docs/start.js", "/docs/favicon.png", "/healthz"):
        assert statuses(app, path) == [200, 200, 200], path


def test_the_detail_of_a_problem_is_the_one_that_a_route_gives() -> None:
    app = create_api(get_db)

    @app.get("/rooms/{number}")
    async def room(number: int) -> None:
        raise HTTPException(404, "This house has two rooms.") if number > 2 else HTTPException(404)

    client = TestClient(app)
    assert client.get("/rooms/3").json()["detail"] == "This house has two rooms."
    assert client.get("/rooms/1").json()["detail"] == "There is no such resource."
    assert client.get("/nowhere").json()["detail"] == "There is no such resource."
