"""No code path leads past the guards of an entity whose rows it shows or writes: links, ids, batches, `expand`."""

import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, Header
from fastapi.testclient import TestClient

from tests.support.counting_guards import BOSS, boss, calls
from tests.support.guarding_apps import NOBODY, Make, ids, new, service_of, services


@pytest.fixture
def client(make: Make, on_code_path: Callable[[FastAPI], FastAPI]) -> Iterator[TestClient]:
    """A client of an application in which only the boss may see users, and give badges."""
    with TestClient(
        on_code_path(make(entity_dependencies={"user": [Depends(boss)], "badge": [Depends(boss)]}))
    ) as client:
        yield client


def test_paths_of_links_run_the_guards_of_the_rows_they_use(client: TestClient) -> None:
    user = new(client, "/users", headers=BOSS, name="U")["id"]
    group = new(client, "/groups", headers=BOSS, name="G")["id"]
    path = f"/groups/{group}/users"
    for method, target in (
        ("GET", path),
        ("HEAD", path),
        ("GET", f"{path}?limit=1"),
        ("PUT", f"{path}/{user}"),
        ("DELETE", f"{path}/{user}"),
    ):
        assert client.request(method, target).status_code == 403, (method, target)
    assert client.put(f"{path}/{user}", headers=BOSS).status_code == 204
    assert client.get(f"/groups/{group}").json()["user_ids"] == [user]  # ids are the group's own to show
    assert client.delete(f"{path}/{user}").status_code == 403
    assert ids(client.get(path, headers=BOSS)) == [user]
    assert client.delete(f"{path}/{user}", headers=BOSS).status_code == 204
    room = new(client, "/rooms", name="R")["id"]
    assert client.put(f"/groups/{group}/rooms/{room}").status_code == 204  # whose bookings nobody guards
    assert ids(client.get(f"/groups/{group}/rooms")) == [room]
    assert client.put(f"/groups/{group}/visitors/{user}").status_code == 204
    assert client.get(f"/groups/{group}/visitors").status_code == 403


def test_ids_in_bodies_run_the_guards_of_link_rows(client: TestClient) -> None:
    user = new(client, "/users", headers=BOSS, name="U")["id"]
    row = new(client, "/groups", name="G", label_ids=[], room_ids=[], visitor_ids=[user])
    path = f"/groups/{row['id']}"
    kept = {name: value for name, value in row.items() if name not in ("id", "created_at", "updated_at")}
    item = {"id": row["id"], "changes": {"user_ids": [user]}}
    requests: list[tuple[str, str, Any]] = [
        ("POST", "/groups", {"name": "N", "user_ids": [user]}),
        ("POST", "/groups", {"name": "N", "user_ids": []}),
        ("PATCH", path, {"user_ids": [user]}),
        ("PUT", path, kept | {"user_ids": [user]}),
        ("POST", "/groups/batch", {"create": [{"name": "N", "user_ids": [user]}]}),
        ("POST", "/groups/batch", {"create": [{"name": "N"}, {"name": "N", "user_ids": [user]}]}),
        ("POST", "/groups/batch", {"update": [item]}),
        ("POST", "/groups/batch", {"update": [item], "create": [{"name": "N"}]}),
    ]
    before = client.get("/groups", params={"count": "true"}).json()["total"]
    for method, target, body in requests:
        assert client.request(method, target, json=body).status_code == 403, (method, target, body)
    text = '{"name": "N", "user\\u005fids": [' + json.dumps(user) + "]}"
    typed = {"content-type": "application/json"}
    assert client.post("/groups", content=text, headers=typed).status_code == 403
    assert (
        client.post(
            "/groups", content=iter([text[:9].encode(), text[9:].encode()]), headers=typed
        ).status_code
        == 403
    )
    assert client.get("/groups", params={"count": "true"}).json()["total"] == before
    assert client.get("/badges", headers=BOSS).json()["items"] == []
    for method, target, body in requests:
        calls.clear()
        response = client.request(method, target, json=body, headers=BOSS)
        assert response.is_success, (method, target, body, response.text)
        assert calls["boss"] == 1
    response = client.post("/groups", content=text, headers=BOSS | typed)
    assert response.status_code == 201 and response.json()["user_ids"] == [user]


def test_requests_without_such_ids_run_no_other_guard(client: TestClient) -> None:
    calls.clear()
    row = new(client, "/groups", name="G", label_ids=[])
    path = f"/groups/{row['id']}"
    assert client.patch(path, json={"name": "N", "room_ids": []}).status_code == 200
    item = {"id": row["id"], "changes": {"name": "M"}}
    for body in ({"create": [{"name": "N"}]}, {"update": [item]}, {"delete": [{"id": row["id"]}]}, {}):
        assert client.post("/groups/batch", json=body).status_code == 200
    assert client.get("/groups").status_code == 200 and not calls


