"""Hand-written routes are guarded as `FastAPI(dependencies=…)` guards its own, and entities' paths as the entities."""

from collections.abc import AsyncIterator
from functools import partial
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Path, Security, WebSocket
from fastapi.security import APIKeyHeader
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import WebSocketDenialResponse

from generated.api import create_api
from generated.runtime import health_routes, mount_docs, public

runs: list[str] = []
"""The guards that ran, in their order."""


async def caller(x_caller: Annotated[str | None, Header()] = None) -> str:
    runs.append("caller")
    if not x_caller:
        raise HTTPException(401)
    return x_caller


async def boss(name: Annotated[str, Depends(caller)]) -> None:
    runs.append("boss")
    if name != "boss":
        raise HTTPException(403)


async def get_db() -> AsyncIterator[AsyncSession]:
    yield AsyncSession()  # no request here gets as far as the database


def guarded(**options: Any) -> FastAPI:
    return create_api(
        get_db, dependencies=[Depends(caller)], entity_dependencies={"tag": [Depends(boss)]}, **options
    )


async def mine() -> str:
    return "mine"


ANN, BOSS = {"x-caller": "ann"}, {"x-caller": "boss"}


def statuses(app: FastAPI, path: str, method: str = "GET") -> list[int]:
    """Return the statuses for nobody, for a caller, and for the boss."""
    client = TestClient(app, raise_server_exceptions=False)
    return [client.request(method, path, headers=each).status_code for each in ({}, ANN, BOSS)]


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
def test_a_route_at_or_below_the_path_of_an_entity_obeys_its_guards(
    prefix: str, included: bool, method: str, path: str
) -> None:
    """Whatever its method and whatever its parameters are called."""
    app, router = guarded(prefix=prefix), APIRouter()
    (router if included else app).api_route(prefix + path, methods=[method])(mine_of)
    if included:
        app.include_router(router)
    target = prefix + path.replace("{tag_id}", "7").replace("{name}", "7").replace("{id}", "7")
    assert statuses(app, target, method) == [401, 403, 200]


async def mine_of(request: Request) -> str:
    return "mine"


def test_a_route_beside_the_path_of_an_entity_does_not() -> None:
    app = guarded()
    for path in ("/tagsoup", "/posts/{post_id}/mine", "/my/tags"):
        app.get(path)(mine)
        assert statuses(app, path) == [401, 200, 200], path


def test_a_guard_runs_once() -> None:
    """Also if the app, the entity, the router and the endpoint ask for it."""
    app, router = guarded(), APIRouter(dependencies=[Depends(caller)])

    @router.get("/tags/mine", dependencies=[Depends(boss)])
    async def asks(name: Annotated[str, Depends(caller)]) -> str:
        return name

    app.include_router(router, dependencies=[Depends(caller)])
    runs.clear()
    assert TestClient(app).get("/tags/mine", headers=BOSS).json() == "boss"
    assert runs == ["caller", "boss"]


@pytest.mark.private_apis("guards of routers in routers")
def test_what_is_open_is_named_so_where_it_is_included() -> None:
    """A route or a router; nothing else becomes open with it, and the guards of its own stay."""

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
def test_an_open_frontend_and_an_open_websocket(tmp_path: Any) -> None:
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


def test_the_document_says_what_guards_a_route() -> None:
    """As FastAPI's own would."""
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


def test_overrides_of_dependencies_hold_for_them() -> None:
    app, router = guarded(), APIRouter()
    router.get("/tags/mine")(mine)
    app.include_router(router)
    app.dependency_overrides = {caller: lambda: "boss"}
    assert statuses(app, "/tags/mine") == [200, 200, 200]


@pytest.mark.parametrize("path", ["/{kind}/{id}", "/{path:path}", "/{kind}", "/{kind:path}/mine"])
def test_a_route_that_may_be_an_entitys_by_chance_is_refused(path: str) -> None:
    """Which guards it must obey is not known before the request."""
    app, router = guarded(), APIRouter()
    router.get(path)(mine_of)
    with pytest.raises(ValueError, match="tags"):
        app.get(path)(mine_of)
    with pytest.raises(ValueError, match="tags"):
        app.include_router(router)
    assert statuses(app, "/tags/mine")[:2] == [401, 403]  # what was refused is not there
    app.get(path, dependencies=[public])(mine_of)
    app.get("/{number:int}/tags")(mine_of)
    create_api(get_db, dependencies=[Depends(caller)]).get(path)(mine_of)  # whose guards are all the same


