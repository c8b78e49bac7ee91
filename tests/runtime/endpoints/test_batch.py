"""`POST /posts/batch`: all or nothing, errors that name their items, overrides, `visible`, and no deadlocks."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import select

from generated.models.user import User
from generated.runtime.types.passwords import verify_password
from tests.support.batch_requests import NOBODY, changed, done, tag_body, user_body
from tests.support.blog_requests import new_post, new_tag, new_user, post_body, problem
from tests.support.databases import engine_for


def test_it_creates_updates_and_deletes(client: httpx.Client) -> None:
    """Each list of the response is in the order of the request. Its rows are those that a read returns afterwards."""
    kept, gone = new_post(client), new_post(client)
    author, tags = new_user(client), [new_tag(client)["id"] for _ in range(3)]
    created = [
        post_body(author, tag_ids=tags[::-1]),
        post_body(author, metadata={"a": [1]}, parent_id=kept["id"]),
        post_body(author, rating="7.5", slug=f"a-{uuid4().hex}"),
    ]
    body = {
        "create": created,
        "update": [changed(kept, title="Changed", tag_ids=[tags[0]])],
        "delete": [{"id": gone["id"]}],
    }
    response = done(client.post("/posts/batch", json=body))
    assert [row["slug"] for row in response["created"]] == [each["slug"] for each in created]
    assert response["created"][0]["tag_ids"] == tags and response["created"][2]["rating"] == "7.50"
    assert response["updated"][0]["title"] == "Changed" and response["updated"][0]["tag_ids"] == [tags[0]]
    assert response["deleted"] == [gone["id"]]
    for row in (*response["created"], *response["updated"]):
        assert client.get(f"/posts/{row['id']}").json() == row
    problem(client.get(f"/posts/{gone['id']}"), 404)
    ids = [row["id"] for row in response["created"]]
    assert ids == sorted(ids)
    assert done(client.post("/posts/batch", json={})) == {"created": [], "updated": [], "deleted": []}


def test_all_or_nothing(client: httpx.Client) -> None:
    """Whatever the refused item is, nothing of the rest is left."""
    one, other = new_tag(client), new_tag(client)
    free = tag_body()["name"]
    batches = [
        {"create": [{"name": free}, {"name": other["name"]}]},
        {"update": [changed(one, name=free)], "create": [{"name": other["name"]}]},
        {"delete": [{"id": other["id"]}, {"id": 2_000_000_011}], "create": [{"name": free}]},
        {"delete": [{"id": one["id"]}], "update": [changed(other, name=free) | {"if_match": '"1"'}]},
        {"create": [{"name": free}, {"name": free}], "delete": [{"id": one["id"]}]},
    ]
    for batch in batches:
        assert client.post("/tags/batch", json=batch).status_code in (404, 409, 412), batch
        assert client.get("/tags", params={"name": free}).json()["items"] == []
        assert client.get(f"/tags/{one['id']}").json() == one
        assert client.get(f"/tags/{other['id']}").json() == other


def test_an_error_names_its_item(client: httpx.Client) -> None:
    """Its pointer leads to the item, and into it where the error is about a field."""
    author, post = new_user(client), new_post(client)

    def refused(path: str, status: int, **batch: Any) -> list[tuple[str, str]]:
        return problem(client.post(path, json=batch), status)

    wrong = [changed(post), changed(post), changed(post), changed(post, title=1)]
    assert refused("/posts/batch", 422, update=wrong) == [("/body/update/3/changes/title", "string_type")]
    assert refused("/tags/batch", 422, create=[tag_body(), {}]) == [("/body/create/1/name", "missing")]
    assert refused("/tags/batch", 422, create=None) == [("/body/create", "list_type")]
    assert refused("/tags/batch", 422, replace=[]) == [("/body/replace", "extra_forbidden")]
    assert refused("/tags/batch", 422, update=[{"id": 1, "changes": {}, "if_match": "no tag"}]) == [
        ("/body/update/0/if_match", "string_pattern_mismatch")
    ]
    assert refused("/users/batch", 409, create=[user_body(), user_body(email=author["email"])]) == [
        ("/body/create/1/email", "unique")
    ]
    same = user_body()
    assert refused("/users/batch", 409, create=[same, user_body(), same]) == [
        ("/body/create/2/email", "unique")
    ]
    other = new_user(client)
    assert refused("/users/batch", 409, update=[changed(author), changed(other, email=author["email"])]) == [
        ("/body/update/1/changes/email", "unique")
    ]
    comments = [{"body": "x", "post_id": post["id"]}, {"body": "x", "post_id": NOBODY}]
    assert refused("/comments/batch", 409, create=comments) == [("/body/create/1/post_id", "missing_target")]
    assert refused("/users/batch", 404, delete=[{"id": author["id"]}, {"id": NOBODY}]) == [
        ("/body/delete/1", "not_found")
    ]
    late = changed(author, name="Ada") | {"if_match": '"1"'}
    assert refused("/users/batch", 412, update=[changed(other, name="Bob"), late]) == [
        ("/body/update/1", "precondition_failed")
    ]
    twice = [changed(author, name="Ada"), changed(author, bio="x")]
    assert refused("/users/batch", 409, update=twice, delete=[{"id": other["id"]}]) == [
        ("/body/update/0/id", "repeated"),
        ("/body/update/1/id", "repeated"),
    ]


def test_an_override_is_called_and_its_errors_name_the_item_too(client: httpx.Client) -> None:
    """The blog's own service of posts gives a published post its time, one at a time."""
    author, draft = new_user(client), new_post(client)
    batch = {
        "create": [post_body(author, status="published"), post_body(author)],
        "update": [changed(draft, status="published")],
    }
    response = done(client.post("/posts/batch", json=batch))
    assert [row["published_at"] is None for row in response["created"]] == [False, True]
    assert response["updated"][0]["published_at"] is not None
    taken = post_body(author, slug=draft["slug"])
    refused = client.post("/posts/batch", json={"create": [post_body(author), taken]})
    assert problem(refused, 409) == [("/body/create/1/slug", "unique")]
    missing = client.post("/posts/batch", json={"update": [{"id": NOBODY, "changes": {}}]})
    assert problem(missing, 404) == [("/body/update/0", "not_found")]
    late = client.post("/posts/batch", json={"update": [changed(draft, title="x") | {"if_match": '"1"'}]})
    assert problem(late, 412) == [("/body/update/0", "precondition_failed")]


