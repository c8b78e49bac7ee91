"""Versions over HTTP, on both databases: which writes raise them, and which require one."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest

from tests.proofs.fuzz import service
from tests.support.databases import new_postgres_database
from tests.support.serving import ROOT

EVERYTHING = ROOT / "tests" / "specs" / "everything"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of the service of every type."""
    folder = tmp_path_factory.mktemp("versions")
    with contextlib.ExitStack() as stack:
        url = f"sqlite:///{folder / 'versions.db'}"
        if request.param == "postgresql":
            url = stack.enter_context(new_postgres_database(request.getfixturevalue("postgres_server")))
        yield stack.enter_context(service(EVERYTHING, url, folder))


def created(client: httpx.Client, path: str, **body: Any) -> httpx.Response:
    """Create a row and return the response."""
    response = client.post(path, json=body)
    assert response.status_code == 201, response.text
    return response


def new_box(client: httpx.Client) -> httpx.Response:
    """Create a box. Changes of it require a version."""
    return created(client, "/boxes", name=uuid4().hex[:30], row=uuid4().int % 2**31)


def new_label(client: httpx.Client, **body: Any) -> str:
    """Create a label and return its id."""
    id: str = created(client, "/labels", id=uuid4().hex, caption="x", **body).json()["id"]
    return id


def code_of(response: httpx.Response) -> tuple[int, list[tuple[str, str]]]:
    """Return the status of a problem, and the pointer and code of each of its errors."""
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, [(each["pointer"], each["code"]) for each in response.json()["errors"]]


REQUIRED = (428, [("/header/If-Match", "missing")])


def test_a_change_without_a_required_version_is_rejected(client: httpx.Client) -> None:
    """With `versioned: required`, a change without `If-Match` is a 428. Problems 422 and 404 have priority."""
    box = new_box(client)
    path, tag, body = box.headers["location"], box.headers["etag"], box.json()
    whole = {name: body[name] for name in ("name", "size", "opened", "row", "column")}
    assert code_of(client.patch(path, json={"column": "a"})) == REQUIRED
    assert code_of(client.patch(path, json={})) == REQUIRED
    assert code_of(client.put(path, json=whole)) == REQUIRED
    assert code_of(client.delete(path)) == REQUIRED
    assert client.get(path).json() == body
    assert code_of(client.patch(path, json={"column": 1}))[0] == 422
    assert code_of(client.put(path, json={}))[0] == 422
    for response in (
        client.patch("/boxes/0", json={"column": "a"}),
        client.put("/boxes/0", json=whole),
        client.delete("/boxes/0"),
    ):
        assert code_of(response)[0] == 404
    changed = client.patch(path, json={"column": "a"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert code_of(client.put(path, json=whole, headers={"If-Match": tag}))[0] == 412
    assert code_of(client.delete(path, headers={"If-Match": tag}))[0] == 412
    assert client.put(path, json=whole, headers={"If-Match": changed.headers["etag"]}).status_code == 200
    assert client.delete(path, headers={"If-Match": "*"}).status_code == 204


def test_the_document_describes_required_versions(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for method in ("patch", "put", "delete"):
        required = paths["/boxes/{box_id}"][method]
        assert required["parameters"][0] == {"$ref": "#/components/parameters/RequiredIfMatch"}
        assert {"412", "428"} <= required["responses"].keys()
        assert "428" not in paths["/things/{thing_id}"][method]["responses"]
    assert "428" not in paths["/boxes/{box_id}"]["get"]["responses"]


Change = Callable[[httpx.Client, str, dict[str, Any]], httpx.Response]
"""Changes a thing: gets its path, and what it is linked to."""


def replace(client: httpx.Client, path: str, **values: Any) -> httpx.Response:
    """Replace a thing with some values changed."""
    kept = {"id", "created_at", "updated_at"}
    body = {name: value for name, value in client.get(path).json().items() if name not in kept}
    return client.put(path, json=body | values)


CHANGES: dict[str, Change] = {
    "a field": lambda client, path, _: client.patch(path, json={"integer": 1}),
    "links by PATCH": lambda client, path, has: client.patch(path, json={"label_ids": [has["child"]]}),
    "no links by PATCH": lambda client, path, _: client.patch(path, json={"label_ids": []}),
    "links by PUT": lambda client, path, has: replace(client, path, label_ids=[has["other"]]),
    "a linked row is deleted": lambda client, _, has: client.delete(f"/labels/{has['other']}"),
    "a linked row goes with another": lambda client, _, has: client.delete(f"/labels/{has['parent']}"),
    "a row that is referred to is deleted": lambda client, _, has: client.delete(
        has["box"], headers={"If-Match": "*"}
    ),
}
IDLE: dict[str, Change] = {
    "the same field": lambda client, path, _: client.patch(path, json={"integer": 0}),
    "the same links": lambda client, path, has: client.patch(
        path, json={"label_ids": [has["child"], has["other"]]}
    ),
    "the same by PUT": lambda client, path, _: replace(client, path),
    "a row that is not linked is deleted": lambda client, _, has: client.delete(f"/labels/{has['free']}"),
}


def new_thing(client: httpx.Client) -> tuple[httpx.Response, dict[str, Any]]:
    """Create a thing with a box and links. Return the response and the linked rows."""
    box, parent = new_box(client), new_label(client)
    child, other, free = new_label(client, parent_id=parent), new_label(client), new_label(client)
    thing = created(client, "/things", integer=0, box_id=box.json()["id"], label_ids=[child, other])
    linked = {"box": box.headers["location"], "parent": parent, "child": child, "other": other, "free": free}
    return thing, linked


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_of_a_representation_raises_its_version(client: httpx.Client, change: Change) -> None:
    """A request with the old version gets the new row, and cannot change it."""
    before, has = new_thing(client)
    path, tag = before.headers["location"], before.headers["etag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert change(client, path, has).status_code in (200, 204)
    after = client.get(path, headers={"If-None-Match": tag})
    assert after.status_code == 200 and after.headers["etag"] != tag
    old, new = before.json(), after.json()
    assert new["updated_at"] > old.pop("updated_at") and new | old != new
    assert code_of(client.patch(path, json={"integer": 5}, headers={"If-Match": tag}))[0] == 412


@pytest.mark.parametrize("change", IDLE.values(), ids=IDLE)
def test_a_version_is_not_raised_without_a_change(client: httpx.Client, change: Change) -> None:
    before, has = new_thing(client)
    assert change(client, before.headers["location"], has).status_code in (200, 204)
    after = client.get(before.headers["location"])
    assert after.headers["etag"] == before.headers["etag"] and after.json() == before.json()
