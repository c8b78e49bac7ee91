"""Hand-written routes that are refused, because guards could not apply to them."""

from functools import partial
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, HTTPException, Path
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from generated.api import create_api
from generated.runtime import public
from tests.support.guarded_routes import caller, get_db, guarded, mine_of, statuses


@pytest.mark.parametrize("path", ["/{kind}/{id}", "/{path:path}", "/{kind}", "/{kind:path}/mine"])
def test_a_route_whose_parameters_may_match_an_entity_is_refused(path: str) -> None:
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


def test_routes_without_dependencies_are_refused_at_the_path_of_an_entity() -> None:
    """Plain routes of Starlette and mounts."""
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


def test_routes_without_dependencies_are_refused_if_they_may_match_the_path_of_an_entity() -> None:
    """A mount matches every path below its own, and a parameter matches any segment."""

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
    """It does not read its path parameter from the query, where the client could name any row."""

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