def test_a_hundred_items_and_no_more(client: httpx.Client) -> None:
    response = done(client.post("/tags/batch", json={"create": [tag_body() for _ in range(100)]}))
    ids = [row["id"] for row in response["created"]]
    assert len(set(ids)) == 100
    many = {"create": [tag_body()], "delete": [{"id": each} for each in ids]}
    assert problem(client.post("/tags/batch", json=many), 413) == [("/body", "too_long")]
    longer = {"create": [tag_body() for _ in range(101)]}
    assert problem(client.post("/tags/batch", json=longer), 422) == [("/body/create", "too_long")]
    assert done(client.post("/tags/batch", json={"delete": many["delete"]}))["deleted"] == ids
    assert client.get("/tags", params={"name": many["create"][0]["name"]}).json()["items"] == []


def test_an_update_without_a_difference_writes_nothing(client: httpx.Client) -> None:
    user = new_user(client, bio="Long")
    path = f"/users/{user['id']}"
    tag = client.get(path).headers["etag"]
    same = [changed(user, bio="Long")]
    assert done(client.post("/users/batch", json={"update": same}))["updated"] == [user]
    assert client.get(path).headers["etag"] == tag
    conditional = [changed(user, bio="Short") | {"if_match": f'"7", {tag}'}]
    assert done(client.post("/users/batch", json={"update": conditional}))["updated"][0]["bio"] == "Short"
    assert client.get(path).headers["etag"] != tag
    assert problem(client.post("/users/batch", json={"update": conditional}), 412)
    assert done(client.post("/users/batch", json={"update": [changed(user) | {"if_match": "*"}]}))


