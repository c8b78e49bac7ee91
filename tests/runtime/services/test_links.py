"""Many-to-many relations at paths of their own, over HTTP on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from fastapi import Depends, Header, HTTPException
from fastapi.testclient import TestClient
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support import linking_apps
from tests.support.databases import new_postgres_database
from tests.support.linking_apps import Make, module

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the generated package."""
    folder: Path = tmp_path_factory.mktemp("linking")
    linking_apps.generated(folder)
    return folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, folder: Path) -> Iterator[Make]:
    """Makes an application on one of the databases."""
    if request.param == "sqlite":
        yield linking_apps.maker(f"sqlite:///{folder / 'linking.db'}")
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield linking_apps.maker(url)


@pytest.fixture
def client(make: Make) -> Iterator[TestClient]:
    """A client of the generated services."""
    with TestClient(make()) as client:
        yield client


def new(client: TestClient, path: str, **body: Any) -> dict[str, Any]:
    """Create a resource and return it."""
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def new_tracks(client: TestClient, *names: str) -> list[str]:
    """Create tracks and return their ids."""
    return [new(client, "/tracks", id=name, title=f"Title of {name}")["id"] for name in names]


def new_playlist(client: TestClient, *tracks: str, **body: Any) -> str:
    """Create a playlist with tracks and return its path."""
    return f"/playlists/{new(client, '/playlists', name='P', track_ids=tracks, **body)['id']}"


