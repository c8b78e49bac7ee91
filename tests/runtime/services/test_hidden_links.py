"""Links that the caller cannot see are not changed, and no response reveals them, on both databases."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import Header
from fastapi.testclient import TestClient
from sqlalchemy import ColumnElement

from tests.support import guarding_apps
from tests.support.databases import new_postgres_database
from tests.support.guarding_apps import Make, ids, model_of, new, problem, service_of, services

ANN = {"caller": "ann"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the generated package."""
    folder: Path = tmp_path_factory.mktemp("hidden_links")
    guarding_apps.generated(folder)
    return folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, folder: Path) -> Iterator[Make]:
    """Makes an application on one of the databases."""
    if request.param == "sqlite":
        yield guarding_apps.maker(f"sqlite:///{folder / 'hidden_links.db'}")
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield guarding_apps.maker(url)


def seeing(name: str, condition: Callable[[Any], ColumnElement[bool]]) -> type[Any]:
    """Return a service that shows Ann the rows that meet a condition, and other callers all rows."""

    class Seeing(service_of(name)):  # type: ignore[misc] # made at run time
        def __init__(self, caller: Annotated[str, Header()] = "") -> None:
            self.caller = caller

        async def may_see_deleted(self) -> bool:
            return True

        def visible(self) -> ColumnElement[bool]:
            shown: ColumnElement[bool] = (
                condition(model_of(name)) if self.caller == "ann" else super().visible()
            )
            return shown

    return Seeing


@pytest.fixture(scope="module")
def client(make: Make) -> Iterator[TestClient]:
    """A client of services in which Ann sees no target called `x…` and no link that is marked as hidden."""
    named = {
        name.lower(): seeing(name, lambda model: ~model.name.startswith("x"))
        for name in ("User", "Room", "Label")
    }
    app = make(
        services=services(
            badge=seeing("Badge", lambda model: model.color != "hidden"),
            booking=seeing("Booking", lambda model: ~model.paid),
            visit=seeing("Visit", lambda model: model.kind != "hidden"),
            **named,
        )
    )
    with TestClient(app) as client:
        yield client


NAMES = ("a", "x1", "x2", "b")


class Shape:
    """A relation with links to all targets except the last. Ann sees the first and the last target."""

    def __init__(
        self, client: TestClient, owner: str, attribute: str, relation: str, names: Sequence[str] = NAMES
    ) -> None:
        self.client, self.collection, self.attribute, self.relation = client, owner, attribute, relation
        targets = {"rooms": "/rooms", "labels": "/labels"}.get(relation, "/users")
        self.targets = [new(client, targets, name=name)["id"] for name in names]
        self.seen, *self.hidden, self.more = self.targets
        self.id = new(client, owner, name="O", **{attribute: self.targets[:-1]})["id"]
        self.path = f"{owner}/{self.id}"

    def stored(self) -> list[Any]:
        """Return the stored ids, as a caller gets them who sees everything."""
        found: list[Any] = self.client.get(self.path).json()[self.attribute]
        return sorted(found)

    def shown(self) -> list[Any]:
        """Return the ids that Ann sees."""
        found: list[Any] = self.client.get(self.path, headers=ANN).json()[self.attribute]
        return found

    def change(self, kind: str, wanted: list[Any], **headers: str) -> Any:
        """Replace the links as Ann, and return the row in the response."""
        body = {self.attribute: wanted}
        if kind == "patch":
            response = self.client.patch(self.path, json=body, headers=ANN | headers)
        elif kind == "put":
            row = self.client.get(self.path, headers=ANN).json()
            kept = {
                name: value for name, value in row.items() if name not in ("id", "created_at", "updated_at")
            }
            response = self.client.put(self.path, json=kept | body, headers=ANN | headers)
        else:
            item = {"id": self.id, "changes": body}
            response = self.client.post(f"{self.collection}/batch", json={"update": [item]}, headers=ANN)
            assert response.status_code == 200, response.text
            return response.json()["updated"][0]
        assert response.status_code == 200, response.text
        return response.json()


SHAPES = {
    "rows": ("/groups", "user_ids", "users"),
    "composite keys": ("/groups", "room_ids", "rooms"),
    "soft deletion": ("/groups", "visitor_ids", "visitors"),
    "ids": ("/groups", "label_ids", "labels"),
    "ids alone": ("/shelves", "label_ids", "labels"),
}


@pytest.fixture(params=SHAPES.values(), ids=[*SHAPES])
def shape(client: TestClient, request: pytest.FixtureRequest) -> Shape:
    """A relation of which Ann sees some targets."""
    return Shape(client, *request.param)


@pytest.mark.parametrize("kind", ["patch", "put", "batch"])
def test_a_repeated_representation_changes_nothing(shape: Shape, kind: str) -> None:
    before = shape.client.get(shape.path)
    assert shape.shown() == [shape.seen]
    row = shape.change(kind, [shape.seen])
    assert row[shape.attribute] == [shape.seen]
    after = shape.client.get(shape.path)
    assert after.json() == before.json() and after.headers["etag"] == before.headers["etag"]
    assert shape.stored() == sorted(shape.targets[:3])


