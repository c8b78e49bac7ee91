"""A service behind a proxy under a root path, which the application or an option of the server sets."""

from collections.abc import Iterator
from uuid import uuid4

import httpx2 as httpx
import pytest

from tests.support.serving import migrate, serve


@pytest.fixture(scope="module", params=["the application", "the server"])
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of the blog, whose root path is `/api/v1`."""
    folder = tmp_path_factory.mktemp("server")
    url = f"sqlite:///{folder / 'blog.db'}"
    migrate(url)
    by_application = request.param == "the application"
    application = "tests.support.root_path_app:app" if by_application else "app.main:app"
    option = {} if by_application else {"UVICORN_ROOT_PATH": "/api/v1"}  # as `--root-path` sets it
    with serve(url, folder / "log", application, option) as client:
        yield client


def test_every_request_knows_it(client: httpx.Client) -> None:
    """Not the first alone. The proxy takes the path away, so that requests hold paths without it."""
    for _ in range(3):
        created = client.post("/tags", json={"name": uuid4().hex})
        assert created.status_code == 201
        assert created.headers["location"] == f"/api/v1/tags/{created.json()['id']}"
        assert client.get(created.headers["location"].removeprefix("/api/v1")).json() == created.json()
        assert client.get("/openapi.json").json()["servers"] == [{"url": "/api/v1"}]
        refused = client.request("DELETE", "/tags")
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST")


def test_a_replay_has_the_same_location(client: httpx.Client) -> None:
    """It is stored with the first response."""
    key, body = {"Idempotency-Key": uuid4().hex}, {"name": uuid4().hex}
    first, again = (client.post("/tags", json=body, headers=key) for _ in range(2))
    assert again.headers["idempotent-replayed"] == "true"
    assert first.headers["location"] == again.headers["location"] == f"/api/v1/tags/{first.json()['id']}"


def test_paths_of_requests_may_include_the_root_path(
    client: httpx.Client, request: pytest.FixtureRequest
) -> None:
    """A server with this option adds it to every path, so this tests the root path of the application."""
    if "the server" in request.node.name:
        pytest.skip("uvicorn would put it there twice")
    created = client.post("/api/v1/tags", json={"name": uuid4().hex})
    assert created.headers["location"] == f"/api/v1/tags/{created.json()['id']}"
    assert client.get(created.headers["location"]).json() == created.json()
    refused = client.request("DELETE", "/api/v1/tags")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST")
