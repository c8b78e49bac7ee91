"""Guards of the app, of an entity and of a service run on every code path, and can be overridden."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import HTTPException
from fastapi.testclient import TestClient

from tests.support.guarded_app import caller, editor, guarded
from tests.support.raw_http import Answer, request, send
from tests.support.serving import migrate, serve

JSON = "Content-Type: application/json"
ADA = "X-Caller: ada"
EDITOR = "X-Caller: editor"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("guards")
    url = f"sqlite:///{folder / 'guards.db'}"
    migrate(url)
    with serve(url, folder / "log", "tests.support.guarded_app:app") as client:
        yield str(client.base_url)


def ask(address: str, method: str, target: str, *headers: str, body: bytes | None = None) -> Answer:
    return send(address, request(method, target, body, *headers, *([JSON] if body is not None else [])))


def tag(address: str) -> str:
    response = ask(address, "POST", "/tags", EDITOR, body=b'{"name": "%s"}' % uuid4().hex.encode())
    assert response.status == 201
    return response.headers["location"]


PATH_TEMPLATES = (
    "{}",
    "{}/",
    "/{}",
    "/.{}",
    "{}?limit=1",
    "{}?",
    "{};a=b",
    "{}%20",
    "{}%00",
    "{}%2F",
    "{}#top",
    "{}.json",
    "http://elsewhere{}",
    "http://elsewhere/{}",
)
TRICKS = (
    "X-HTTP-Method-Override: GET",
    "X-Original-URL: /healthz",
    "X-Rewrite-URL: /healthz",
    "X-Forwarded-Prefix: /tags",
    "X-Forwarded-For: 127.0.0.1",
    "Authorization: Bearer x",
    "X-Caller:",
    "X_Caller: ada",
)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_the_guard_of_the_app_runs_on_every_code_path(address: str, method: str) -> None:
    path = tag(address)
    passed = []
    for target in (path, "/tags", "/posts", "/users", "/%74ags", "/t%61gs", "/TAGS", "/tags%2F1"):
        for template in PATH_TEMPLATES:
            body = b'{"name": "x"}' if method in ("POST", "PUT", "PATCH") else None
            response = ask(address, method, template.format(target), body=body)
            # 400, 404, 405 and 422 are what the template itself gets before there is anything to guard.
            if response.status not in (400, 401, 404, 405, 422):
                passed.append((template.format(target), response.status))
        responses = ((trick, ask(address, method, target, trick).status) for trick in TRICKS)
        passed += [
            (f"{target} {trick}", status) for trick, status in responses if status not in (401, 404, 405, 415)
        ]
    assert not passed
    item = method in ("GET", "HEAD", "DELETE")  # whose requests have nothing else that could be wrong
    assert not item or ask(address, method, path).status == 401
    assert ask(address, "GET", path, EDITOR).status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_the_guard_of_an_entity_runs_on_every_code_path(address: str, method: str) -> None:
    path = tag(address)
    body = b'{"name": "taken over"}' if method in ("PUT", "PATCH") else None
    for target in (path, path.replace("tags", "%74ags"), f"{path}?", f"http://elsewhere{path}"):
        assert ask(address, method, target, ADA, body=body).status == 403, target
    for trick in TRICKS:
        if not trick.startswith("X-Caller"):
            assert ask(address, method, path, ADA, trick, body=body).status == 403, trick
    assert ask(address, "GET", "/users", ADA).status == 200  # the others are open to her
    assert b"taken over" not in ask(address, "GET", path, EDITOR).content


def test_a_service_that_needs_its_caller_always_gets_it(address: str) -> None:
    user = b'{"email": "%s@a.example", "password": "p"}' % uuid4().hex.encode()
    author = ask(address, "POST", "/users", ADA, body=user).json()["id"]
    post = {"title": "T", "slug": f"ada-{uuid4().hex}", "body": "", "keywords": [], "author_id": author}
    created = ask(address, "POST", "/posts", ADA, body=json.dumps(post).encode())
    assert created.status == 201
    path = created.headers["location"]
    for method, body in (("GET", None), ("HEAD", None), ("PATCH", b'{"title": "Bob"}'), ("DELETE", None)):
        assert ask(address, method, path, "X-Caller: bob", body=body).status == 404
        assert ask(address, method, path, body=body).status == 401
    assert ask(address, "GET", "/posts?count=true", "X-Caller: bob").json()["total"] == 0
    comment, other = (
        json.dumps({"body": "hidden?", "post_id": id}).encode() for id in (created.json()["id"], str(uuid4()))
    )
    refused = ask(address, "POST", "/comments", "X-Caller: bob", body=comment)
    nobody = ask(address, "POST", "/comments", ADA, body=other)
    assert refused.status == 409 and refused.content == nobody.content  # as one that does not exist
    assert ask(address, "POST", "/comments", ADA, body=comment).status == 201
    assert ask(address, "GET", path, ADA).json()["title"] == "T"


@pytest.mark.parametrize("prefix", ["", "/v1"])
def test_overrides_of_dependencies_replace_guards(prefix: str) -> None:
    """An override replaces a guard wherever it runs, until the override is removed."""
    app: Any = guarded(prefix)

    async def refuse() -> str:
        raise HTTPException(403)

    async def refuse_editors() -> None:
        raise HTTPException(418)

    client = TestClient(app)  # no request below gets as far as the database
    assert client.get(f"{prefix}/tags").status_code == 401
    app.dependency_overrides[caller] = refuse
    for path in ("/tags", "/posts", "/users", "/comments"):
        for method in ("GET", "HEAD", "POST"):
            assert (
                client.request(method, prefix + path, headers={"X-Caller": "editor"}, json={}).status_code
                == 403
            )
    app.dependency_overrides[caller] = lambda: "editor"
    app.dependency_overrides[editor] = refuse_editors
    assert client.get(f"{prefix}/tags").status_code == 418
    app.dependency_overrides.clear()
    assert client.get(f"{prefix}/tags").status_code == 401
