"""Link rows of an entity with a hand-written service: every request calls that service."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import pytest
from fastapi import Header, HTTPException
from fastapi.testclient import TestClient
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support import guarding_apps
from tests.support.databases import new_postgres_database
from tests.support.guarding_apps import Make, model_of, module, new, problem, service_of, services

calls: list[tuple[Any, ...]] = []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the generated package."""
    folder: Path = tmp_path_factory.mktemp("link_row_services")
    guarding_apps.generated(folder)
    return folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, folder: Path) -> Iterator[Make]:
    """Makes an application on one of the databases."""
    if request.param == "sqlite":
        yield guarding_apps.maker(f"sqlite:///{folder / 'link_row_services.db'}")
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield guarding_apps.maker(url)


def badges() -> type[Any]:
    """Return a service that stores the current price, and rejects some creations and deletions of badges."""
    Badge, User, Group = (model_of(name) for name in ("Badge", "User", "Group"))
    runtime = module("runtime.problems.problem")

    class Badges(service_of("Badge")):  # type: ignore[misc] # made at run time
        def __init__(self, caller: Annotated[str, Header()] = "") -> None:
            self.caller = caller

        async def create(self, db: AsyncSession, data: Any) -> Any:
            calls.append(("create", data.group_id, data.user_id))
            name = (await db.execute(select(User.name).where(User.id == data.user_id))).scalar_one()
            if name == "refused":
                item = runtime.ErrorItem("/body/user_id", "refused", "No badge for this user.")
                raise runtime.Problem(409, "No badge.", [item])
            row = await super().create(db, data)
            price = update(Badge).where(Badge.id == row.id).values(price=len(name))
            await db.execute(price)
            if name == "namesake":
                await db.execute(update(Group).where(Group.id == data.group_id).values(name=name))
            return row

        async def delete(self, db: AsyncSession, id: UUID, if_match: str | None = None) -> None:
            calls.append(("delete", id))
            if self.caller == "clerk":
                raise HTTPException(403)
            if self.caller == "keeper":
                raise runtime.Problem(409, "Kept.", [runtime.ErrorItem("/body", "kept", "This is kept.")])
            await super().delete(db, id, if_match)

        def visible(self) -> ColumnElement[bool]:
            shown: ColumnElement[bool] = (
                Badge.color != "hidden" if self.caller == "ann" else super().visible()
            )
            return shown

    return Badges


@pytest.fixture(scope="module")
def client(make: Make) -> Iterator[TestClient]:
    """A client of an application with this service, and with a service of bookings that marks its rows."""

    class Bookings(service_of("Booking")):  # type: ignore[misc] # made at run time
        async def create(self, db: AsyncSession, data: Any) -> Any:
            data = data.model_copy(update={"paid": True})
            return await super().create(db, data)

        async def delete(self, db: AsyncSession, id: Any, if_match: str | None = None) -> None:
            calls.append(("delete", id))
            await super().delete(db, id, if_match)

    class Visits(service_of("Visit")):  # type: ignore[misc] # made at run time
        async def may_see_deleted(self) -> bool:
            return True

        async def delete(self, db: AsyncSession, id: Any, if_match: str | None = None) -> None:
            calls.append(("delete", id))
            await super().delete(db, id, if_match)

    given = services(badge=badges(), booking=Bookings, visit=Visits)
    with TestClient(make(services=given)) as client:
        yield client


def users(client: TestClient, *names: str) -> list[str]:
    """Create users and return their ids."""
    return [new(client, "/users", name=name)["id"] for name in names]


def prices(client: TestClient, group: str) -> dict[str, Any]:
    """Return the price of each badge of a group, by its user."""
    rows = client.get("/badges", params={"group_id": group}).json()["items"]
    return {row["user_id"]: row["price"] for row in rows}


def version(response: Any) -> int:
    """Return the version in an entity tag."""
    return int(response.headers["etag"].strip('"').partition("-")[0])


