"""Link rows whose key consists of the two references: `PostTag: {id: [post, tag]}`."""

from typing import Any

import pytest

from specloom.model import Service
from tests.support.compiled_specs import service_of
from tests.support.composite_apps import CODE_PATHS, Client, Run, install, new, problem, runner

SPEC = """
entities:
  Post:
    fields:
      tags:  {type: "Tag[]", through: PostTag, inverse: posts, max_items: 3}
      title: {type: string, default: ""}
  Tag:
    id: string
    fields:
      related: {type: "Tag[]", through: Relation}
  PostTag:
    id: [tag, post]
    fields:
      post:  {type: Post, on_delete: cascade, inverse: post_tags}
      tag:   {type: Tag, on_delete: cascade}
      place: {type: integer, default: 0}
  Relation:
    id: [one, other]
    fields:
      one:   {type: Tag, on_delete: cascade}
      other: {type: Tag, on_delete: restrict}
    timestamps: false
    versioned: false
"""


@pytest.fixture(scope="module")
def service() -> Service:
    """The spec."""
    return service_of(SPEC)


@pytest.fixture(scope="module")
def package(service: Service, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the package that was generated."""
    return install(service, tmp_path_factory.mktemp("composite_links"), "composite_links_served")


@pytest.fixture(params=CODE_PATHS)
def run(request: pytest.FixtureRequest, package: str, database_url: str) -> Run:
    """Runs a scenario with a client."""
    return runner(package, database_url, CODE_PATHS[request.param])


async def new_post(client: Client, *tags: str) -> str:
    """Create the tags and a post with them, and return its path."""
    for tag in tags:
        await new(client, "/tags", id=tag)
    return (await new(client, "/posts", tag_ids=tags)).headers["location"]


async def tags_of(client: Client, post: str) -> tuple[list[str], str]:
    """Return the tags of a post and its version."""
    response = await client.get(post)
    tags: list[str] = response.json()["tag_ids"]
    return tags, response.headers["etag"]


async def rows_of(client: Client) -> list[Any]:
    """Return the parts of the keys of the link rows."""
    items = (await client.get("/post-tags?sort=tag_id")).json()["items"]
    return [(item["tag_id"], item["post_id"]) for item in items]


def test_both_ends_identify_a_link_row(run: Run) -> None:
    async def scenario(client: Client) -> None:
        post = await new_post(client, "a", "b")
        id = post.rpartition("/")[2]
        assert await rows_of(client) == [("a", id), ("b", id)]
        await new(client, "/tags", id="c")
        assert (await client.put(f"{post}/tags/c")).status_code == 204
        assert (await client.delete(f"{post}/tags/a")).status_code == 204
        assert await rows_of(client) == [("b", id), ("c", id)]
        assert (await client.get(f"/post-tags/c/{id}")).json()["place"] == 0
        problem(await client.get(f"/post-tags/a/{id}"), 404)
        listed = (await client.get(f"{post}/tags?sort=-id")).json()["items"]
        assert [item["id"] for item in listed] == ["c", "b"]
        found = (await client.get("/posts?tag_id=b&expand=tags,post_tags.tag")).json()["items"]
        assert [tag["id"] for tag in found[0]["tags"]] == ["b", "c"]
        assert [row["tag"]["id"] for row in found[0]["post_tags"]] == ["b", "c"]
        found = (await client.get("/tags/b?expand=posts")).json()
        assert [each["id"] for each in found["posts"]] == [id]

    run(scenario)


def test_changes_of_link_rows_change_the_owner(run: Run) -> None:
    async def scenario(client: Client) -> None:
        post = await new_post(client, "a")
        id = post.rpartition("/")[2]
        await new(client, "/tags", id="b")
        shown = [await tags_of(client, post)]
        made = await new(client, "/post-tags", post_id=id, tag_id="b", place=2)
        assert made.headers["location"] == f"/post-tags/b/{id}"
        shown.append(await tags_of(client, post))
        assert (await client.patch(f"/post-tags/b/{id}", json={"place": 3})).status_code == 200
        assert await tags_of(client, post) == shown[-1]
        taken = await client.post("/post-tags", json={"post_id": id, "tag_id": "b"})
        assert problem(taken, 409) == [("/body/tag_id", "unique"), ("/body/post_id", "unique")]
        assert await tags_of(client, post) == shown[-1]
        assert (await client.delete(f"/post-tags/a/{id}")).status_code == 204
        shown.append(await tags_of(client, post))
        item = {"post_id": id, "tag_id": "b"}
        done = await client.post(
            "/post-tags/batch", json={"create": [{**item, "tag_id": "a"}], "delete": [item]}
        )
        assert done.json()["deleted"] == [{"tag_id": "b", "post_id": id}]
        shown.append(await tags_of(client, post))
        assert (await client.patch(post, json={"tag_ids": ["a", "b"]})).status_code == 200
        shown.append(await tags_of(client, post))
        assert (await client.delete("/tags/a")).status_code == 204
        shown.append(await tags_of(client, post))
        assert [tags for tags, _ in shown] == [["a"], ["a", "b"], ["b"], ["a"], ["a", "b"], ["b"]]
        assert len({version for _, version in shown}) == len(shown)
        assert (await client.delete(post)).status_code == 204
        assert await rows_of(client) == []

    run(scenario)


def test_links_of_an_entity_with_itself(run: Run) -> None:
    async def scenario(client: Client) -> None:
        for tag in "abc":
            await new(client, "/tags", id=tag)
        assert (await client.put("/tags/a/related/b")).status_code == 204
        await new(client, "/relations", one_id="b", other_id="a")
        assert (await client.get("/tags/a")).json()["related_ids"] == ["b"]
        assert (await client.get("/tags/b")).json()["related_ids"] == ["a"]
        assert (await client.get("/relations/a/b")).json() == {"one_id": "a", "other_id": "b"}
        problem(await client.delete("/tags/b"), 409)
        assert (await client.delete("/tags/a/related/b")).status_code == 204
        assert (await client.delete("/tags/b")).status_code == 204
        problem(await client.get("/relations/b/a"), 404)
        problem(await client.delete("/relations/b/a"), 404)

    run(scenario)


def test_the_maximum_number_of_links_and_missing_targets(run: Run) -> None:
    async def scenario(client: Client) -> None:
        post = await new_post(client, "a", "b", "c")
        await new(client, "/tags", id="d")
        full = problem(await client.put(f"{post}/tags/d"), 409)
        assert full == [("/path/tag_id", "too_many")]
        id = post.rpartition("/")[2]
        missing = await client.post("/post-tags", json={"post_id": id, "tag_id": "x"})
        assert problem(missing, 409) == [("/body/tag_id", "missing_target")]

    run(scenario)