def test_invalid_bodies_run_all_guards(client: TestClient) -> None:
    typed = {"content-type": "application/json"}
    for content, status in (
        (b"", {403}),
        (b"{", {403}),
        (b"[]", {403}),
        (b"null", {403}),
        (b'{"name": "N", "user_ids": [', {403}),
        (b'{"name": 1}', {422}),
        (b'{"name": "N", "other": [[[[', {403}),
        (b'{"name": "%s"}' % (b"x" * 2**21), {413}),
    ):
        assert client.post("/groups", content=content, headers=typed).status_code in status, content[:30]
    for content in (
        b'{"create": 1}',
        b'{"create": [1]}',
        b'{"update": [{"changes": 1}]}',
        b'{"update": {}}',
        b"[1]",
    ):
        assert client.post("/groups/batch", content=content, headers=typed).status_code == 403, content
    assert client.post("/groups", content=b"{}", headers={"content-type": "text/plain"}).status_code == 415
    large = iter([b'{"name": "', *([b"x" * 2**16] * 40), b'"}'])
    assert client.post("/groups", content=large, headers=typed).status_code == 413


def test_expansions_run_the_guards_of_the_rows_they_show(client: TestClient) -> None:
    group = new(client, "/groups", headers=BOSS, name="G")["id"]
    for path in ("/groups", f"/groups/{group}"):
        for expand in ("users", "leader", "labels,users", "visitors"):
            params = {"expand": expand}
            assert client.get(path, params=params).status_code == 403, (path, expand)
            calls.clear()
            assert client.get(path, params=params, headers=BOSS).status_code == 200
            assert calls["boss"] == 1
        assert client.get(path, params={"expand": "labels,rooms"}).status_code == 200


def test_the_guards_of_link_rows_run_for_a_replay(client: TestClient) -> None:
    once = {"Idempotency-Key": "1"}
    for path, body in (
        ("/groups", {"name": "N", "user_ids": []}),
        ("/groups/batch", {"create": [{"name": "N", "user_ids": []}]}),
    ):
        first = client.post(path, json=body, headers=BOSS | once)
        assert first.is_success and client.post(path, json=body, headers=once).status_code == 403
        calls.clear()
        again = client.post(path, json=body, headers=BOSS | once)
        assert again.content == first.content and calls["boss"] == 1


def test_a_guard_runs_once_however_many_entities_it_guards(
    sqlite: Make, on_code_path: Callable[[FastAPI], FastAPI]
) -> None:
    guards = [Depends(boss)]
    names = ("group", "user", "badge", "visit", "booking", "label")
    app = sqlite(dependencies=guards, entity_dependencies=dict.fromkeys(names, guards))
    with TestClient(on_code_path(app)) as client:
        user = new(client, "/users", headers=BOSS, name="U")["id"]
        group = new(client, "/groups", headers=BOSS, name="G", user_ids=[user], visitor_ids=[user])["id"]
        for method, path, body in (
            ("GET", f"/groups/{group}/users", None),
            ("PUT", f"/groups/{group}/users/{user}", None),
            ("GET", f"/groups/{group}?expand=users.badges,visitors,labels", None),
            ("PATCH", f"/groups/{group}", {"user_ids": [user], "visitor_ids": [], "room_ids": []}),
            ("DELETE", f"/groups/{group}/users/{user}", None),
        ):
            calls.clear()
            response = client.request(method, path, json=body, headers=BOSS)
            assert response.is_success and calls["boss"] == 1, (method, path)
            assert client.request(method, path, json=body).status_code == 403


