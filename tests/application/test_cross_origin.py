"""The settings of CORS decide what pages of other origins may do, over real HTTP."""

import json
from collections.abc import Iterator
from uuid import uuid4

import httpx2 as httpx
import pytest

from tests.support.serving import ROOT, migrate, serve

ORIGIN = {"Origin": "https://a.example"}
SAFELISTED = {
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
}
"""What a page may read in any case (Fetch, 2.2.6)."""
OF_THE_SERVER = {"date", "server", "connection"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the blog, which pages of some origins may call with cookies and a header of their own."""
    folder = tmp_path_factory.mktemp("server")
    url = f"sqlite:///{folder / 'blog.db'}"
    migrate(url)
    settings = {
        "CORS_ORIGINS": "https://a.example, https://b.example",
        "CORS_ORIGIN_REGEX": r"https://preview-[0-9]+\.a\.example",
        "CORS_HEADERS": "X-Api-Key",
        "CORS_CREDENTIALS": "true",
    }
    with serve(url, folder / "log", environment=settings) as client:
        yield client


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://a.example", True),
        ("https://preview-17.a.example", True),
        ("https://preview-17.a.example.evil.example", False),
        ("https://c.example", False),
        ("null", False),
    ],
)
def test_pages_of_allowed_origins(client: httpx.Client, origin: str, allowed: bool) -> None:
    """They may send the headers that routes read and those that are set, and cookies; other pages may not."""
    headers = "authorization,content-type,idempotency-key,if-match,if-none-match,x-api-key"
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": headers,
    }
    preflight = client.options("/tags/1", headers=asked)
    response = client.get("/tags", headers={"Origin": origin})
    assert response.status_code == 200
    assert preflight.status_code == (200 if allowed else 400), preflight.text
    for each in (preflight, response):
        assert each.headers.get("access-control-allow-origin") == (origin if allowed else None)
    if allowed:
        assert response.headers["access-control-allow-credentials"] == "true"
    asked["Access-Control-Request-Headers"] = "x-other"
    assert client.options("/tags/1", headers=asked).status_code == 400


def test_every_header_that_is_sent_can_be_read(client: httpx.Client) -> None:
    """Those of real responses of many kinds, and those that the OpenAPI document has."""
    sent = _documented(json.loads((ROOT / "generated/openapi.json").read_text()))
    assert "accept-patch" in sent and "retry-after" in sent
    exposed: set[str] = set()
    for response in _answers(client):
        exposed |= {
            each.strip().lower() for each in response.headers["access-control-expose-headers"].split(",")
        }
        sent |= {each.lower() for each in response.headers if not each.lower().startswith("access-control-")}
    assert {"allow", "location", "idempotent-replayed", "etag", "accept-encoding", "vary"} <= sent
    assert sent - SAFELISTED - OF_THE_SERVER <= exposed


def _documented(document: object) -> set[str]:
    if isinstance(document, list):
        return set().union(*map(_documented, document))
    if not isinstance(document, dict):
        return set()
    own = document.get("headers", {}) if "description" in document else {}
    return {name.lower() for name in own}.union(*map(_documented, document.values()))


def _answers(client: httpx.Client) -> Iterator[httpx.Response]:
    """Yield responses of every operation of a resource, and of refusals."""
    key = {**ORIGIN, "Idempotency-Key": uuid4().hex}
    body = {"name": uuid4().hex}
    created = client.post("/tags", json=body, headers=key)
    assert created.status_code == 201
    path, tag = created.headers["location"], {**ORIGIN, "If-Match": created.headers["etag"]}
    seen = {**ORIGIN, "If-None-Match": created.headers["etag"]}
    yield created
    yield client.post("/tags", json=body, headers=key)
    yield client.post("/tags", json=body, headers=ORIGIN)
    yield client.get(path, headers=ORIGIN)
    yield client.get(path, headers=seen)
    yield client.get("/tags", headers=ORIGIN)
    yield client.get("/tags?sort=nothing", headers=ORIGIN)
    yield client.put(path, json=body, headers=tag)
    yield client.patch(path, json={}, headers={**ORIGIN, "If-Match": '"77"'})
    yield client.patch(path, content=b"x", headers={**ORIGIN, "Content-Type": "text/plain"})
    coded = {**ORIGIN, "Content-Type": "application/json", "Content-Encoding": "gzip"}
    yield client.patch(path, content=b"x", headers=coded)
    yield client.options(path, headers=ORIGIN)
    yield client.post("/tags/batch", json={"create": [{"name": uuid4().hex}]}, headers=ORIGIN)
    yield client.delete(path, headers=ORIGIN)
    yield client.get(path, headers=ORIGIN)
    yield client.get("/statistics", headers=ORIGIN)
    yield client.get("/openapi.json", headers=ORIGIN)
