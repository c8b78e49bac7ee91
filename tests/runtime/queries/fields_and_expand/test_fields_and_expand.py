"""`?fields=` and `?expand=`: parts of a resource and related rows, on both databases."""

import json
from itertools import product
from uuid import uuid4

import jsonschema_rs
import pytest

from generated.runtime.endpoints import views
from specloom.emit.relations import MAX_PATHS
from tests.support.expand_client import COMMENT_COUNT, Client, run_with_client, second_post


def test_fields_are_in_the_order_of_the_schema(url: str) -> None:
    async def requests(client: Client) -> None:
        post = await second_post(client)
        for fields, names in (
            ("title", ["title"]),
            ("tag_ids,title,id,title", ["id", "title", "tag_ids"]),
            (",".join(post), list(post)),
        ):
            body = await client.body(f"/posts/{post['id']}?fields={fields}")
            assert list(body) == names and body == {name: post[name] for name in names}
            page = await client.body(f"/posts?fields={fields}&sort=-title&limit=1&count=true")
            assert page["items"] == [body] and page["total"] == 2
            rest = await client.body(
                f"/posts?fields={fields}&sort=-title&limit=1&cursor={page['next_cursor']}"
            )
            assert [list(each) for each in rest["items"]] == [names] and rest["items"] != page["items"]

    run_with_client(url, requests)


@pytest.mark.parametrize("driver", [False, True])
def test_only_partial_resources_have_another_media_type(url: str, driver: bool) -> None:
    """A body of type `application/json` contains every member, on every code path."""
    if driver and url.startswith("sqlite"):
        pytest.skip("only on PostgreSQL are reads sent to the driver")

    async def requests(client: Client) -> None:
        one = f"/posts/{(await second_post(client))['id']}"
        for path in ("/posts", one):
            for method, origin in product(("GET", "HEAD"), ({}, {"Origin": "https://a.example"})):
                for query in ("", "fields=id", "expand=author", "fields=id,title&expand=author"):
                    if driver and "expand" in query:
                        continue
                    response = await client.request(method, f"{path}?{query}", headers=origin)
                    partial = "partial+" if "fields" in query else ""
                    assert response.headers["content-type"] == f"application/{partial}json"
        unknown = await client.get(f"/posts/{uuid4()}?fields=id")
        assert unknown.headers["content-type"] == "application/problem+json"
        changed = await client.patch(one, json={})
        assert changed.headers["content-type"] == "application/json"

    run_with_client(url, requests, driver=driver)


def test_only_needed_columns_are_selected(url: str) -> None:
    async def requests(client: Client) -> None:
        post = await second_post(client)
        client.statements.clear()
        await client.body(f"/posts/{post['id']}?fields=title")
        await client.body("/posts?fields=title&sort=slug&limit=1")
        one, page = client.statements
        assert "body" not in one and "tag" not in one and "slug" not in one
        assert "body" not in page and "tag" not in page and "slug" in page.partition("FROM")[0]

    run_with_client(url, requests)


def test_partial_and_expanded_resources_have_no_entity_tag(url: str) -> None:
    async def requests(client: Client) -> None:
        path = f"/posts/{(await second_post(client))['id']}"
        tag = (await client.get(path)).headers["etag"]
        assert (await client.get(path, headers={"If-None-Match": tag})).status_code == 304
        for query in ("fields=id", "expand=author", "fields=id&expand=tags"):
            for method in ("GET", "HEAD"):
                response = await client.request(method, f"{path}?{query}", headers={"If-None-Match": tag})
                assert response.status_code == 200 and "etag" not in response.headers
            assert not response.content and int(response.headers["content-length"]) > 10

    run_with_client(url, requests)


@pytest.mark.parametrize(
    "query",
    [
        *(
            "fields=",
            "fields=nothing",
            "fields=password",
            "fields=author",
            "fields=row_version",
            "fields=id,",
        ),
        *("fields=ID", "fields=metadata_", "expand=", "expand=nothing", "expand=author_id", "expand=author."),
        *(
            "expand=author,",
            "expand=.author",
            "expand=author.posts.author",
            "expand=password",
            "expand=AUTHOR",
        ),
        *("expand=author&expand=tags", "fields=id&fields=title", "expand=author%00", "expand=author.nothing"),
        *(f"expand={'author,' * MAX_PATHS}author", "expand=" + "parent." * 9000 + "parent", "nothing=1"),
    ],
)
def test_unknown_fields_and_relations_are_rejected(url: str, query: str) -> None:
    async def requests(client: Client) -> None:
        path = f"/posts/{(await second_post(client))['id']}"
        for each in (path, "/posts"):
            response = await client.get(f"{each}?{query}")
            assert response.status_code == 422, response.text

    run_with_client(url, requests)