def test_what_runs_no_dependencies_is_refused_at_the_path_of_an_entity() -> None:
    """Plain routes of Starlette's and mounts."""
    app = guarded()

    async def plain(request: Request) -> PlainTextResponse:
        return PlainTextResponse("open")

    router = APIRouter()
    router.add_route("/posts/plain", plain)
    for add in (
        partial(app.add_route, "/tags/plain", plain),
        partial(app.add_route, "/posts/{id}", plain),
        partial(app.mount, "/tags/static", PlainTextResponse("open")),
        partial(app.include_router, router),
    ):
        with pytest.raises(ValueError, match="runs no dependencies"):
            add()
    app.add_route("/plain", plain)
    app.mount("/static", PlainTextResponse("open"))
    assert statuses(app, "/plain") == statuses(app, "/static/x") == [200, 200, 200]  # as with FastAPI
    create_api(get_db).mount("/tags/static", PlainTextResponse("open"))  # where there is nothing to bypass


def test_what_runs_no_dependencies_is_refused_where_it_may_serve_the_path_of_an_entity() -> None:
    """A mount serves every path below its own, and a parameter may be any segment."""

    async def plain(request: Request) -> PlainTextResponse:
        return PlainTextResponse("open")

    router = APIRouter()
    router.add_route("/{page:path}", plain)
    mounted = PlainTextResponse("open")
    for app in (guarded(), create_api(get_db, dependencies=[Depends(caller)])):
        for add in (
            partial(app.add_route, "/{page}", plain),
            partial(app.add_route, "/{page:path}", plain),
            partial(app.add_route, "/{kind}/mine", plain),
            partial(app.mount, "", mounted),
            partial(app.mount, "/", mounted),
            partial(app.mount, "/{kind}", mounted),
            partial(app.mount, "/{kind}/mine", mounted),
            partial(app.include_router, router),
        ):
            with pytest.raises(ValueError, match="may serve a path below /"):
                add()
        assert statuses(app, "/tags")[0] == 401  # what was refused is not there
        app.mount("/pages/{page}", mounted)
    versioned = create_api(get_db, dependencies=[Depends(caller)], prefix="/v1")
    with pytest.raises(ValueError, match="may serve a path below /v1/"):
        versioned.mount("/v1", mounted)
    versioned.mount("/v2", mounted)
    create_api(get_db).mount("/", mounted)  # where there is nothing to bypass


@pytest.mark.parametrize(
    "path",
    ["/tags/{id}", "/tags/{id}/avatar", "/tags/{tag_id}", "/tags/{tag_id}/x/{id}", "/tags/{id}/x/{tag_id}"],
)
def test_a_guard_never_reads_another_row_than_the_route(path: str) -> None:
    """A parameter of its path is none of the query, where who asks could name any row."""

    async def owner(tag_id: Annotated[int, Path()]) -> None:
        if tag_id != 7:
            raise HTTPException(403)

    async def implied(tag_id: int) -> None:
        await owner(tag_id)

    for guard in (owner, implied):
        app = create_api(get_db, entity_dependencies={"tag": [Depends(guard)]})
        if path.startswith("/tags/{tag_id}"):
            app.get(path)(mine_of)
            client = TestClient(app)
            assert client.get(path.format(tag_id=7, id=8)).status_code == 200
            assert client.get(path.format(tag_id=8, id=7) + "?tag_id=7").status_code == 403
        else:
            with pytest.raises(ValueError, match="tag_id"):
                app.get(path)(mine_of)


def test_startup_handlers_still_run() -> None:
    """The router that guards is another one than FastAPI made."""
    app = guarded()
    app.router.add_event_handler("startup", lambda: runs.append("started"))
    runs.clear()
    with TestClient(app):
        pass
    assert runs == ["started"]


def test_the_application_itself_names_what_is_open() -> None:
    """Health and documentation answer whoever asks, whatever guards the app gets."""
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