@pytest.mark.parametrize("way", ["put link", "create", "patch", "put", "batch create", "batch update"])
def test_every_request_that_adds_a_link_calls_create(client: TestClient, way: str) -> None:
    some = sorted(users(client, "a", "bb"))
    expected = dict(zip(some, [len(client.get(f"/users/{id}").json()["name"]) for id in some], strict=True))
    row = new(client, "/groups", name="G")
    group, path = row["id"], f"/groups/{row['id']}"
    before = client.get(path)
    calls.clear()
    if way == "put link":
        for id in some:
            assert client.put(f"{path}/users/{id}").status_code == 204
    elif way == "create":
        response = client.post("/groups", json={"name": "N", "user_ids": some})
        assert response.status_code == 201 and response.json()["user_ids"] == some
        group = response.json()["id"]
        assert response.headers["etag"] == client.get(f"/groups/{group}").headers["etag"]
        assert response.content == client.get(f"/groups/{group}").content
    elif way in ("patch", "put"):
        kept = {name: value for name, value in row.items() if name not in ("id", "created_at", "updated_at")}
        body = {"user_ids": some} if way == "patch" else kept | {"user_ids": some}
        response = client.request(way, path, json=body, headers={"If-Match": before.headers["etag"]})
        assert response.status_code == 200 and response.json()["user_ids"] == some
        assert version(response) == version(before) + 1 == version(client.get(path))
        assert response.content == client.get(path).content
    elif way == "batch create":
        response = client.post("/groups/batch", json={"create": [{"name": "N", "user_ids": some}]})
        assert response.status_code == 200
        group = response.json()["created"][0]["id"]
    else:
        item = {"id": group, "changes": {"user_ids": some}}
        response = client.post("/groups/batch", json={"update": [item]})
        assert response.status_code == 200 and version(client.get(path)) == version(before) + 1
    assert [(kind, str(owner), str(user)) for kind, owner, user in calls] == [
        ("create", group, id) for id in some
    ]
    assert prices(client, group) == expected
    assert client.get(f"/groups/{group}").json()["user_ids"] == some


@pytest.mark.parametrize("way", ["delete link", "patch", "batch"])
def test_every_request_that_removes_a_link_calls_delete(client: TestClient, way: str) -> None:
    one, other = users(client, "a", "b")
    group = new(client, "/groups", name="G", user_ids=[one, other])["id"]
    rows = client.get("/badges", params={"group_id": group}).json()["items"]
    badge = next(row["id"] for row in rows if row["user_id"] == one)
    path = f"/groups/{group}"
    before = client.get(path)

    def take(**headers: str) -> Any:
        if way == "delete link":
            return client.delete(f"{path}/users/{one}", headers=headers)
        if way == "patch":
            return client.patch(path, json={"user_ids": [other]}, headers=headers)
        item = {"id": group, "changes": {"user_ids": [other]}}
        return client.post("/groups/batch", json={"update": [item]}, headers=headers)

    place = {
        "delete link": "/path/user_id",
        "patch": "/body/user_ids",
        "batch": "/body/update/0/changes/user_ids",
    }
    assert take(caller="clerk").status_code == 403
    assert problem(take(caller="keeper"), 409) == [(place[way], "kept")]
    assert client.get(path).content == before.content
    calls.clear()
    assert take().is_success
    assert [(kind, str(id)) for kind, id in calls] == [("delete", badge)]
    assert client.get(path).json()["user_ids"] == [other]
    assert version(client.get(path)) == version(before) + 1
    assert client.get(f"/badges/{badge}").status_code == 404


def test_problems_of_the_service_point_to_the_member_of_the_request(client: TestClient) -> None:
    fine, refused = users(client, "fine", "refused")
    path = f"/groups/{new(client, '/groups', name='G')['id']}"
    both = {"user_ids": [fine, refused]}
    item = {"id": path.rsplit("/", maxsplit=1)[-1], "changes": both}
    for response, place in (
        (client.put(f"{path}/users/{refused}"), "/path/user_id"),
        (client.patch(path, json=both), "/body/user_ids"),
        (client.post("/groups", json={"name": "N"} | both), "/body/user_ids"),
        (client.post("/groups/batch", json={"create": [{"name": "N"} | both]}), "/body/create/0/user_ids"),
        (client.post("/groups/batch", json={"update": [item]}), "/body/update/0/changes/user_ids"),
    ):
        assert problem(response, 409) == [(place, "refused")]
    assert (
        prices(client, path.rsplit("/", maxsplit=1)[-1]) == {} and client.get(path).json()["user_ids"] == []
    )