def test_the_response_shows_the_effects_of_a_deletion(client: httpx.Client) -> None:
    """A deleted parent sets its child's reference to null, and the batch may update that child as well."""
    parent = new_post(client)
    child = new_post(client, parent_id=parent["id"])
    tag = client.get(f"/posts/{child['id']}").headers["etag"]
    batch = {"update": [changed(child, title="Free") | {"if_match": tag}], "delete": [{"id": parent["id"]}]}
    row = done(client.post("/posts/batch", json=batch))["updated"][0]
    assert row["title"] == "Free" and row["parent_id"] is None
    assert client.get(f"/posts/{row['id']}").json() == row
    author = new_user(client)
    post = new_post(client, author=author)
    comment = client.post(
        "/comments", json={"body": "x", "post_id": post["id"], "author_id": author["id"]}
    ).json()
    assert done(client.post("/users/batch", json={"delete": [{"id": author["id"]}]}))
    problem(client.get(f"/comments/{comment['id']}"), 404)


def test_passwords_are_hashed_and_stay_inside(client: httpx.Client, url: str) -> None:
    body = {"create": [user_body(password=f"canary {number}") for number in range(3)]}
    response = client.post("/users/batch", json=body)
    rows = done(response)["created"]
    update = {"update": [changed(rows[0], password="another canary"), changed(rows[1], name="Bob")]}
    again = client.post("/users/batch", json=update)
    assert (
        done(again)
        and "canary" not in response.text + again.text
        and "argon2" not in response.text + again.text
    )
    refused = client.post(
        "/users/batch", json={"create": [user_body(password="canary"), {"password": "canary"}]}
    )
    assert problem(refused, 422) and "canary" not in refused.text

    async def hashes() -> list[str]:
        async with engine_for(url) as engine, engine.connect() as connection:
            table = User.__table__
            found = await connection.execute(
                select(table.c.id, table.c.password).where(table.c.email.in_([row["email"] for row in rows]))
            )
            by_id = {str(id): password for id, password in found}
            return [by_id[row["id"]] for row in rows]

    stored = asyncio.run(hashes())
    for password, hashed in zip(("another canary", "canary 1", "canary 2"), stored, strict=True):
        assert asyncio.run(verify_password(password, hashed))


def test_a_batch_can_be_sent_again(client: httpx.Client) -> None:
    """`Idempotency-Key` means the same as for a single create."""
    body, headers = {"create": [tag_body(), tag_body()]}, {"Idempotency-Key": "batch"}

    def send(_: int) -> httpx.Response:
        return client.post("/tags/batch", json=body, headers=headers)

    with ThreadPoolExecutor(20) as threads:
        responses = [*threads.map(send, range(20))]
    assert {(each.status_code, each.content) for each in responses} == {(200, responses[0].content)}
    for each in body["create"]:
        assert len(client.get("/tags", params=each).json()["items"]) == 1
    other = client.post("/tags/batch", json={"create": [tag_body()]}, headers=headers)
    assert problem(other, 409) == [("/header/Idempotency-Key", "idempotency_key_reused")]
    assert client.post("/tags", json=tag_body(), headers=headers).status_code == 201  # another operation


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_batch_is_no_id(client: httpx.Client, method: str) -> None:
    """The literal segment wins over an id for every method, and has an `Allow` of its own."""
    for path in ("/posts/batch", "/tags/b%61tch"):
        response = client.request(method, path, json={} if method in ("PUT", "PATCH") else None)
        assert response.status_code == 405 and response.headers["allow"] == "POST"
    problem(client.post("/posts/batch/", json={}), 404)
