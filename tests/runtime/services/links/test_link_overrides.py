"""Paths of many-to-many relations with hand-written services, guards and routes."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import Depends, Header, HTTPException
from fastapi.testclient import TestClient
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.link_requests import (
    UNKNOWN_ID,
    create,
    create_playlist,
    create_tracks,
    errors_of,
    page_ids,
)
from tests.support.linking_apps import Make, module


def test_hidden_owners_and_targets(make: Make) -> None:
    """The owner's `visible` decides about 404, the target's about the list, 409 and 404."""
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
        genres = [create(client, "/genres", name=f"{name}s")["id"] for name in "ab"]
        for name in "ab":
            create(client, "/tracks", id=name, title=f"{name}!", sub_genre_ids=genres)
        path = f"/playlists/{create(client, '/playlists', name='ab', track_ids=['a', 'b'])['id']}"
        ann, bob = {"caller": "ann"}, {"caller": "bob"}
        page = client.get(f"{path}/tracks", params={"count": "true"}, headers=ann).json()
        assert [(item["id"], item["sub_genre_ids"]) for item in page["items"]] == [("a", genres[:1])]
        assert page["total"] == 1
        for method, target in (("GET", "/tracks"), ("PUT", "/tracks/b"), ("DELETE", "/tracks/b")):
            errors_of(client.request(method, f"{path}{target}", headers=bob), 404)
        hidden, missing = (client.put(f"{path}/tracks/{name}", headers=ann) for name in ("b", "none"))
        assert errors_of(hidden, 409) == [("/path/track_id", "missing_target")]
        assert hidden.content == missing.content
        errors_of(client.delete(f"{path}/tracks/b", headers=ann), 404)
        assert client.get(path).json()["track_ids"] == ["a", "b"]
        assert page_ids(client.get("/tracks/b/sub-genres")) == genres
        errors_of(client.get("/tracks/b/sub-genres", headers=ann), 404)
        assert page_ids(client.get("/tracks/a/sub-genres", headers=ann)) == genres[:1]


def test_the_document_contains_parameters_of_related_services(make: Make) -> None:
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


def test_overrides_of_read_and_update_apply_to_links(make: Make) -> None:
    """A caller who must not read or change a playlist must not list or change its links."""

    class Playlists(module("services.playlist").PlaylistService):  # type: ignore[misc] # made at run time
        def __init__(self, caller: Annotated[str, Header()] = "") -> None:
            self.caller = caller

        async def read(self, db: AsyncSession, id: Any) -> Any:
            if self.caller == "stranger":
                raise HTTPException(403)
            return await super().read(db, id)

        async def update(self, db: AsyncSession, id: Any, data: Any, if_match: str | None = None) -> Any:
            if self.caller != "editor":
                raise HTTPException(403)
            return await super().update(db, id, data, if_match)

    with TestClient(make(services=module("services").Services(playlist=Playlists))) as client:
        create_tracks(client, "a")
        path = create_playlist(client)
        for method in ("PUT", "DELETE"):
            assert client.request(method, f"{path}/tracks/a").status_code == 403
        assert client.get(path).json()["track_ids"] == []
        editor = {"caller": "editor"}
        assert client.put(f"{path}/tracks/a", headers=editor).status_code == 204
        assert page_ids(client.get(f"{path}/tracks")) == ["a"]
        assert client.get(f"{path}/tracks", headers={"caller": "stranger"}).status_code == 403
        errors_of(client.put(f"/playlists/{UNKNOWN_ID}/tracks/a", headers=editor), 404)
        assert client.delete(f"{path}/tracks/a", headers=editor).status_code == 204


def test_guards_of_the_owner_apply_to_links(make: Make) -> None:
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
                response = client.request(method, f"{start}/playlists/{UNKNOWN_ID}/{path}")
                assert response.status_code == (404 if start else 403)
            known = client.request(method, f"/playlists/{UNKNOWN_ID}/{path}", headers={"caller": "editor"})
            assert known.status_code == 404
        paths = app.openapi()["paths"]
        for item in ("/playlists/{playlist_id}/tracks", "/playlists/{playlist_id}/tracks/{track_id}"):
            for operation in (each for name, each in paths[item].items() if name != "parameters"):
                assert "caller" in [each.get("name") for each in operation["parameters"]]


def test_hand_written_routes_have_priority(make: Make) -> None:
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
        errors_of(client.put("/v1/playlists/other/tracks/t"), 422)
        errors_of(client.put(f"/v1/playlists/{uuid4()}/tracks/t"), 404)
        assert client.options("/v1/playlists/favourite/tracks/t").headers["allow"] == "DELETE, PUT"
        errors_of(client.get(f"/playlists/{uuid4()}/tracks"), 404)
