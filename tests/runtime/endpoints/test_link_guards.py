"""No code path leads past the guards of an entity whose rows it shows or writes: links, ids, batches, `expand`."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import pytest
from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.security import APIKeyHeader
from fastapi.testclient import TestClient

from tests.support import guarding_apps
from tests.support.databases import new_postgres_database
from tests.support.guarding_apps import NOBODY, Make, ids, new, service_of, services

BOSS = {"caller": "boss"}
key = APIKeyHeader(name="X-Key", auto_error=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the generated package."""
    folder: Path = tmp_path_factory.mktemp("link_guards")
    guarding_apps.generated(folder)
    return folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, folder: Path) -> Iterator[Make]:
    """Makes an application on one of the databases."""
    if request.param == "sqlite":
        yield guarding_apps.maker(f"sqlite:///{folder / 'link_guards.db'}")
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield guarding_apps.maker(url)


@pytest.fixture(scope="module")
def sqlite(folder: Path) -> Make:
    """Makes an application on SQLite: what guards are asked does not depend on the database."""
    return guarding_apps.maker(f"sqlite:///{folder / 'sqlite.db'}")


asked: Counter[str] = Counter()


async def boss(
    caller: Annotated[str, Header()] = "", secret: Annotated[str | None, Depends(key)] = None
) -> None:
    """Raise 403 for everybody but the boss."""
    asked["boss"] += 1
    if caller != "boss":
        raise HTTPException(403)


def nothing() -> None:
    """Stand for a dependency that is overridden: then no request is served by a compiled route."""


@pytest.fixture(params=["compiled", "plain"])
def road(request: pytest.FixtureRequest) -> Callable[[FastAPI], FastAPI]:
    """Lets compiled routes serve an application, or FastAPI alone."""

    def on_road(app: FastAPI) -> FastAPI:
        if request.param == "plain":
            app.dependency_overrides[nothing] = nothing
        return app

    return on_road


@pytest.fixture
def client(make: Make, road: Callable[[FastAPI], FastAPI]) -> Iterator[TestClient]:
    """A client of an application in which only the boss may see users, and give badges."""
    with TestClient(
        road(make(entity_dependencies={"user": [Depends(boss)], "badge": [Depends(boss)]}))
    ) as client:
        yield client


def test_links_in_paths_ask_the_guards_of_what_they_show_and_write(client: TestClient) -> None:
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


def test_ids_in_bodies_ask_the_guards_of_the_rows_that_links_are(client: TestClient) -> None:
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
        asked.clear()
        answer = client.request(method, target, json=body, headers=BOSS)
        assert answer.is_success, (method, target, body, answer.text)
        assert asked["boss"] == 1
    answer = client.post("/groups", content=text, headers=BOSS | typed)
    assert answer.status_code == 201 and answer.json()["user_ids"] == [user]


def test_requests_without_such_ids_ask_no_other_guard(client: TestClient) -> None:
    asked.clear()
    row = new(client, "/groups", name="G", label_ids=[])
    path = f"/groups/{row['id']}"
    assert client.patch(path, json={"name": "N", "room_ids": []}).status_code == 200
    item = {"id": row["id"], "changes": {"name": "M"}}
    for body in ({"create": [{"name": "N"}]}, {"update": [item]}, {"delete": [{"id": row["id"]}]}, {}):
        assert client.post("/groups/batch", json=body).status_code == 200
    assert client.get("/groups").status_code == 200 and not asked


def test_bodies_that_cannot_be_read_open_nothing(client: TestClient) -> None:
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


def test_what_is_expanded_asks_the_guards_of_what_it_shows(client: TestClient) -> None:
    group = new(client, "/groups", headers=BOSS, name="G")["id"]
    for path in ("/groups", f"/groups/{group}"):
        for expand in ("users", "leader", "labels,users", "visitors"):
            params = {"expand": expand}
            assert client.get(path, params=params).status_code == 403, (path, expand)
            asked.clear()
            assert client.get(path, params=params, headers=BOSS).status_code == 200
            assert asked["boss"] == 1
        assert client.get(path, params={"expand": "labels,rooms"}).status_code == 200


def test_a_replay_asks_the_guards_again(client: TestClient) -> None:
    once = {"Idempotency-Key": "1"}
    for path, body in (
        ("/groups", {"name": "N", "user_ids": []}),
        ("/groups/batch", {"create": [{"name": "N", "user_ids": []}]}),
    ):
        first = client.post(path, json=body, headers=BOSS | once)
        assert first.is_success and client.post(path, json=body, headers=once).status_code == 403
        asked.clear()
        again = client.post(path, json=body, headers=BOSS | once)
        assert again.content == first.content and asked["boss"] == 1


