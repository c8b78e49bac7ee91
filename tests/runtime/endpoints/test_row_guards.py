"""Guards that check one row by the id in the path."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

import pytest
from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.testclient import TestClient

from tests.support.counting_guards import BOSS
from tests.support.guarding_apps import NOBODY, Make, new


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


def test_a_guard_reads_no_id_from_the_query(sqlite: Make, on_code_path: Callable[[FastAPI], FastAPI]) -> None:
    app = on_code_path(sqlite(entity_dependencies={"user": [Depends(whose_user)]}))
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
                response = client.request(method, target, json=body, headers=mine)
                assert response.status_code == 403 and not seen, (method, target, response.text)
        assert client.get(f"/users/{NOBODY}", headers=mine).status_code == 404
        assert seen == [UUID(NOBODY)]
    assert read_ids(app) == read_ids(sqlite())


@pytest.mark.parametrize("guard", [whose_badge, of_badge])
def test_a_guard_with_an_optional_id_runs_without_it(
    sqlite: Make, on_code_path: Callable[[FastAPI], FastAPI], guard: Any
) -> None:
    """Creating a badge runs the guard as `POST /badges` does. Deleting a badge without its id is refused."""
    app = on_code_path(sqlite(entity_dependencies={"badge": [Depends(guard)]}))
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
            response = client.request(method, target, json=body, headers={"caller": NOBODY})
            assert response.status_code in (403, 422) and not {*seen} - {None}, (method, path, response.text)
            assert client.request(method, path, json=body).status_code == 403
            seen.clear()
            response = client.request(method, path, json=body, headers=BOSS)
            assert response.is_success and seen == [None], (method, path, response.text)
        for method, path, body in others:
            for headers in ({"caller": NOBODY}, BOSS):
                response = client.request(method, path, json=body, headers=headers)
                assert response.status_code == 403, (method, path, response.text)
        assert len(client.get(f"/groups/{group}").json()["user_ids"]) == 2
        (badge, *_) = client.get("/badges", headers=BOSS).json()["items"]
        own = {"caller": badge["id"]}
        assert client.delete(f"/badges/{badge['id']}", headers=BOSS).status_code == 403
        assert client.delete(f"/badges/{badge['id']}", headers=own).status_code == 204
    assert read_ids(app) == read_ids(sqlite())


def test_a_guard_gets_the_parts_of_the_path_that_name_its_row(
    sqlite: Make, on_code_path: Callable[[FastAPI], FastAPI]
) -> None:
    """The path of a link between a group and a room names the one booking that it is."""
    app = on_code_path(sqlite(entity_dependencies={"booking": [Depends(whose_booking)]}))
    with TestClient(app) as client:
        room = new(client, "/rooms", name="R")["id"]
        group = new(client, "/groups", name="G")["id"]
        path = f"/groups/{group}/rooms/{room}"
        mine = {"caller": f"{room} {group}"}
        for method in ("PUT", "DELETE"):
            assert client.request(method, path).status_code == 403
            seen.clear()
            response = client.request(method, f"{path}?room_id={NOBODY}", headers=mine)
            assert response.status_code == 204 and seen == [(room, group)]
        assert client.patch(f"/groups/{group}", json={"room_ids": []}, headers=mine).status_code == 403
        assert client.post("/bookings", json={"room_id": room, "group_id": group}).status_code == 403
    assert read_ids(app) == read_ids(sqlite())


def test_overrides_replace_adapted_guards(sqlite: Make) -> None:
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


def test_a_refusal_because_of_a_guard_is_logged_with_advice(
    sqlite: Make, caplog: pytest.LogCaptureFixture
) -> None:
    with TestClient(sqlite(entity_dependencies={"user": [Depends(whose_user)]})) as client:
        group = new(client, "/groups", name="G")["id"]
        for _ in range(2):
            response = client.get(f"/groups/{group}/users")
            assert response.status_code == 403 and "guard" in response.json()["detail"]
    (message,) = {each.getMessage() for each in caplog.records if each.name.endswith("row_guards")}
    assert "whose_user reads user_id from the path" in message and "list rows of User" in message
    assert "`visible`" in message


def test_guards_of_hand_written_routes_read_no_id_from_the_query(sqlite: Make) -> None:
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