def test_each_kind_of_relation_is_expanded(url: str) -> None:
    async def requests(client: Client) -> None:
        post = await second_post(client)
        users = {each["id"]: each for each in (await client.body("/users"))["items"]}
        posts = {each["id"]: each for each in (await client.body("/posts"))["items"]}
        tags = (await client.body("/tags"))["items"]
        comments = (await client.body("/comments?sort=id&limit=100"))["items"]
        client.statements.clear()
        body = await client.body(f"/posts/{post['id']}?expand=comments.author,tags,author,parent,comments")
        assert len(client.statements) == 8  # the post and its links, five relations, the links of the parent
        assert list(body) == [*post, "author", "parent", "tags", "comments"]
        assert body["author"] == users[post["author_id"]] and body["parent"] == posts[post["parent_id"]]
        assert body["tags"] == tags and [each["id"] for each in tags] == post["tag_ids"]
        assert len(body["comments"]) == 100
        for shown, each in zip(body["comments"], comments, strict=True):
            author = None if each["author_id"] is None else users[each["author_id"]]
            assert shown == {**each, "author": author}
        page = await client.body("/posts?expand=parent.parent,comments&fields=title&sort=-title")
        second, first = page["items"]
        assert list(second) == ["title", "parent", "comments"]
        assert second["parent"] == {**posts[post["parent_id"]], "parent": None}
        assert second["comments"] == comments
        assert first == {"title": "First", "parent": None, "comments": []}
        user = await client.body(f"/users/{post['author_id']}?expand=posts.tags&fields=email")
        assert user == {"email": "bob@a.example", "posts": [{**post, "tags": tags}]}
        assert "hash" not in json.dumps([body, page, user])

    run_with_client(url, requests)


def test_pages_with_fields_and_expand(url: str) -> None:
    async def requests(client: Client) -> None:
        seen: list[str] = []
        cursor = ""
        for query in ("expand=author", "fields=id", "", "fields=body&expand=post,author.posts") * 7:
            page = await client.body(f"/comments?limit=4&{query}{cursor}")
            seen += (page["next_cursor"],)
            cursor = f"&cursor={page['next_cursor']}"
            if page["next_cursor"] is None:
                break
        assert len(seen) == -(-COMMENT_COUNT // 4) and len(set(seen)) == len(seen)

    run_with_client(url, requests)


def test_many_rows_are_expanded_by_fewer_rows_each(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MAX_ROWS_PER_STATEMENT", 6)

    async def requests(client: Client) -> None:
        page = await client.body("/posts?expand=comments&sort=slug")
        first, second = page["items"]
        comments = (await client.body("/comments?sort=id&limit=3"))["items"]
        assert first["comments"] == [] and second["comments"] == comments

    run_with_client(url, requests)


def test_responses_match_the_document(url: str) -> None:
    async def requests(client: Client) -> None:
        document = await client.body("/openapi.json")
        for path in ("/posts", "/comments", "/users", "/tags"):
            parts = {"components": document["components"]}
            content = document["paths"][path]["get"]["responses"]["200"]["content"]
            whole, view = (
                document["components"]["schemas"][each["schema"]["$ref"].rpartition("/")[2]]
                for each in content.values()
            )
            row, part = (
                document["components"]["schemas"][
                    each["properties"]["items"]["items"]["$ref"].rpartition("/")[2]
                ]
                for each in (whole, view)
            )
            assert "required" not in part and row["properties"] == part["properties"]
            relations = [*row["properties"].keys() - {*row["required"]}]
            queries = ["", "fields=id"]
            queries += [f"expand={each}{more}" for each in relations for more in ("", "&fields=id")]
            for query in queries:
                response = await client.get(f"{path}?{query}")
                assert response.status_code == 200, response.text
                schema = content[response.headers["content-type"]]["schema"]
                assert ("View" in schema["$ref"]) == ("fields" in query)
                validator = jsonschema_rs.Draft202012Validator({**schema, **parts})
                assert validator.is_valid(response.json()), (path, query)
                assert response.json()["items"][0].keys() <= row["properties"].keys()

    run_with_client(url, requests)