def test_a_guard_runs_once_however_many_entities_it_guards(
    sqlite: Make, road: Callable[[FastAPI], FastAPI]
) -> None:
    guards = [Depends(boss)]
    names = ("group", "user", "badge", "visit", "booking", "label")
    app = sqlite(dependencies=guards, entity_dependencies=dict.fromkeys(names, guards))
    with TestClient(road(app)) as client:
        user = new(client, "/users", headers=BOSS, name="U")["id"]
        group = new(client, "/groups", headers=BOSS, name="G", user_ids=[user], visitor_ids=[user])["id"]
        for method, path, body in (
            ("GET", f"/groups/{group}/users", None),
            ("PUT", f"/groups/{group}/users/{user}", None),
            ("GET", f"/groups/{group}?expand=users.badges,visitors,labels", None),
            ("PATCH", f"/groups/{group}", {"user_ids": [user], "visitor_ids": [], "room_ids": []}),
            ("DELETE", f"/groups/{group}/users/{user}", None),
        ):
            asked.clear()
            answer = client.request(method, path, json=body, headers=BOSS)
            assert answer.is_success and asked["boss"] == 1, (method, path)
            assert client.request(method, path, json=body).status_code == 403


def test_the_services_of_links_are_made_for_those_who_write_links_alone(
    sqlite: Make, road: Callable[[FastAPI], FastAPI]
) -> None:
    """A constructor may ask for the caller: of who makes no badge it is not asked."""

    class Badges(service_of("Badge")):  # type: ignore[misc] # made at run time
        def __init__(self, token: Annotated[str, Header()]) -> None:
            self.token = token

        async def create(self, db: Any, data: Any) -> Any:
            return await super().create(db, data)

    app = road(sqlite(services=services(badge=Badges)))
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


def test_the_document_tells_what_these_operations_ask_for(sqlite: Make) -> None:
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


def test_hand_written_code_sees_the_guards_at_the_routes(sqlite: Make) -> None:
    """`app.routes` has the routes of links with all guards that they always ask."""
    from fastapi.routing import iter_route_contexts

    app: Any = sqlite(entity_dependencies={"user": [Depends(boss)]})
    (found,) = (
        context
        for context in iter_route_contexts(app.routes)
        if context.path_format == "/groups/{group_id}/users"
    )
    assert boss in [each.call for each in found.dependant.dependencies]
    assert app.url_path_for("list_users_of_group", group_id=NOBODY) == f"/groups/{NOBODY}/users"


def read_ids(app: Any) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Return the places and names of parameters that are ids in a path, by operation, that are not the path's."""
    return {
        (path, method): {
            (each["in"], each["name"])
            for each in operation.get("parameters", [])
            if each.get("name", "") in ("user_id", "badge_id", "room_id", "group_id") and each["in"] != "path"
        }
        for path, item in app.openapi()["paths"].items()
        for method, operation in item.items()
        if method in ("get", "put", "post", "patch", "delete")
    }


seen: list[Any] = []


async def whose_user(user_id: UUID, caller: Annotated[str, Header()] = "") -> None:
    """Raise 403 unless the caller has the id of the user in the path."""
    seen.append(user_id)
    if caller != str(user_id):
        raise HTTPException(403)


async def whose_badge(badge_id: UUID | None = None, caller: Annotated[str, Header()] = "") -> None:
    """Raise 403 unless the caller has the id of the badge; without one, for everybody but the boss."""
    seen.append(badge_id)
    if caller != ("boss" if badge_id is None else str(badge_id)):
        raise HTTPException(403)


async def of_badge(_: Annotated[None, Depends(whose_badge)]) -> None:
    """Ask about a badge by another dependency."""


async def whose_booking(room_id: UUID, group_id: UUID, caller: Annotated[str, Header()] = "") -> None:
    """Raise 403 unless the caller has the ids of the room and the group."""
    seen.append((str(room_id), str(group_id)))
    if caller != f"{room_id} {group_id}":
        raise HTTPException(403)


