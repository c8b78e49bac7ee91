"""Requests that create rows of the blog, and the errors of its responses."""

import itertools
from typing import Any
from uuid import uuid4

import httpx2 as httpx

_numbers = itertools.count(1)


def new_user(client: httpx.Client, **values: Any) -> dict[str, Any]:
    """Create a user and return it."""
    body = {
        "email": f"user{next(_numbers)}-{uuid4().hex[:8]}@example.com",
        "password": "correct horse",
        **values,
    }
    response = client.post("/users", json=body)
    assert response.status_code == 201, response.text
    user: dict[str, Any] = response.json()
    return user


def new_tag(client: httpx.Client) -> dict[str, Any]:
    """Create a tag and return it."""
    response = client.post("/tags", json={"name": uuid4().hex})
    assert response.status_code == 201, response.text
    tag: dict[str, Any] = response.json()
    return tag


def post_body(author: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return the body of a valid request for a post."""
    return {
        "title": f"Title {next(_numbers)}",
        "slug": f"slug-{uuid4().hex}",
        "body": "Text",
        "keywords": [],
        "author_id": author["id"],
        **values,
    }


def new_post(client: httpx.Client, **values: Any) -> dict[str, Any]:
    """Create a post by a new user and return it."""
    author = values.pop("author", None) or new_user(client)
    response = client.post("/posts", json=post_body(author, **values))
    assert response.status_code == 201, response.text
    post: dict[str, Any] = response.json()
    return post


def problem(response: httpx.Response, status: int) -> list[tuple[str, str]]:
    """Check that a response is a problem with a status, and return the pointer and code of each error."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert body["status"] == status
    return [(item["pointer"], item["code"]) for item in body["errors"]]