def test_the_services_of_link_rows_are_made_only_for_requests_that_write_links(
    sqlite: Make, on_code_path: Callable[[FastAPI], FastAPI]
) -> None:
    """A constructor may need the caller. Requests that create no badge do not need it."""

    class Badges(service_of("Badge")):  # type: ignore[misc] # made at run time
        def __init__(self, token: Annotated[str, Header()]) -> None:
            self.token = token

        async def create(self, db: Any, data: Any) -> Any:
            return await super().create(db, data)

    app = on_code_path(sqlite(services=services(badge=Badges)))
    with TestClient(app) as client:
        user = new(client, "/users", name="U")["id"]
        path = f"/groups/{new(client, '/groups', name='G')['id']}"
        assert client.get(path).status_code == 200
        assert client.get(f"{path}/users").status_code == 200
        assert client.patch(path, json={"name": "N"}).status_code == 200
        token = {"token": "t"}
        for method, target, body in (
            ("PUT", f"{path}/users/{user}", None),
            ("DELETE", f"{path}/users/{user}", None),
            ("PATCH", path, {"user_ids": [user]}),
            ("POST", "/groups", {"name": "N", "user_ids": [user]}),
        ):
            assert client.request(method, target, json=body).status_code == 422, (method, target)
            assert client.request(method, target, json=body, headers=token).is_success
    needed = {
        (path, method): _header(app, path, method, "token")
        for path, item in app.openapi()["paths"].items()
        for method in item
        if method in ("get", "put", "post", "patch", "delete")
    }
    always = {(path, method) for path, method in needed if path.startswith("/badges")} | {
        ("/groups/{group_id}/users/{user_id}", "put"),
        ("/groups/{group_id}/users/{user_id}", "delete"),
    }
    perhaps = {
        ("/groups", "post"),
        ("/groups/batch", "post"),
        ("/groups/{group_id}", "patch"),
        ("/groups/{group_id}", "put"),
    }
    assert {each for each, required in needed.items() if required} == always
    assert {each for each, required in needed.items() if required is False} == perhaps


def _header(app: Any, path: str, method: str, name: str) -> bool | None:
    """Return True if an operation requires a header, False if it takes it, and None if it does not."""
    document = app.openapi()
    for each in document["paths"][path][method].get("parameters", []):
        found = (
            document["components"]["parameters"][each["$ref"].rpartition("/")[2]] if "$ref" in each else each
        )
        if found["name"] == name:
            return bool(found.get("required"))
    return None


def test_the_document_describes_the_inputs_of_these_guards(sqlite: Make) -> None:
    app: Any = sqlite(entity_dependencies={"user": [Depends(boss)], "badge": [Depends(boss)]})
    paths = app.openapi()["paths"]
    one = "/groups/{group_id}/users/{user_id}"
    for path, method in (("/groups/{group_id}/users", "get"), (one, "put"), (one, "delete")):
        operation = paths[path][method]
        assert operation["security"] == [{"APIKeyHeader": []}], path
        assert {"401", "403"} <= operation["responses"].keys()
        assert _header(app, path, method, "caller") is False
    for path, method in (
        ("/groups", "post"),
        ("/groups/batch", "post"),
        ("/groups/{group_id}", "patch"),
        ("/groups/{group_id}", "put"),
        ("/groups/{group_id}", "get"),
        ("/groups", "get"),
    ):
        operation = paths[path][method]
        assert operation["security"] == [{}, {"APIKeyHeader": []}], path
        assert {"401", "403"} <= operation["responses"].keys()
        assert _header(app, path, method, "caller") is False
    for path, method in (
        ("/groups/{group_id}", "delete"),
        ("/groups/{group_id}/rooms", "get"),
        ("/groups/{group_id}/rooms/{room_id}", "put"),
        ("/rooms", "post"),
    ):
        assert "security" not in paths[path][method], path


def test_the_routes_of_the_application_have_the_guards(sqlite: Make) -> None:
    """`app.routes` has the routes of links with all guards that they always run."""
    from fastapi.routing import iter_route_contexts

    app: Any = sqlite(entity_dependencies={"user": [Depends(boss)]})
    (found,) = (
        context
        for context in iter_route_contexts(app.routes)
        if context.path_format == "/groups/{group_id}/users"
    )
    assert boss in [each.call for each in found.dependant.dependencies]
    assert app.url_path_for("list_users_of_group", group_id=NOBODY) == f"/groups/{NOBODY}/users"


def test_bodies_are_parsed_as_the_schemas_parse_them(
    sqlite: Make, on_code_path: Callable[[FastAPI], FastAPI]
) -> None:
    """Whatever JSON the endpoint accepts, its members were seen before: no form of it hides one."""
    with TestClient(on_code_path(sqlite(entity_dependencies={"badge": [Depends(boss)]}))) as client:
        user = new(client, "/users", name="U")["id"]
        link = json.dumps([user])
        for text in (
            f' \n{{"name":"N","user_ids":{link}}} ',
            f'{{"user_ids":[],"name":"N","user_ids":{link}}}',
            f'{{"name":"N","\\u0075ser_ids":{link}}}',
            f'{{"name":"N","user_ids":{link},"label_ids":[]}}',
        ):
            response = client.post("/groups", content=text, headers={"content-type": "application/json"})
            assert response.status_code == 403, text
        for encoding in ("utf-16", "utf-8-sig"):
            content = f'{{"name":"N","user_ids":{link}}}'.encode(encoding)
            response = client.post("/groups", content=content, headers={"content-type": "application/json"})
            assert response.status_code == 403, encoding
        assert client.get("/badges", headers=BOSS).json()["items"] == []