def test_a_guard_that_reads_an_id_in_the_path_reads_none_from_the_query(
    sqlite: Make, road: Callable[[FastAPI], FastAPI]
) -> None:
    app = road(sqlite(entity_dependencies={"user": [Depends(whose_user)]}))
    with TestClient(app) as client:
        group = new(client, "/groups", name="G")["id"]
        mine = {"caller": NOBODY}
        for method, path, body in (
            ("GET", f"/groups/{group}/users", None),
            ("GET", f"/groups/{group}?expand=users", None),
            ("GET", "/groups?expand=leader", None),
            ("GET", "/users", None),
            ("POST", "/users", {"name": "U"}),
            ("POST", "/users/batch", {"delete": [{"id": NOBODY}]}),
        ):
            for query in ("", f"user_id={NOBODY}"):
                seen.clear()
                target = f"{path}{'&' if '?' in path else '?'}{query}" if query else path
                answer = client.request(method, target, json=body, headers=mine)
                assert answer.status_code == 403 and not seen, (method, target, answer.text)
        assert client.get(f"/users/{NOBODY}", headers=mine).status_code == 404
        assert seen == [UUID(NOBODY)]
    assert read_ids(app) == read_ids(sqlite())


@pytest.mark.parametrize("guard", [whose_badge, of_badge])
def test_a_guard_that_can_do_without_an_id_is_asked_without_where_its_own_paths_have_none(
    sqlite: Make, road: Callable[[FastAPI], FastAPI], guard: Any
) -> None:
    """Making a badge asks as `POST /badges` does. What deletes one cannot be allowed without knowing which."""
    app = road(sqlite(entity_dependencies={"badge": [Depends(guard)]}))
    with TestClient(app) as client:
        users = [new(client, "/users", name=name)["id"] for name in "ab"]
        group = new(client, "/groups", name="G")["id"]
        creating: list[tuple[str, str, Any]] = [
            ("PUT", f"/groups/{group}/users/{users[0]}", None),
            ("POST", "/groups", {"name": "N", "user_ids": users}),
            ("POST", "/groups/batch", {"create": [{"name": "N", "user_ids": users}]}),
            ("POST", "/badges", {"group_id": group, "user_id": users[1]}),
            ("POST", "/badges/batch", {"create": []}),
            ("GET", "/badges", None),
            ("GET", f"/users/{users[0]}?expand=badges", None),
        ]
        others: list[tuple[str, str, Any]] = [
            ("DELETE", f"/groups/{group}/users/{users[0]}", None),
            ("PATCH", f"/groups/{group}", {"user_ids": []}),
            ("POST", "/groups/batch", {"update": [{"id": group, "changes": {"user_ids": []}}]}),
            ("POST", "/badges/batch", {"delete": [{"id": NOBODY}]}),
            ("POST", "/badges/batch", {"update": [{"id": NOBODY, "changes": {"color": "c"}}]}),
        ]
        for method, path, body in creating:
            seen.clear()
            target = f"{path}{'&' if '?' in path else '?'}badge_id={NOBODY}"
            answer = client.request(method, target, json=body, headers={"caller": NOBODY})
            assert answer.status_code in (403, 422) and not {*seen} - {None}, (method, path, answer.text)
            assert client.request(method, path, json=body).status_code == 403
            seen.clear()
            answer = client.request(method, path, json=body, headers=BOSS)
            assert answer.is_success and seen == [None], (method, path, answer.text)
        for method, path, body in others:
            for headers in ({"caller": NOBODY}, BOSS):
                answer = client.request(method, path, json=body, headers=headers)
                assert answer.status_code == 403, (method, path, answer.text)
        assert len(client.get(f"/groups/{group}").json()["user_ids"]) == 2
        (badge, *_) = client.get("/badges", headers=BOSS).json()["items"]
        own = {"caller": badge["id"]}
        assert client.delete(f"/badges/{badge['id']}", headers=BOSS).status_code == 403
        assert client.delete(f"/badges/{badge['id']}", headers=own).status_code == 204
    assert read_ids(app) == read_ids(sqlite())


def test_a_guard_is_given_the_parts_of_the_path_that_name_its_row(
    sqlite: Make, road: Callable[[FastAPI], FastAPI]
) -> None:
    """The path of a link between a group and a room names the one booking that it is."""
    app = road(sqlite(entity_dependencies={"booking": [Depends(whose_booking)]}))
    with TestClient(app) as client:
        room = new(client, "/rooms", name="R")["id"]
        group = new(client, "/groups", name="G")["id"]
        path = f"/groups/{group}/rooms/{room}"
        mine = {"caller": f"{room} {group}"}
        for method in ("PUT", "DELETE"):
            assert client.request(method, path).status_code == 403
            seen.clear()
            answer = client.request(method, f"{path}?room_id={NOBODY}", headers=mine)
            assert answer.status_code == 204 and seen == [(room, group)]
        assert client.patch(f"/groups/{group}", json={"room_ids": []}, headers=mine).status_code == 403
        assert client.post("/bookings", json={"room_id": room, "group_id": group}).status_code == 403
    assert read_ids(app) == read_ids(sqlite())