def ids(answer: httpx.Response) -> list[Any]:
    """Return the ids of the items of a page."""
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def problem(answer: httpx.Response, status: int) -> list[tuple[str, str]]:
    """Check that an answer is a problem of a status, and return the pointer and code of each of its errors."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return [(item["pointer"], item["code"]) for item in answer.json()["errors"]]


def test_the_list_takes_the_parameters_of_its_targets(client: TestClient) -> None:
    tracks = new_tracks(client, "a", "b", "c", "d")
    path = f"{new_playlist(client, *tracks[:3])}/tracks"
    page = client.get(path, params={"count": "true"}).json()
    assert page["items"] == client.get("/tracks", params={"limit": 3}).json()["items"]
    assert page["total"] == 3 and page["next_cursor"] is None
    assert ids(client.get(path, params={"sort": "-title"})) == ["c", "b", "a"]
    assert ids(client.get(path, params={"title": "Title of b"})) == ["b"]
    assert ids(client.get(path, params={"title": "Title of d"})) == []
    for params in ({"titel": "x"}, {"sort": "note"}, {"note": "x"}, {"limit": "0"}):
        unlinked = client.get("/tracks", params=params)
        assert unlinked.status_code == 422 and client.get(path, params=params).content == unlinked.content
    for params in ({"fields": "id"}, {"expand": "genre"}):
        assert problem(client.get(path, params=params), 422)[0][0] == f"/query/{next(iter(params))}"
    assert client.head(path).headers["content-length"] == str(len(client.get(path).content))


def test_links_are_expanded_whatever_columns_are_called(client: TestClient) -> None:
    mood = new(client, "/moods", name="calm")
    path = new_playlist(client, mood_ids=[mood["id"]])
    assert client.get(path, params={"expand": "moods"}).json()["moods"] == [mood]


@pytest.mark.parametrize("sort", ["id", "-title", "created_at,-id"])
def test_pages_hold_each_row_once_and_cursors_belong_to_one_owner(client: TestClient, sort: str) -> None:
    tracks = new_tracks(client, "a", "b", "c")
    one, other = (f"{new_playlist(client, *tracks)}/tracks" for _ in range(2))
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 1, "sort": sort}
    while True:
        page = client.get(one, params=params)
        seen += ids(page)
        if page.json()["next_cursor"] is None:
            break
        params["cursor"] = page.json()["next_cursor"]
        for wrong in (other, "/tracks"):
            problem(client.get(wrong, params=params), 404)
    assert seen == ids(client.get(one, params={"sort": sort})) and sorted(seen) == tracks
    params["cursor"] = page.json()["previous_cursor"]
    assert ids(client.get(one, params=params)) == [seen[-2]]
    for wrong in (other, "/tracks"):
        problem(client.get(wrong, params=params), 404)
    unlinked = client.get("/tracks", params={"limit": 1, "sort": sort}).json()["next_cursor"]
    problem(client.get(one, params=params | {"cursor": unlinked}), 404)


def test_a_link_is_put_once_and_raises_the_version_of_its_owner(client: TestClient) -> None:
    (track,) = new_tracks(client, "a")
    path = new_playlist(client)
    before, target = client.get(path), client.get(f"/tracks/{track}")
    first = client.put(f"{path}/tracks/{track}")
    assert first.status_code == 204 and first.content == b""
    linked = client.get(path)
    assert linked.json()["track_ids"] == [track]
    assert linked.headers["etag"] != before.headers["etag"]
    assert linked.json()["updated_at"] > before.json()["updated_at"]
    assert client.put(f"{path}/tracks/{track}").status_code == 204
    again = client.get(path)
    assert again.content == linked.content and again.headers["etag"] == linked.headers["etag"]
    assert client.get(f"/tracks/{track}").headers["etag"] == target.headers["etag"]


def test_a_link_is_deleted_once(client: TestClient) -> None:
    tracks = new_tracks(client, "a", "b")
    path = new_playlist(client, *tracks)
    before = client.get(path)
    gone = client.delete(f"{path}/tracks/a")
    assert gone.status_code == 204 and gone.content == b""
    after = client.get(path)
    assert after.json()["track_ids"] == ["b"] and after.headers["etag"] != before.headers["etag"]
    problem(client.delete(f"{path}/tracks/a"), 404)
    assert client.get(path).headers["etag"] == after.headers["etag"]
    assert client.get("/tracks/a").status_code == 200
    assert ids(client.get(f"{path}/tracks")) == ["b"]


def test_what_is_missing_is_404_if_it_is_the_owner_and_409_if_it_is_the_target(client: TestClient) -> None:
    new_tracks(client, "a")
    path = new_playlist(client)
    problem(client.get(f"/playlists/{NOBODY}/tracks"), 404)
    problem(client.put(f"/playlists/{NOBODY}/tracks/a"), 404)
    problem(client.put(f"/playlists/{NOBODY}/tracks/none"), 404)
    problem(client.delete(f"/playlists/{NOBODY}/tracks/a"), 404)
    before = client.get(path)
    assert problem(client.put(f"{path}/tracks/none"), 409) == [("/path/track_id", "missing_target")]
    problem(client.delete(f"{path}/tracks/none"), 404)
    assert client.get(path).content == before.content
    assert problem(client.put("/playlists/x/tracks/a"), 422)[0][0] == "/path/playlist_id"
    assert problem(client.put(f"{path}/tracks/a!"), 422)[0][0] == "/path/track_id"
    assert problem(client.delete(f"{path}/tracks/{'x' * 65}"), 422)[0][0] == "/path/track_id"


def test_an_id_that_holds_what_no_text_can_is_refused(client: TestClient) -> None:
    for value in ("a\0b", "a,\0"):
        assert problem(client.get("/playlists", params={"track_id__in": value}), 422)


def test_the_cap_holds_and_does_not_tell_which_targets_exist(client: TestClient) -> None:
    tracks = new_tracks(client, "a", "b", "c", "d")
    path = new_playlist(client, *tracks[:3])
    before = client.get(path)
    assert problem(client.put(f"{path}/tracks/d"), 409) == [("/path/track_id", "too_many")]
    assert problem(client.put(f"{path}/tracks/none"), 409) == [("/path/track_id", "missing_target")]
    assert client.put(f"{path}/tracks/a").status_code == 204
    assert client.get(path).headers["etag"] == before.headers["etag"]
    assert client.delete(f"{path}/tracks/a").status_code == 204
    assert client.put(f"{path}/tracks/d").status_code == 204
    assert client.get(path).json()["track_ids"] == ["b", "c", "d"]


def test_links_put_at_once_are_one_link_and_stay_below_the_cap(client: TestClient) -> None:
    tracks = new_tracks(client, *"abcdefgh")
    path = new_playlist(client)
    with ThreadPoolExecutor(8) as pool:
        same = [*pool.map(lambda _: client.put(f"{path}/tracks/a").status_code, range(8))]
        several = sorted(pool.map(lambda track: client.put(f"{path}/tracks/{track}").status_code, tracks))
    assert same == [204] * 8
    assert several == [204] * 3 + [409] * 5
    assert len(client.get(path).json()["track_ids"]) == 3


def test_a_relation_of_an_entity_with_itself(client: TestClient) -> None:
    one, other = new_playlist(client), new_playlist(client)
    assert client.put(f"{one}/similar/{other.split('/')[-1]}").status_code == 204
    assert ids(client.get(f"{one}/similar")) == [other.split("/")[-1]]
    assert ids(client.get(f"{other}/similar")) == []
    assert client.put(f"{one}/similar/{one.split('/')[-1]}").status_code == 204
    both = client.get(one)
    assert sorted(both.json()["like_ids"]) == sorted(path.split("/")[-1] for path in (one, other))
    assert client.delete(other).status_code == 204
    kept = client.get(one)
    assert kept.json()["like_ids"] == [one.split("/")[-1]]
    assert kept.headers["etag"] != both.headers["etag"]
    # It is linked to itself, and so would be changed by its own deletion.
    problem(client.delete(one, headers={"If-Match": both.headers["etag"]}), 412)
    assert client.delete(one, headers={"If-Match": kept.headers["etag"]}).status_code == 204


def new_mood(client: TestClient) -> int:
    """Create a mood and return its id."""
    id: int = new(client, "/moods", name="M")["id"]
    return id


def test_links_through_an_entity_are_its_rows(client: TestClient) -> None:
    path, moods = new_playlist(client), [new_mood(client) for _ in range(3)]
    assert client.put(f"{path}/moods/{moods[0]}").status_code == 204
    assert client.patch(path, json={"mood_ids": moods[:2]}).json()["mood_ids"] == moods[:2]
    (first, second) = client.get("/playlist-moods", params={"sort": "mood_id"}).json()["items"]
    assert (first["mood_id"], second["mood_id"]) == (moods[0], moods[1])
    assert f"/playlists/{first['playlist_id']}" == path and first["strength"] == 5
    assert first["created_at"] == first["updated_at"] and first["id"] != second["id"]
    assert ids(client.get(f"{path}/moods")) == moods[:2]
    assert client.delete(f"{path}/moods/{moods[0]}").status_code == 204
    problem(client.delete(f"{path}/moods/{moods[0]}"), 404)
    problem(client.get(f"/playlist-moods/{first['id']}"), 404)
    kept = client.patch(f"/playlist-moods/{second['id']}", json={"strength": 9}).json()
    before = client.get(path)
    assert client.put(f"{path}/moods/{moods[1]}").status_code == 204
    assert client.patch(path, json={"mood_ids": [moods[1]]}).headers["etag"] == before.headers["etag"]
    assert client.get(f"/playlist-moods/{second['id']}").json() == kept  # a link that stays keeps its fields
    made = new(client, "/playlists", name="P", mood_ids=moods[1:])
    assert made["mood_ids"] == moods[1:] == ids(client.get(f"/playlists/{made['id']}/moods"))
    assert problem(client.put(f"{path}/moods/{moods[2] + 1}"), 409) == [("/path/mood_id", "missing_target")]
    refused = client.patch(path, json={"mood_ids": [moods[2] + 1]})
    assert problem(refused, 409) == [("/body/mood_ids", "missing_target")]


def test_a_row_that_is_a_link_changes_its_owner(client: TestClient) -> None:
    """Whoever writes or deletes such a row, the versions of the playlists follow, and only where their links change."""
    one, other = new_playlist(client), new_playlist(client)
    moods = [new_mood(client) for _ in range(2)]

    def tags() -> list[str]:
        return [client.get(path).headers["etag"] for path in (one, other)]

    seen = tags()

    def changed(answer: httpx.Response, status: int, *expected: bool) -> Any:
        nonlocal seen
        assert answer.status_code == status, answer.text
        before, seen = seen, tags()
        assert tuple(tag != old for tag, old in zip(seen, before, strict=True)) == expected
        return answer.json() if answer.content else None

    id = one.split("/")[-1]
    body = {"playlist_id": id, "mood_id": moods[0]}
    made = changed(client.post("/playlist-moods", json=body), 201, True, False)
    path = f"/playlist-moods/{made['id']}"
    assert problem(client.post("/playlist-moods", json=body), 409)[0][1] == "unique"
    changed(client.patch(path, json={"strength": 7}), 200, False, False)
    changed(client.patch(path, json={"mood_id": moods[0], "strength": 8}), 200, False, False)
    changed(client.patch(path, json={"mood_id": moods[1]}), 200, True, False)
    changed(client.patch(path, json={"mood_id": moods[0]}, headers={"If-Match": '"1"'}), 412, False, False)
    assert client.get(one).json()["mood_ids"] == [moods[1]]
    changed(client.patch(path, json={"playlist_id": other.split("/")[-1]}), 200, True, True)
    replaced = {"playlist_id": id, "mood_id": moods[1], "strength": 1, "by_id": None}
    changed(client.put(path, json=replaced), 200, True, True)
    changed(client.put(path, json=replaced), 200, False, False)
    changed(client.patch(path, json={"playlist_id": NOBODY}), 409, False, False)
    changed(client.delete(path), 204, True, False)
    made = changed(client.post("/playlist-moods", json=body), 201, True, False)
    changed(client.delete(f"/moods/{moods[0]}"), 204, True, False)  # the row goes with the mood
    problem(client.get(f"/playlist-moods/{made['id']}"), 404)
    listener = new(client, "/listeners", name="L")["id"]
    changed(
        client.post("/playlist-moods", json=body | {"mood_id": moods[1], "by_id": listener}), 201, True, False
    )
    changed(client.delete(f"/listeners/{listener}"), 204, True, False)  # and with whoever gave it
    assert client.get(one).json()["mood_ids"] == []
    made = changed(client.post("/playlist-moods", json=body | {"mood_id": moods[1]}), 201, True, False)
    assert client.delete(one, headers={"If-Match": seen[0]}).status_code == 204  # and with the playlist
    problem(client.get(f"/playlist-moods/{made['id']}"), 404)


def test_what_refers_to_a_row_that_is_a_link_follows_or_keeps_it(client: TestClient) -> None:
    path, mood = new_playlist(client), new_mood(client)
    assert client.put(f"{path}/moods/{mood}").status_code == 204
    (link,) = client.get("/playlist-moods").json()["items"]
    comment = new(client, "/comments", of_id=link["id"])
    assert client.patch(path, json={"best_id": comment["id"]}).status_code == 200
    reason = new(client, "/reasons", text="R", of_id=link["id"])
    before = client.get(path)
    for refused in (
        client.delete(f"{path}/moods/{mood}"),
        client.patch(path, json={"mood_ids": []}),
        client.delete(f"/moods/{mood}"),
    ):
        assert problem(refused, 409) == []
    assert client.get(path).content == before.content
    assert client.get(path).headers["etag"] == before.headers["etag"]
    assert client.delete(f"/reasons/{reason['id']}").status_code == 204
    changed = client.patch(
        path, json={"mood_ids": [], "name": "N"}, headers={"If-Match": before.headers["etag"]}
    )
    # The comment goes with the link, so that the playlist has changed before it is changed.
    assert (
        changed.status_code == 200 and changed.json()["mood_ids"] == [] and changed.json()["best_id"] is None
    )
    assert changed.headers["etag"] == client.get(path).headers["etag"] != before.headers["etag"]
    problem(client.get(f"/comments/{comment['id']}"), 404)


def test_links_through_an_entity_put_at_once(client: TestClient) -> None:
    path, moods = new_playlist(client), [new_mood(client) for _ in range(6)]
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
    host, guest = (new_playlist(client).split("/")[-1] for _ in range(2))
    path = f"/playlists/{host}"
    assert client.put(f"{path}/guests/{guest}").status_code == 204
    (visit,) = client.get("/visits").json()["items"]
    assert visit == {"id": visit["id"], "host_id": host, "guest_id": guest}
    assert (
        ids(client.get(f"{path}/guests")) == [guest] and ids(client.get(f"/playlists/{guest}/guests")) == []
    )
    before = client.get(path).headers["etag"]
    assert client.delete(f"/playlists/{guest}").status_code == 204
    after = client.get(path)
    assert after.json()["guest_ids"] == [] and after.headers["etag"] != before
    assert client.put(f"{path}/guests/{host}").status_code == 204
    tag = client.get(path).headers["etag"]
    assert client.delete(path, headers={"If-Match": tag}).status_code == 204
    assert client.get("/visits").json()["items"] == []


def test_links_are_as_visible_as_the_rows_that_they_are(make: Make) -> None:
    PlaylistMood = module("models.playlist_mood").PlaylistMood

    class Strong(module("services.playlist_mood").PlaylistMoodService):  # type: ignore[misc] # made at run time
        def __init__(self, least: Annotated[int, Header()] = 0) -> None:
            self.least = least

        def visible(self) -> ColumnElement[bool]:
            found: ColumnElement[bool] = PlaylistMood.strength >= self.least
            return found

    with TestClient(make(services=module("services").Services(playlist_mood=Strong))) as client:
        path, moods = new_playlist(client), [new_mood(client) for _ in range(2)]
        for mood, strength in zip(moods, (3, 9), strict=True):
            new(client, "/playlist-moods", playlist_id=path.split("/")[-1], mood_id=mood, strength=strength)
        strong = {"least": "5"}
        assert client.get(path).json()["mood_ids"] == ids(client.get(f"{path}/moods")) == moods
        assert client.get(path, headers=strong).json()["mood_ids"] == moods[1:]
        assert ids(client.get(f"{path}/moods", headers=strong)) == moods[1:]
        problem(client.delete(f"{path}/moods/{moods[0]}", headers=strong), 404)
        assert client.delete(f"{path}/moods/{moods[0]}").status_code == 204


def test_routes_are_those_that_the_spec_lets_one_use(client: TestClient) -> None:
    path = new_playlist(client)
    genre = new(client, "/genres", name="G")["id"]
    new(client, "/tracks", id="t", title="T", sub_genre_ids=[genre])
    assert ids(client.get("/tracks/t/sub-genres")) == [genre]
    for changed, status in (
        (f"{path}/drafts", 404),  # which no response shows
        (f"{path}/fans", 404),  # listeners cannot be listed
        (f"{path}/fans/{NOBODY}", 404),  # read_only
        (f"/tracks/t/sub-genres/{genre}", 404),  # immutable
        (f"{path}/tracks/", 404),
        (f"{path}/nothing", 404),
        (f"{path}/tracks/t/more", 404),
    ):
        for method in ("GET", "PUT", "DELETE", "OPTIONS"):
            assert client.request(method, changed).status_code == status, (method, changed)


def test_an_owner_without_version_and_timestamps_is_linked_too(client: TestClient) -> None:
    playlist = new_playlist(client).split("/")[-1]
    path = f"/listeners/{new(client, '/listeners', name='L')['id']}"
    assert client.put(f"{path}/plays/{playlist}").status_code == 204
    assert client.get(path).json()["play_ids"] == [playlist]
    assert ids(client.get(f"{path}/plays")) == [playlist]
    assert client.delete(f"{path}/plays/{playlist}").status_code == 204
    assert ids(client.get(f"{path}/plays")) == []


def test_405_names_the_methods_of_the_path(client: TestClient) -> None:
    path = new_playlist(client)
    for method in ("OPTIONS", "POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, f"{path}/tracks")
        problem(answer, 405)
        assert answer.headers["allow"] == "GET, HEAD"
    for method in ("OPTIONS", "GET", "HEAD", "POST", "PATCH"):
        answer = client.request(method, f"{path}/tracks/a")
        assert answer.status_code == 405 and answer.headers["allow"] == "DELETE, PUT"
    genre = new(client, "/genres", name="G")["id"]
    new(client, "/tracks", id="t", title="T", sub_genre_ids=[genre])
    assert client.options("/tracks/t/sub-genres").headers["allow"] == "GET, HEAD"


def test_what_the_caller_cannot_see_is_linked_to_nothing(make: Make) -> None:
    """The owner's `visible` decides about 404; the target's about the list, 409 and 404; a target's own are obeyed."""
    Playlist, Track, Genre = (
        getattr(module(f"models.{name}"), name.title()) for name in ("playlist", "track", "genre")
    )

    def seeing(name: str, model: Any, column: str) -> Any:
        class Seeing(getattr(module(f"services.{name}"), f"{name.title()}Service")):  # type: ignore[misc] # made at run time
            def __init__(self, caller: Annotated[str, Header()] = "all") -> None:
                self.caller = caller

            def visible(self) -> ColumnElement[bool]:
                starts: ColumnElement[bool] = getattr(model, column).startswith(self.caller[0])
                return starts if self.caller != "all" else super().visible()

        return Seeing

    services = module("services").Services(
        playlist=seeing("playlist", Playlist, "name"),
        track=seeing("track", Track, "title"),
        genre=seeing("genre", Genre, "name"),
    )
    with TestClient(make(services=services)) as client:
        genres = [new(client, "/genres", name=f"{name}s")["id"] for name in "ab"]
        for name in "ab":
            new(client, "/tracks", id=name, title=f"{name}!", sub_genre_ids=genres)
        path = f"/playlists/{new(client, '/playlists', name='ab', track_ids=['a', 'b'])['id']}"
        ann, bob = {"caller": "ann"}, {"caller": "bob"}
        page = client.get(f"{path}/tracks", params={"count": "true"}, headers=ann).json()
        assert [(item["id"], item["sub_genre_ids"]) for item in page["items"]] == [("a", genres[:1])]
        assert page["total"] == 1
        for method, target in (("GET", "/tracks"), ("PUT", "/tracks/b"), ("DELETE", "/tracks/b")):
            problem(client.request(method, f"{path}{target}", headers=bob), 404)
        hidden, missing = (client.put(f"{path}/tracks/{name}", headers=ann) for name in ("b", "none"))
        assert problem(hidden, 409) == [("/path/track_id", "missing_target")]
        assert hidden.content == missing.content
        problem(client.delete(f"{path}/tracks/b", headers=ann), 404)
        assert client.get(path).json()["track_ids"] == ["a", "b"]
        assert ids(client.get("/tracks/b/sub-genres")) == genres
        problem(client.get("/tracks/b/sub-genres", headers=ann), 404)
        assert ids(client.get("/tracks/a/sub-genres", headers=ann)) == genres[:1]


