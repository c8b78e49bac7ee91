"""Many-to-many relations through an entity: its rows are the links."""

from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

import httpx2 as httpx
from fastapi import Header
from fastapi.testclient import TestClient
from sqlalchemy import ColumnElement

from tests.support.link_requests import UNKNOWN_ID, create, create_mood, create_playlist, errors_of, page_ids
from tests.support.linking_apps import Make, module


def test_links_through_an_entity_are_rows_of_it(client: TestClient) -> None:
    path, moods = create_playlist(client), [create_mood(client) for _ in range(3)]
    assert client.put(f"{path}/moods/{moods[0]}").status_code == 204
    assert client.patch(path, json={"mood_ids": moods[:2]}).json()["mood_ids"] == moods[:2]
    (first, second) = client.get("/playlist-moods", params={"sort": "mood_id"}).json()["items"]
    assert (first["mood_id"], second["mood_id"]) == (moods[0], moods[1])
    assert f"/playlists/{first['playlist_id']}" == path and first["strength"] == 5
    assert first["created_at"] == first["updated_at"] and first["id"] != second["id"]
    assert page_ids(client.get(f"{path}/moods")) == moods[:2]
    assert client.delete(f"{path}/moods/{moods[0]}").status_code == 204
    errors_of(client.delete(f"{path}/moods/{moods[0]}"), 404)
    errors_of(client.get(f"/playlist-moods/{first['id']}"), 404)
    kept = client.patch(f"/playlist-moods/{second['id']}", json={"strength": 9}).json()
    before = client.get(path)
    assert client.put(f"{path}/moods/{moods[1]}").status_code == 204
    assert client.patch(path, json={"mood_ids": [moods[1]]}).headers["etag"] == before.headers["etag"]
    assert client.get(f"/playlist-moods/{second['id']}").json() == kept  # an unchanged link keeps its fields
    made = create(client, "/playlists", name="P", mood_ids=moods[1:])
    assert made["mood_ids"] == moods[1:] == page_ids(client.get(f"/playlists/{made['id']}/moods"))
    assert errors_of(client.put(f"{path}/moods/{moods[2] + 1}"), 409) == [("/path/mood_id", "missing_target")]
    refused = client.patch(path, json={"mood_ids": [moods[2] + 1]})
    assert errors_of(refused, 409) == [("/body/mood_ids", "missing_target")]


def test_a_row_that_is_a_link_changes_its_owner(client: TestClient) -> None:
    """Each write of a link row raises the versions of the playlists whose links change, and no others."""
    one, other = create_playlist(client), create_playlist(client)
    moods = [create_mood(client) for _ in range(2)]

    def tags() -> list[str]:
        return [client.get(path).headers["etag"] for path in (one, other)]

    seen = tags()

    def changed(response: httpx.Response, status: int, *expected: bool) -> Any:
        nonlocal seen
        assert response.status_code == status, response.text
        before, seen = seen, tags()
        assert tuple(tag != old for tag, old in zip(seen, before, strict=True)) == expected
        return response.json() if response.content else None

    id = one.split("/")[-1]
    body = {"playlist_id": id, "mood_id": moods[0]}
    made = changed(client.post("/playlist-moods", json=body), 201, True, False)
    path = f"/playlist-moods/{made['id']}"
    assert errors_of(client.post("/playlist-moods", json=body), 409)[0][1] == "unique"
    changed(client.patch(path, json={"strength": 7}), 200, False, False)
    changed(client.patch(path, json={"mood_id": moods[0], "strength": 8}), 200, False, False)
    changed(client.patch(path, json={"mood_id": moods[1]}), 200, True, False)
    changed(client.patch(path, json={"mood_id": moods[0]}, headers={"If-Match": '"1"'}), 412, False, False)
    assert client.get(one).json()["mood_ids"] == [moods[1]]
    changed(client.patch(path, json={"playlist_id": other.split("/")[-1]}), 200, True, True)
    replaced = {"playlist_id": id, "mood_id": moods[1], "strength": 1, "by_id": None}
    changed(client.put(path, json=replaced), 200, True, True)
    changed(client.put(path, json=replaced), 200, False, False)
    changed(client.patch(path, json={"playlist_id": UNKNOWN_ID}), 409, False, False)
    changed(client.delete(path), 204, True, False)
    made = changed(client.post("/playlist-moods", json=body), 201, True, False)
    changed(client.delete(f"/moods/{moods[0]}"), 204, True, False)  # deletes the link row
    errors_of(client.get(f"/playlist-moods/{made['id']}"), 404)
    listener = create(client, "/listeners", name="L")["id"]
    changed(
        client.post("/playlist-moods", json=body | {"mood_id": moods[1], "by_id": listener}), 201, True, False
    )
    changed(client.delete(f"/listeners/{listener}"), 204, True, False)  # deletes the link row
    assert client.get(one).json()["mood_ids"] == []
    made = changed(client.post("/playlist-moods", json=body | {"mood_id": moods[1]}), 201, True, False)
    assert client.delete(one, headers={"If-Match": seen[0]}).status_code == 204  # deletes the link row
    errors_of(client.get(f"/playlist-moods/{made['id']}"), 404)


