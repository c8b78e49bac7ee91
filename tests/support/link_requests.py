"""Requests of the service of `tests/specs/linking`."""

from typing import Any

import httpx2 as httpx
from fastapi.testclient import TestClient

UNKNOWN_ID = "00000000-0000-7000-8000-000000000000"


def create(client: TestClient, path: str, **body: Any) -> dict[str, Any]:
    """Create a resource and return it."""
    response = client.post(path, json=body)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def create_tracks(client: TestClient, *names: str) -> list[str]:
    """Create tracks and return their ids."""
    return [create(client, "/tracks", id=name, title=f"Title of {name}")["id"] for name in names]


def create_playlist(client: TestClient, *tracks: str, **body: Any) -> str:
    """Create a playlist with tracks and return its path."""
    return f"/playlists/{create(client, '/playlists', name='P', track_ids=tracks, **body)['id']}"


def create_mood(client: TestClient) -> int:
    """Create a mood and return its id."""
    id: int = create(client, "/moods", name="M")["id"]
    return id


def page_ids(response: httpx.Response) -> list[Any]:
    """Return the ids of the items of a page."""
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


def errors_of(response: httpx.Response, status: int) -> list[tuple[str, str]]:
    """Check that a response is a problem with a status. Return the pointer and code of each error."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return [(item["pointer"], item["code"]) for item in response.json()["errors"]]