def test_overrides_of_dependencies_hold_for_such_guards_too(sqlite: Make) -> None:
    app = sqlite(entity_dependencies={"badge": [Depends(of_badge)]})
    app.dependency_overrides[whose_badge] = lambda: None
    with TestClient(app) as client:
        user = new(client, "/users", name="U")["id"]
        group = new(client, "/groups", name="G", user_ids=[user])["id"]
        path = f"/groups/{group}/users/{user}"
        assert client.put(path).status_code == 204

        async def other(badge_id: UUID) -> None:
            raise HTTPException(418)

        app.dependency_overrides[whose_badge] = other
        assert client.put(path).status_code == 403  # it needs an id, which this path does not have
        assert client.get(f"/badges/{NOBODY}").status_code == 418
        app.dependency_overrides.clear()
        assert client.put(path).status_code == 403


def test_what_is_refused_for_a_guard_is_logged_with_a_way_out(
    sqlite: Make, caplog: pytest.LogCaptureFixture
) -> None:
    with TestClient(sqlite(entity_dependencies={"user": [Depends(whose_user)]})) as client:
        group = new(client, "/groups", name="G")["id"]
        for _ in range(2):
            answer = client.get(f"/groups/{group}/users")
            assert answer.status_code == 403 and "guard" in answer.json()["detail"]
    (message,) = {each.getMessage() for each in caplog.records if each.name.endswith("row_guards")}
    assert "whose_user reads user_id from the path" in message and "list rows of User" in message
    assert "`visible`" in message


def test_bodies_are_parsed_as_the_schemas_parse_them(
    sqlite: Make, road: Callable[[FastAPI], FastAPI]
) -> None:
    """Whatever JSON the endpoint accepts, its members were seen before: no form of it hides one."""
    with TestClient(road(sqlite(entity_dependencies={"badge": [Depends(boss)]}))) as client:
        user = new(client, "/users", name="U")["id"]
        link = json.dumps([user])
        for text in (
            f' \n{{"name":"N","user_ids":{link}}} ',
            f'{{"user_ids":[],"name":"N","user_ids":{link}}}',
            f'{{"name":"N","\\u0075ser_ids":{link}}}',
            f'{{"name":"N","user_ids":{link},"label_ids":[]}}',
        ):
            answer = client.post("/groups", content=text, headers={"content-type": "application/json"})
            assert answer.status_code == 403, text
        for encoding in ("utf-16", "utf-8-sig"):
            content = f'{{"name":"N","user_ids":{link}}}'.encode(encoding)
            answer = client.post("/groups", content=content, headers={"content-type": "application/json"})
            assert answer.status_code == 403, encoding
        assert client.get("/badges", headers=BOSS).json()["items"] == []


def test_hand_written_routes_without_an_id_read_none_from_the_query(sqlite: Make) -> None:
    app = sqlite(entity_dependencies={"badge": [Depends(of_badge)], "user": [Depends(whose_user)]})

    @app.get("/badges/statistics")
    async def statistics() -> str:
        return "s"

    @app.post("/users/import")
    async def load() -> str:
        return "i"

    @app.get("/badges/{badge_id}/picture")
    async def picture(badge_id: UUID) -> str:
        return "p"

    with TestClient(app) as client:
        assert client.get("/badges/statistics", headers=BOSS).json() == "s"
        mine = {"caller": NOBODY}
        assert client.get(f"/badges/statistics?badge_id={NOBODY}", headers=mine).status_code == 403
        assert client.post(f"/users/import?user_id={NOBODY}", headers=mine).status_code == 403
        assert client.get(f"/badges/{NOBODY}/picture", headers=mine).json() == "p"
        app.dependency_overrides[whose_badge] = lambda: None
        assert client.get("/badges/statistics").json() == "s"
    parameters = app.openapi()["paths"]["/badges/statistics"]["get"]["parameters"]
    assert [each["name"] for each in parameters] == ["caller"]