def test_references_to_a_link_row_cascade_or_restrict(client: TestClient) -> None:
    path, mood = create_playlist(client), create_mood(client)
    assert client.put(f"{path}/moods/{mood}").status_code == 204
    (link,) = client.get("/playlist-moods").json()["items"]
    comment = create(client, "/comments", of_id=link["id"])
    assert client.patch(path, json={"best_id": comment["id"]}).status_code == 200
    reason = create(client, "/reasons", text="R", of_id=link["id"])
    before = client.get(path)
    for refused in (
        client.delete(f"{path}/moods/{mood}"),
        client.patch(path, json={"mood_ids": []}),
        client.delete(f"/moods/{mood}"),
    ):
        assert errors_of(refused, 409) == []
    assert client.get(path).content == before.content
    assert client.get(path).headers["etag"] == before.headers["etag"]
    assert client.delete(f"/reasons/{reason['id']}").status_code == 204
    changed = client.patch(
        path, json={"mood_ids": [], "name": "N"}, headers={"If-Match": before.headers["etag"]}
    )
    # The deletion of the link deletes the comment. That changes the playlist first.
    assert (
        changed.status_code == 200 and changed.json()["mood_ids"] == [] and changed.json()["best_id"] is None
    )
    assert changed.headers["etag"] == client.get(path).headers["etag"] != before.headers["etag"]
    errors_of(client.get(f"/comments/{comment['id']}"), 404)


def test_parallel_puts_of_links_through_an_entity(client: TestClient) -> None:
    path, moods = create_playlist(client), [create_mood(client) for _ in range(6)]
    body = {"playlist_id": path.split("/")[-1], "mood_id": moods[0]}

    def put(number: int) -> int:
        if number % 2:
            return client.post("/playlist-moods", json=body).status_code
        return client.put(f"{path}/moods/{moods[0]}").status_code

    with ThreadPoolExecutor(8) as pool:
        same = [*pool.map(put, range(16))]
        several = [*pool.map(lambda mood: client.put(f"{path}/moods/{mood}").status_code, moods)]
    assert same[::2] == [204] * 8 and sorted(same[1::2])[1:] == [409] * 7
    assert several.count(204) == 3 and several.count(409) == 3
    assert len(client.get("/playlist-moods").json()["items"]) == 3


def test_links_of_an_entity_with_itself_through_another(client: TestClient) -> None:
    host, guest = (create_playlist(client).split("/")[-1] for _ in range(2))
    path = f"/playlists/{host}"
    assert client.put(f"{path}/guests/{guest}").status_code == 204
    (visit,) = client.get("/visits").json()["items"]
    assert visit == {"id": visit["id"], "host_id": host, "guest_id": guest}
    assert (
        page_ids(client.get(f"{path}/guests")) == [guest]
        and page_ids(client.get(f"/playlists/{guest}/guests")) == []
    )
    before = client.get(path).headers["etag"]
    assert client.delete(f"/playlists/{guest}").status_code == 204
    after = client.get(path)
    assert after.json()["guest_ids"] == [] and after.headers["etag"] != before
    assert client.put(f"{path}/guests/{host}").status_code == 204
    tag = client.get(path).headers["etag"]
    assert client.delete(path, headers={"If-Match": tag}).status_code == 204
    assert client.get("/visits").json()["items"] == []


def test_links_are_visible_if_their_rows_are(make: Make) -> None:
    PlaylistMood = module("models.playlist_mood").PlaylistMood

    class Strong(module("services.playlist_mood").PlaylistMoodService):  # type: ignore[misc] # made at run time
        def __init__(self, least: Annotated[int, Header()] = 0) -> None:
            self.least = least

        def visible(self) -> ColumnElement[bool]:
            found: ColumnElement[bool] = PlaylistMood.strength >= self.least
            return found

    with TestClient(make(services=module("services").Services(playlist_mood=Strong))) as client:
        path, moods = create_playlist(client), [create_mood(client) for _ in range(2)]
        for mood, strength in zip(moods, (3, 9), strict=True):
            create(
                client, "/playlist-moods", playlist_id=path.split("/")[-1], mood_id=mood, strength=strength
            )
        strong = {"least": "5"}
        assert client.get(path).json()["mood_ids"] == page_ids(client.get(f"{path}/moods")) == moods
        assert client.get(path, headers=strong).json()["mood_ids"] == moods[1:]
        assert page_ids(client.get(f"{path}/moods", headers=strong)) == moods[1:]
        errors_of(client.delete(f"{path}/moods/{moods[0]}", headers=strong), 404)
        assert client.delete(f"{path}/moods/{moods[0]}").status_code == 204