def test_a_missing_target_is_the_same_problem_as_without_a_service(client: TestClient) -> None:
    path = f"/groups/{new(client, '/groups', name='G')['id']}"
    for relation, member in (("users", "user"), ("rooms", "room"), ("visitors", "visitor")):
        if relation == "users":  # its service reads the user
            continue
        response = client.put(f"{path}/{relation}/{guarding_apps.NOBODY}")
        assert problem(response, 409) == [(f"/path/{member}_id", "missing_target")], relation
        response = client.patch(path, json={f"{member}_ids": [guarding_apps.NOBODY]})
        assert problem(response, 409) == [(f"/body/{member}_ids", "missing_target")]


def test_a_response_contains_changes_of_the_owner_by_the_service(client: TestClient) -> None:
    (user,) = users(client, "namesake")
    made = client.post("/groups", json={"name": "N", "user_ids": [user]})
    assert made.json()["name"] == "namesake"
    path = f"/groups/{made.json()['id']}"
    assert (
        made.content == client.get(path).content and made.headers["etag"] == client.get(path).headers["etag"]
    )


def test_the_service_is_not_called_for_unchanged_and_hidden_links(client: TestClient) -> None:
    kept, hidden, added = users(client, "k", "h", "a")
    group = new(client, "/groups", name="G", user_ids=[kept, hidden])["id"]
    for row in client.get("/badges", params={"group_id": group}).json()["items"]:
        color = "hidden" if row["user_id"] == hidden else "red"
        assert client.patch(f"/badges/{row['id']}", json={"color": color}).status_code == 200
    ann = {"caller": "ann"}
    calls.clear()
    response = client.patch(f"/groups/{group}", json={"user_ids": [kept, added]}, headers=ann)
    assert sorted(response.json()["user_ids"]) == sorted([kept, added])
    assert client.patch(f"/groups/{group}", json={"user_ids": [kept]}, headers=ann).is_success
    assert [each[0] for each in calls] == ["create", "delete"]
    assert sorted(client.get(f"/groups/{group}").json()["user_ids"]) == sorted([kept, hidden])


def test_rows_with_a_composite_key_and_soft_deletion(client: TestClient) -> None:
    room = new(client, "/rooms", name="R")["id"]
    (user,) = users(client, "a")
    group = new(client, "/groups", name="G", room_ids=[room], visitor_ids=[user])["id"]
    path = f"/groups/{group}"
    assert client.get(f"/bookings/{room}/{group}").json()["paid"] is True
    (visit,) = client.get("/visits", params={"group_id": group}).json()["items"]
    calls.clear()
    before = client.get(path)
    response = client.patch(path, json={"room_ids": [], "visitor_ids": []})
    assert response.json()["room_ids"] == response.json()["visitor_ids"] == []
    assert version(response) == version(before) + 1
    assert sorted(map(repr, calls)) == sorted(
        map(repr, [("delete", (UUID(room), UUID(group))), ("delete", UUID(visit["id"]))])
    )
    assert client.get(f"/visits/{visit['id']}").status_code == 404
    assert client.put(f"{path}/visitors/{user}").status_code == 204
    assert client.delete(f"{path}/visitors/{user}").status_code == 204
    assert client.post(f"/visits/{visit['id']}/restore").status_code == 200
    assert client.get(path).json()["visitor_ids"] == [user]


def test_a_link_row_whose_deletion_is_restricted_stays(client: TestClient) -> None:
    (user,) = users(client, "a")
    group = new(client, "/groups", name="G", user_ids=[user])["id"]
    (badge,) = client.get("/badges", params={"group_id": group}).json()["items"]
    new(client, "/reasons", badge_id=badge["id"])
    assert client.delete(f"/groups/{group}/users/{user}").status_code == 409
    assert client.patch(f"/groups/{group}", json={"user_ids": []}).status_code == 409
    assert client.get(f"/groups/{group}").json()["user_ids"] == [user]


def test_a_link_row_created_directly_changes_its_owner(client: TestClient) -> None:
    (user,) = users(client, "a")
    path = f"/groups/{new(client, '/groups', name='G')['id']}"
    before = client.get(path)
    badge = new(client, "/badges", group_id=path.rsplit("/", maxsplit=1)[-1], user_id=user)
    assert version(client.get(path)) == version(before) + 1
    assert client.delete(f"/badges/{badge['id']}").status_code == 204
    assert version(client.get(path)) == version(before) + 2
