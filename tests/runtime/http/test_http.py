"""The HTTP contract of the committed blog, over real HTTP, on SQLite and on PostgreSQL."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest

from tests.support.blog_requests import new_post, new_tag, new_user, post_body, problem


def test_the_response_to_a_create_has_no_password(server: tuple[httpx.Client, Path]) -> None:
    """`POST /users` stores a hash. No response and no log holds the password or the hash."""
    client, log = server
    response = client.post("/users", json={"email": "Ada@Example.com", "password": "the canary sings"})
    assert response.status_code == 201
    user = response.json()
    assert user["email"] == "ada@example.com"
    assert "password" not in user and "api_token" not in user
    assert response.headers["location"] == f"/users/{user['id']}"
    everything = (
        response.text + client.get(f"/users/{user['id']}").text + client.get("/users").text + log.read_text()
    )
    assert "canary" not in everything and "argon2" not in everything


def test_a_taken_value_is_a_conflict_that_points_at_the_field(client: httpx.Client) -> None:
    """A second user with one email gets 409 and the pointer of the field, whatever the case of the letters."""
    user = new_user(client)
    response = client.post("/users", json={"email": user["email"].upper(), "password": "correct horse"})
    assert problem(response, 409) == [("/body/email", "unique")]


def test_a_missing_target_is_a_conflict_that_points_at_the_field(client: httpx.Client) -> None:
    """A reference or link to a row that does not exist is 409 on both databases, and nothing is written."""
    author = new_user(client)
    nobody = "00000000-0000-7000-8000-000000000000"
    before = client.get("/posts", params={"count": "true", "limit": 1}).json()["total"]
    response = client.post("/posts", json=post_body(author, author_id=nobody))
    assert problem(response, 409) == [("/body/author_id", "missing_target")]
    response = client.post("/posts", json=post_body(author, parent_id=nobody))
    assert problem(response, 409) == [("/body/parent_id", "missing_target")]
    response = client.post("/posts", json=post_body(author, tag_ids=[2_000_000_000]))
    assert problem(response, 409) == [("/body/tag_ids", "missing_target")]
    assert client.get("/posts", params={"count": "true", "limit": 1}).json()["total"] == before


def test_patch_distinguishes_absent_from_null(client: httpx.Client) -> None:
    """An absent field keeps its value. Null clears a nullable field and is refused for others."""
    post = new_post(client, rating="7.50")
    path = f"/posts/{post['id']}"
    changed = client.patch(path, json={"title": "Another"}).json()
    assert changed["title"] == "Another" and changed["rating"] == "7.50"
    assert client.patch(path, json={"rating": None}).json()["rating"] is None
    assert problem(client.patch(path, json={"title": None}), 422) == [("/body/title", "string_type")]


def test_patch_refuses_immutable_and_read_only_fields(client: httpx.Client) -> None:
    """A field that no update may carry is unknown to it."""
    post = new_post(client)
    response = client.patch(
        f"/posts/{post['id']}", json={"slug": "other", "created_at": "2026-01-01T00:00:00Z"}
    )
    assert sorted(problem(response, 422)) == [
        ("/body/created_at", "extra_forbidden"),
        ("/body/slug", "extra_forbidden"),
    ]


def test_put_needs_every_updatable_field(client: httpx.Client) -> None:
    """A replacement without a field is refused, with every field it takes effect, and 404 where there is no row."""
    user = new_user(client, bio="Long", name="Ada")
    path = f"/users/{user['id']}"
    assert problem(client.put(path, json={"email": user["email"]}), 422)
    replaced = client.put(path, json={"email": user["email"], "name": None, "bio": None})
    assert replaced.status_code == 200 and replaced.json()["bio"] is None
    nobody = f"/users/{uuid4()}"
    problem(client.put(nobody, json={"email": user["email"], "name": None, "bio": None}), 404)


def test_a_change_raises_the_version_and_a_repetition_does_not(client: httpx.Client) -> None:
    """A PATCH that changes nothing writes nothing: the entity tag and `updated_at` stay."""
    created = client.post("/posts", json=post_body(new_user(client), metadata={"b": 1, "a": [1.0, None]}))
    path = created.headers["location"]
    tag = created.headers["etag"]
    same = client.patch(path, json={"title": created.json()["title"], "metadata": {"a": [1, None], "b": 1.0}})
    assert same.headers["etag"] == tag and same.json() == created.json()
    changed = client.patch(path, json={"title": "New"})
    assert changed.headers["etag"] != tag and changed.json()["updated_at"] > created.json()["updated_at"]


def test_if_none_match_saves_the_body(client: httpx.Client) -> None:
    """A client that has the version gets 304 without a body, compared weakly."""
    post = new_post(client)
    path = f"/posts/{post['id']}"
    tag = client.get(path).headers["etag"]
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        response = client.get(path, headers={"If-None-Match": header})
        assert response.status_code == 304 and response.content == b"" and response.headers["etag"] == tag
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_if_match_refuses_a_lost_race(client: httpx.Client) -> None:
    """A write on another version is 412, compared strongly; validation and 404 come first."""
    post = new_post(client)
    path = f"/posts/{post['id']}"
    tag = client.get(path).headers["etag"]
    first = client.patch(path, json={"title": "First"}, headers={"If-Match": tag})
    assert first.status_code == 200
    for header in (tag, f"W/{first.headers['etag']}", '"x"', '"99999999999999999999"'):
        problem(client.patch(path, json={"title": "Second"}, headers={"If-Match": header}), 412)
        problem(client.patch(path, json={"title": "First"}, headers={"If-Match": header}), 412)
        problem(client.patch(path, json={"tag_ids": []}, headers={"If-Match": header}), 412)
        problem(client.patch(path, json={}, headers={"If-Match": header}), 412)
        problem(client.delete(path, headers={"If-Match": header}), 412)
    problem(client.patch(path, json={"title": 1}, headers={"If-Match": tag}), 422)
    problem(client.patch(f"/posts/{uuid4()}", json={"title": "x"}, headers={"If-Match": tag}), 404)
    problem(client.patch(path, json={}, headers={"If-Match": "no tag"}), 422)
    assert client.delete(path, headers={"If-Match": first.headers["etag"]}).status_code == 204
    problem(client.get(path), 404)


def test_links_are_a_set_that_belongs_to_the_representation(client: httpx.Client) -> None:
    """Links come out in order, a change of them raises the version, and so does the deletion of a target."""
    tags = sorted(new_tag(client)["id"] for _ in range(3))
    created = client.post("/posts", json=post_body(new_user(client), tag_ids=[tags[2], tags[0]]))
    path = created.headers["location"]
    assert created.json()["tag_ids"] == [tags[0], tags[2]]
    assert client.get(path).json() == created.json()
    same = client.patch(path, json={"tag_ids": [tags[0], tags[2]]})
    assert same.headers["etag"] == created.headers["etag"]
    changed = client.patch(path, json={"tag_ids": [tags[1], tags[0]]})
    assert changed.json()["tag_ids"] == [tags[0], tags[1]] and changed.headers["etag"] != same.headers["etag"]
    assert client.delete(f"/tags/{tags[0]}").status_code == 204
    after = client.get(path)
    assert after.json()["tag_ids"] == [tags[1]] and after.headers["etag"] != changed.headers["etag"]
    assert problem(client.patch(path, json={"tag_ids": [tags[1], tags[1]]}), 422)


def test_deletion_follows_on_delete(client: httpx.Client) -> None:
    """`cascade` deletes the rows that refer to a row. `set_null` clears their reference and raises their version."""
    author = new_user(client)
    parent = new_post(client, author=author)
    child = new_post(client, parent_id=parent["id"])
    path = f"/posts/{child['id']}"
    before = client.get(path)
    assert before.json()["parent_id"] == parent["id"]
    assert client.delete(f"/users/{author['id']}").status_code == 204
    problem(client.get(f"/posts/{parent['id']}"), 404)
    after = client.get(path)
    assert after.json()["parent_id"] is None and after.headers["etag"] != before.headers["etag"]


def test_pages_return_every_row_once_in_any_order(client: httpx.Client) -> None:
    """Keyset pages over ties, nulls and both directions return each row exactly once, in the requested order."""
    author = new_user(client)
    ratings = [None, "1.00", "1.00", "9.99", None, "5.00", "1.00"]
    made = [
        new_post(client, author=author, rating=rating, title=f"T{number % 2}-{number}")["id"]
        for number, rating in enumerate(ratings)
    ]
    for sort in ("rating", "-rating", "-rating,title", "title,-rating", "-created_at", "id", "-id"):
        seen: list[dict[str, Any]] = []
        cursor = None
        while True:
            params = {"author_id": author["id"], "limit": 2, "sort": sort, "count": "true"}
            page = client.get("/posts", params=params | ({"cursor": cursor} if cursor else {})).json()
            assert page["total"] == len(made)
            seen += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert sorted(post["id"] for post in seen) == sorted(made)
        if sort.removeprefix("-").startswith("rating"):
            values = [post["rating"] for post in seen]
            known = [value for value in values if value is not None]
            assert values == known + [None] * (len(values) - len(known))
            assert known == sorted(known, reverse=sort.startswith("-"))


def test_a_cursor_serves_only_the_list_it_was_made_for(client: httpx.Client) -> None:
    """A cursor that was changed, or is used with another sort or filter, is 404; one that is no cursor at all, 422."""
    author = new_user(client)
    for _ in range(3):
        new_post(client, author=author)
    cursor = client.get("/posts", params={"author_id": author["id"], "limit": 1}).json()["next_cursor"]
    fine = {"author_id": author["id"], "cursor": cursor}
    assert client.get("/posts", params=fine).status_code == 200
    changed = ("B" if cursor[0] == "A" else "A") + cursor[1:]
    for params in (
        fine | {"sort": "title"},
        {"cursor": cursor},
        fine | {"cursor": changed},
        fine | {"cursor": "abc"},
    ):
        problem(client.get("/posts", params=params), 404)
    assert problem(client.get("/posts", params={"cursor": "?"}), 422) == [
        ("/query/cursor", "string_pattern_mismatch")
    ]


def test_an_unknown_parameter_is_an_error(client: httpx.Client) -> None:
    """An unknown filter is never ignored. A filter on a hidden field gets the same response as an unknown one."""
    absent = client.get("/users", params={"passwore": "x"})
    hidden = client.get("/users", params={"password": "x"})
    assert problem(absent, 422) == [("/query/passwore", "extra_forbidden")]
    assert hidden.content == absent.content.replace(b"passwore", b"password")
    absent = client.get("/users", params={"sort": "api_tokem"})
    hidden = client.get("/users", params={"sort": "api_token"})
    assert hidden.status_code == 422 and hidden.content == absent.content


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    """HEAD has the headers of GET."""
    post = new_post(client)
    for path in ("/posts", f"/posts/{post['id']}"):
        get, head = client.get(path), client.head(path)
        assert head.status_code == 200 and head.content == b""
        assert {**head.headers, "date": ""} == {**get.headers, "date": ""}


def test_405_names_every_method_of_the_path(client: httpx.Client) -> None:
    """`Allow` is computed over all routes of a path; a path with a slash at its end is another path."""
    post = new_post(client)
    response = client.request("OPTIONS", f"/posts/{post['id']}")
    problem(response, 405)
    assert response.headers["allow"] == "DELETE, GET, HEAD, PATCH, PUT"
    assert client.request("DELETE", "/posts").headers["allow"] == "GET, HEAD, POST"
    problem(client.get("/posts/"), 404)
    problem(client.get("/nothing"), 404)


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{", {"content-type": "application/json"}, 400),
        (b"\xff", {"content-type": "application/json"}, 400),
        (b'{"name": 1e999}', {"content-type": "application/json"}, 422),
        (b'{"name": "\\ud800"}', {"content-type": "application/json"}, 400),
        (b"[" * 20_000, {"content-type": "application/json"}, 400),
        (b"[" * 100_000, {"content-type": "application/json"}, 413),
        (b'{"name": ' + b"1" * 5000 + b"}", {"content-type": "application/json"}, 400),
        (b"", {"content-type": "application/json"}, 422),
        (b"name=x", {"content-type": "application/x-www-form-urlencoded"}, 415),
        (b"{}", {}, 415),
        (b'"' + b"x" * 2_000_000 + b'"', {"content-type": "application/json"}, 413),
    ],
)
def test_an_invalid_body_is_refused(
    client: httpx.Client, content: bytes, headers: dict[str, str], status: int
) -> None:
    """400 if it is not JSON, 415 for another type, 413 if it is too large, 422 if it does not match the schema."""
    problem(client.post("/tags", content=content, headers=headers), status)


def test_a_hand_written_route_is_served_with_the_generated_ones(client: httpx.Client) -> None:
    """The OpenAPI document describes it and the generated ones."""
    assert set(client.get("/statistics").json()) == {"users", "posts", "comments"}
    document = client.get("/openapi.json").json()
    assert {"/statistics", "/posts", "/posts/{post_id}"} <= set(document["paths"])


def test_the_override_publishes_with_the_present_time(client: httpx.Client) -> None:
    """The service in `app/services` gives a published post its time of publication."""
    draft = new_post(client)
    assert draft["published_at"] is None
    published = client.patch(f"/posts/{draft['id']}", json={"status": "published"}).json()
    assert published["published_at"] is not None
    again = client.patch(f"/posts/{draft['id']}", json={"status": "published", "title": "Edited"}).json()
    assert again["published_at"] == published["published_at"]


def test_the_health_routes_respond(client: httpx.Client) -> None:
    """Both respond 200 while the database runs."""
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