@pytest.mark.parametrize("kind", ["patch", "put", "batch"])
def test_changes_of_visible_links_keep_hidden_ones(shape: Shape, kind: str) -> None:
    tag = shape.client.get(shape.path).headers["etag"]
    assert shape.change(kind, [shape.more])[shape.attribute] == [shape.more]
    assert shape.stored() == sorted([*shape.hidden, shape.more])
    assert shape.client.get(shape.path).headers["etag"] != tag
    assert shape.change(kind, [])[shape.attribute] == []
    assert shape.stored() == sorted(shape.hidden)
    assert shape.client.get(shape.path).headers["etag"] != tag


def test_a_visible_link_is_deleted_beside_hidden_ones(shape: Shape) -> None:
    path = f"{shape.path}/{shape.relation}"
    problem(shape.client.delete(f"{path}/{shape.hidden[0]}", headers=ANN), 404)
    problem(shape.client.put(f"{path}/{shape.hidden[0]}", headers=ANN), 409)
    assert shape.stored() == sorted(shape.targets[:3])
    assert shape.client.delete(f"{path}/{shape.seen}", headers=ANN).status_code == 204
    assert shape.stored() == sorted(shape.hidden)


def test_hidden_links_do_not_count_against_the_cap(shape: Shape) -> None:
    """The relations have the maximum of three links. Ann sees one of them and may add two."""
    path = f"{shape.path}/{shape.relation}"
    assert shape.client.put(f"{path}/{shape.more}", headers=ANN).status_code == 204
    assert sorted(shape.shown()) == sorted([shape.seen, shape.more])
    assert shape.stored() == sorted(shape.targets)


def test_the_maximum_applies_to_the_links_that_a_caller_sees(client: TestClient) -> None:
    shape = Shape(client, "/groups", "user_ids", "users")
    pointers = problem(client.put(f"{shape.path}/users/{shape.more}"), 409)
    assert pointers == [("/path/user_id", "too_many")]
    assert client.delete(f"{shape.path}/users/{shape.hidden[0]}").status_code == 204
    assert client.put(f"{shape.path}/users/{shape.more}").status_code == 204


def test_deleted_targets_stay_linked_until_they_are_restored(client: TestClient) -> None:
    """A link to a deleted row is hidden from all callers, so that no caller can change it."""
    for owner in ("/groups", "/shelves"):
        shape = Shape(client, owner, "label_ids", "labels")
        assert client.delete(f"/labels/{shape.more}").status_code == 204
        assert client.delete(f"/labels/{shape.hidden[0]}").status_code == 204
        for response in (
            client.patch(shape.path, json={"label_ids": [shape.seen]}),
            client.post(
                f"{owner}/batch",
                json={"update": [{"id": shape.id, "changes": {"label_ids": [shape.seen]}}]},
            ),
        ):
            assert response.status_code == 200, response.text
        assert client.post(f"/labels/{shape.hidden[0]}/restore").status_code == 200
        assert shape.stored() == sorted([shape.seen, shape.hidden[0]])


def rows_of(shape: Shape, links: str) -> list[dict[str, Any]]:
    """Return the link rows of a group."""
    found: list[dict[str, Any]] = shape.client.get(links, params={"group_id": shape.id}).json()["items"]
    return found


@pytest.mark.parametrize(
    ("attribute", "relation", "links", "changes"),
    [
        ("user_ids", "users", "/badges", {"color": "hidden"}),
        ("room_ids", "rooms", "/bookings", {"paid": True}),
        ("visitor_ids", "visitors", "/visits", {"kind": "hidden"}),
    ],
)
@pytest.mark.parametrize("kind", ["patch", "put", "batch"])
def test_links_with_hidden_rows_do_not_change(
    client: TestClient, attribute: str, relation: str, links: str, changes: dict[str, Any], kind: str
) -> None:
    """An existing link is not created twice, even by a caller who cannot see it."""
    shape = Shape(client, "/groups", attribute, relation, ("hidden", "seen"))
    hidden, seen = shape.targets
    for row in rows_of(shape, links):
        at = row.get("id") or f"{row['room_id']}/{row['group_id']}"
        assert client.patch(f"{links}/{at}", json=changes).status_code == 200
    path = f"{shape.path}/{relation}"
    assert client.put(f"{path}/{seen}").status_code == 204
    tag, rows = client.get(shape.path).headers["etag"], rows_of(shape, links)
    for wanted in ([seen], [seen, hidden]):
        assert shape.change(kind, wanted)[attribute] == [seen]
        assert client.get(shape.path).headers["etag"] == tag and rows_of(shape, links) == rows
    assert client.put(f"{path}/{hidden}", headers=ANN).status_code == 204
    problem(client.delete(f"{path}/{hidden}", headers=ANN), 404)
    assert ids(client.get(path, headers=ANN)) == [seen]
    assert rows_of(shape, links) == rows
    assert shape.change(kind, [])[attribute] == []
    assert shape.stored() == [hidden]


def test_a_list_of_targets_hides_links_with_hidden_rows(
    make: Make,
) -> None:
    """`GET /groups/{group_id}/users` returns the ids of the users' rooms. The link rows of these may be hidden."""
    app = make(services=services(desk=seeing("Desk", lambda model: model.kind != "hidden")))
    with TestClient(app) as client:
        room = new(client, "/rooms", name="R")["id"]
        user = new(client, "/users", name="U")["id"]
        new(client, "/desks", user_id=user, room_id=room, kind="hidden")
        group = new(client, "/groups", name="G", user_ids=[user])["id"]
        for path in ("/users", f"/groups/{group}/users"):
            assert client.get(path).json()["items"][0]["room_ids"] == [room]
            assert client.get(path, headers=ANN).json()["items"][0]["room_ids"] == [], path
