"""Paths of many-to-many relations, over HTTP on both databases."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.support.link_requests import (
    UNKNOWN_ID,
    create,
    create_playlist,
    create_tracks,
    errors_of,
    page_ids,
)


def test_the_list_accepts_the_parameters_of_the_target(client: TestClient) -> None:
    tracks = create_tracks(client, "a", "b", "c", "d")
    path = f"{create_playlist(client, *tracks[:3])}/tracks"
    page = client.get(path, params={"count": "true"}).json()
    assert page["items"] == client.get("/tracks", params={"limit": 3}).json()["items"]
    assert page["total"] == 3 and page["next_cursor"] is None
    assert page_ids(client.get(path, params={"sort": "-title"})) == ["c", "b", "a"]
    assert page_ids(client.get(path, params={"title": "Title of b"})) == ["b"]
    assert page_ids(client.get(path, params={"title": "Title of d"})) == []
    for params in ({"titel": "x"}, {"sort": "note"}, {"note": "x"}, {"limit": "0"}):
        unlinked = client.get("/tracks", params=params)
        assert unlinked.status_code == 422 and client.get(path, params=params).content == unlinked.content
    for params in ({"fields": "id"}, {"expand": "genre"}):
        assert errors_of(client.get(path, params=params), 422)[0][0] == f"/query/{next(iter(params))}"
    assert client.head(path).headers["content-length"] == str(len(client.get(path).content))


def test_links_are_expanded_with_any_column_names(client: TestClient) -> None:
    mood = create(client, "/moods", name="calm")
    path = create_playlist(client, mood_ids=[mood["id"]])
    assert client.get(path, params={"expand": "moods"}).json()["moods"] == [mood]


@pytest.mark.parametrize("sort", ["id", "-title", "created_at,-id"])
def test_pages_contain_each_row_once_and_cursors_belong_to_one_owner(client: TestClient, sort: str) -> None:
    tracks = create_tracks(client, "a", "b", "c")
    one, other = (f"{create_playlist(client, *tracks)}/tracks" for _ in range(2))
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 1, "sort": sort}
    while True:
        page = client.get(one, params=params)
        seen += page_ids(page)
        if page.json()["next_cursor"] is None:
            break
        params["cursor"] = page.json()["next_cursor"]
        for wrong in (other, "/tracks"):
            errors_of(client.get(wrong, params=params), 404)
    assert seen == page_ids(client.get(one, params={"sort": sort})) and sorted(seen) == tracks
    params["cursor"] = page.json()["previous_cursor"]
    assert page_ids(client.get(one, params=params)) == [seen[-2]]
    for wrong in (other, "/tracks"):
        errors_of(client.get(wrong, params=params), 404)
    unlinked = client.get("/tracks", params={"limit": 1, "sort": sort}).json()["next_cursor"]
    errors_of(client.get(one, params=params | {"cursor": unlinked}), 404)


def test_a_put_is_idempotent_and_raises_the_version_of_the_owner(client: TestClient) -> None:
    (track,) = create_tracks(client, "a")
    path = create_playlist(client)
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
    tracks = create_tracks(client, "a", "b")
    path = create_playlist(client, *tracks)
    before = client.get(path)
    gone = client.delete(f"{path}/tracks/a")
    assert gone.status_code == 204 and gone.content == b""
    after = client.get(path)
    assert after.json()["track_ids"] == ["b"] and after.headers["etag"] != before.headers["etag"]
    errors_of(client.delete(f"{path}/tracks/a"), 404)
    assert client.get(path).headers["etag"] == after.headers["etag"]
    assert client.get("/tracks/a").status_code == 200
    assert page_ids(client.get(f"{path}/tracks")) == ["b"]


def test_a_missing_owner_is_404_and_a_missing_target_409(client: TestClient) -> None:
    create_tracks(client, "a")
    path = create_playlist(client)
    errors_of(client.get(f"/playlists/{UNKNOWN_ID}/tracks"), 404)
    errors_of(client.put(f"/playlists/{UNKNOWN_ID}/tracks/a"), 404)
    errors_of(client.put(f"/playlists/{UNKNOWN_ID}/tracks/none"), 404)
    errors_of(client.delete(f"/playlists/{UNKNOWN_ID}/tracks/a"), 404)
    before = client.get(path)
    assert errors_of(client.put(f"{path}/tracks/none"), 409) == [("/path/track_id", "missing_target")]
    errors_of(client.delete(f"{path}/tracks/none"), 404)
    assert client.get(path).content == before.content
    assert errors_of(client.put("/playlists/x/tracks/a"), 422)[0][0] == "/path/playlist_id"
    assert errors_of(client.put(f"{path}/tracks/a!"), 422)[0][0] == "/path/track_id"
    assert errors_of(client.delete(f"{path}/tracks/{'x' * 65}"), 422)[0][0] == "/path/track_id"


def test_an_id_with_nul_is_invalid(client: TestClient) -> None:
    for value in ("a\0b", "a,\0"):
        assert errors_of(client.get("/playlists", params={"track_id__in": value}), 422)


def test_the_maximum_does_not_reveal_which_targets_exist(client: TestClient) -> None:
    tracks = create_tracks(client, "a", "b", "c", "d")
    path = create_playlist(client, *tracks[:3])
    before = client.get(path)
    assert errors_of(client.put(f"{path}/tracks/d"), 409) == [("/path/track_id", "too_many")]
    assert errors_of(client.put(f"{path}/tracks/none"), 409) == [("/path/track_id", "missing_target")]
    assert client.put(f"{path}/tracks/a").status_code == 204
    assert client.get(path).headers["etag"] == before.headers["etag"]
    assert client.delete(f"{path}/tracks/a").status_code == 204
    assert client.put(f"{path}/tracks/d").status_code == 204
    assert client.get(path).json()["track_ids"] == ["b", "c", "d"]


def test_parallel_puts_make_one_link_and_respect_the_maximum(client: TestClient) -> None:
    tracks = create_tracks(client, *"abcdefgh")
    path = create_playlist(client)
    with ThreadPoolExecutor(8) as pool:
        same = [*pool.map(lambda _: client.put(f"{path}/tracks/a").status_code, range(8))]
        several = sorted(pool.map(lambda track: client.put(f"{path}/tracks/{track}").status_code, tracks))
    assert same == [204] * 8
    assert several == [204] * 3 + [409] * 5
    assert len(client.get(path).json()["track_ids"]) == 3


def test_a_relation_of_an_entity_with_itself(client: TestClient) -> None:
    one, other = create_playlist(client), create_playlist(client)
    assert client.put(f"{one}/similar/{other.split('/')[-1]}").status_code == 204
    assert page_ids(client.get(f"{one}/similar")) == [other.split("/")[-1]]
    assert page_ids(client.get(f"{other}/similar")) == []
    assert client.put(f"{one}/similar/{one.split('/')[-1]}").status_code == 204
    both = client.get(one)
    assert sorted(both.json()["like_ids"]) == sorted(path.split("/")[-1] for path in (one, other))
    assert client.delete(other).status_code == 204
    kept = client.get(one)
    assert kept.json()["like_ids"] == [one.split("/")[-1]]
    assert kept.headers["etag"] != both.headers["etag"]
    # It is linked to itself, so the deletion raises its version.
    errors_of(client.delete(one, headers={"If-Match": both.headers["etag"]}), 412)
    assert client.delete(one, headers={"If-Match": kept.headers["etag"]}).status_code == 204


def test_only_permitted_routes_exist(client: TestClient) -> None:
    path = create_playlist(client)
    genre = create(client, "/genres", name="G")["id"]
    create(client, "/tracks", id="t", title="T", sub_genre_ids=[genre])
    assert page_ids(client.get("/tracks/t/sub-genres")) == [genre]
    for changed, status in (
        (f"{path}/drafts", 404),  # no response contains them
        (f"{path}/fans", 404),  # listeners cannot be listed
        (f"{path}/fans/{UNKNOWN_ID}", 404),  # read_only
        (f"/tracks/t/sub-genres/{genre}", 404),  # immutable
        (f"{path}/tracks/", 404),
        (f"{path}/nothing", 404),
        (f"{path}/tracks/t/more", 404),
    ):
        for method in ("GET", "PUT", "DELETE", "OPTIONS"):
            assert client.request(method, changed).status_code == status, (method, changed)


def test_an_owner_without_version_and_timestamps(client: TestClient) -> None:
    playlist = create_playlist(client).split("/")[-1]
    path = f"/listeners/{create(client, '/listeners', name='L')['id']}"
    assert client.put(f"{path}/plays/{playlist}").status_code == 204
    assert client.get(path).json()["play_ids"] == [playlist]
    assert page_ids(client.get(f"{path}/plays")) == [playlist]
    assert client.delete(f"{path}/plays/{playlist}").status_code == 204
    assert page_ids(client.get(f"{path}/plays")) == []


def test_405_names_the_methods_of_the_path(client: TestClient) -> None:
    path = create_playlist(client)
    for method in ("OPTIONS", "POST", "PUT", "DELETE", "PATCH"):
        response = client.request(method, f"{path}/tracks")
        errors_of(response, 405)
        assert response.headers["allow"] == "GET, HEAD"
    for method in ("OPTIONS", "GET", "HEAD", "POST", "PATCH"):
        response = client.request(method, f"{path}/tracks/a")
        assert response.status_code == 405 and response.headers["allow"] == "DELETE, PUT"
    genre = create(client, "/genres", name="G")["id"]
    create(client, "/tracks", id="t", title="T", sub_genre_ids=[genre])
    assert client.options("/tracks/t/sub-genres").headers["allow"] == "GET, HEAD"