def test_the_document_says_what_the_targets_of_targets_ask_for(make: Make) -> None:
    class Genres(module("services.genre").GenreService):  # type: ignore[misc] # made at run time
        def __init__(self, caller: Annotated[str, Header()]) -> None:
            self.caller = caller

        def visible(self) -> Any:
            return module("services.genre").GenreService.visible(self)

    app = make(services=module("services").Services(genre=Genres))
    paths = app.openapi()["paths"]

    def takes(path: str, method: str) -> bool:
        named = {each.get("name"): each for each in paths[path][method].get("parameters", [])}
        return "caller" in named and bool(named["caller"].get("required"))

    assert takes("/playlists/{playlist_id}/tracks", "get")
    assert not takes("/playlists/{playlist_id}/tracks/{track_id}", "put")
    assert not takes("/playlists/{playlist_id}", "get")
    assert takes("/tracks/{track_id}/sub-genres", "get") and takes("/tracks/{track_id}", "get")


def test_overrides_of_read_and_update_are_asked(make: Make) -> None:
    """Who may not read or change a playlist by a rule that hand-written code makes may not list or change its links."""

    class Playlists(module("services.playlist").PlaylistService):  # type: ignore[misc] # made at run time
        def __init__(self, caller: Annotated[str, Header()] = "") -> None:
            self.caller = caller

        async def read(self, db: AsyncSession, id: Any) -> Any:
            if self.caller == "nobody":
                raise HTTPException(403)
            return await super().read(db, id)

        async def update(self, db: AsyncSession, id: Any, data: Any, if_match: str | None = None) -> Any:
            if self.caller != "editor":
                raise HTTPException(403)
            return await super().update(db, id, data, if_match)

    with TestClient(make(services=module("services").Services(playlist=Playlists))) as client:
        new_tracks(client, "a")
        path = new_playlist(client)
        for method in ("PUT", "DELETE"):
            assert client.request(method, f"{path}/tracks/a").status_code == 403
        assert client.get(path).json()["track_ids"] == []
        editor = {"caller": "editor"}
        assert client.put(f"{path}/tracks/a", headers=editor).status_code == 204
        assert ids(client.get(f"{path}/tracks")) == ["a"]
        assert client.get(f"{path}/tracks", headers={"caller": "nobody"}).status_code == 403
        problem(client.put(f"/playlists/{NOBODY}/tracks/a", headers=editor), 404)
        assert client.delete(f"{path}/tracks/a", headers=editor).status_code == 204


def test_routes_are_guarded_as_their_owners(make: Make) -> None:
    async def editor(caller: Annotated[str, Header()] = "") -> None:
        if caller != "editor":
            raise HTTPException(403)

    app = make(entity_dependencies={"playlist": [Depends(editor)]})
    with TestClient(app) as client:
        for method, path in (
            ("GET", "tracks"),
            ("HEAD", "tracks"),
            ("PUT", "tracks/a"),
            ("DELETE", "tracks/a"),
        ):
            for start in ("", "/"):
                answer = client.request(method, f"{start}/playlists/{NOBODY}/{path}")
                assert answer.status_code == (404 if start else 403)
            known = client.request(method, f"/playlists/{NOBODY}/{path}", headers={"caller": "editor"})
            assert known.status_code == 404
        paths = app.openapi()["paths"]
        for item in ("/playlists/{playlist_id}/tracks", "/playlists/{playlist_id}/tracks/{track_id}"):
            for operation in (each for name, each in paths[item].items() if name != "parameters"):
                assert "caller" in [each.get("name") for each in operation["parameters"]]


def test_hand_written_routes_win(make: Make) -> None:
    app = make(prefix="/v1")

    @app.get("/v1/playlists/{playlist_id}/tracks")
    async def instead(playlist_id: str) -> str:
        return f"of {playlist_id}"

    @app.put("/v1/playlists/favourite/tracks/{track_id}")
    async def favourite(track_id: str) -> str:
        return f"{track_id} again"

    with TestClient(app) as client:
        assert client.get("/v1/playlists/x/tracks").json() == "of x"
        assert client.put("/v1/playlists/favourite/tracks/t").json() == "t again"
        problem(client.put("/v1/playlists/other/tracks/t"), 422)
        problem(client.put(f"/v1/playlists/{uuid4()}/tracks/t"), 404)
        assert client.options("/v1/playlists/favourite/tracks/t").headers["allow"] == "DELETE, PUT"
        problem(client.get(f"/playlists/{uuid4()}/tracks"), 404)
