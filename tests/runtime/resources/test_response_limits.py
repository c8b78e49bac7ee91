"""The limits of a response in bytes and rows: a page ends earlier, a single row is a 409, on both databases."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

import httpx2 as httpx
import pytest
from pydantic import ValidationError

from app.settings import Settings
from tests.support.comparison_runs import client_of
from tests.support.compiled_specs import service_of
from tests.support.composite_apps import install

SPEC = """
service: {expand_depth: 3}
entities:
  Author:
    id: integer
    fields:
      name: {type: string, max_length: 20}
      about: json
  Post:
    id: integer
    fields:
      title:  {type: string, max_length: 20}
      author: {type: Author, on_delete: cascade, inverse: posts}
      tags:   {type: "Tag[]", inverse: posts}
  Tag:
    id: integer
    fields:
      name: {type: string, max_length: 2000}
"""
PACKAGE = "response_limits_served"
LARGE = 40_000
"""Characters of what is said about an author."""
Params = dict[str, Any]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the generated package."""
    return install(service_of(SPEC), tmp_path_factory.mktemp("limits"), PACKAGE)


@pytest.fixture
def limit(package: str) -> Iterator[Any]:
    """Sets the limits of responses, and restores them after the test."""
    module = import_module(f"{package}.runtime.resources.response_limits")
    size, rows = module.response_limits()

    def set_limits(size: int = size, rows: int = rows) -> None:
        module.set_response_limits(size=size, rows=rows)

    yield set_limits
    set_limits()


@asynccontextmanager
async def filled(package: str, url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client of two authors with 30 and 5 posts. Each post has the same 3 tags."""
    async with client_of(package, url) as client:

        async def new(path: str, **body: Any) -> None:
            response = await client.post(path, json=body)
            assert response.status_code == 201, response.text

        await new("/authors", name="much", about="x" * LARGE)
        await new("/authors", name="little", about=[1])
        for number in range(3):
            await new("/tags", name=str(number) * 1_000)
        for number in range(35):
            await new("/posts", title=f"p{number}", author_id=2 if number % 7 == 3 else 1, tag_ids=[1, 2, 3])
        yield client


async def page_of(client: httpx.AsyncClient, path: str, **params: Any) -> Any:
    """Return a page."""
    response = await client.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json(), len(response.content)


async def walk(client: httpx.AsyncClient, way: str, **params: Any) -> list[tuple[list[Any], int]]:
    """Return the items and the bytes of each page, forward by `next_cursor` or back by `previous_cursor`."""
    pages = []
    while True:
        page, size = await page_of(client, "/posts", **params)
        pages.append((page["items"], size))
        if page[way] is None:
            return pages
        params["cursor"] = page[way]


@pytest.mark.parametrize("sort", ["id", "-title"])
def test_a_page_ends_before_the_limit_and_its_cursor_continues(
    package: str, database_url: str, limit: Any, sort: str
) -> None:
    async def scenario() -> None:
        async with filled(package, database_url) as client:
            asked: Params = {"expand": "author,tags", "limit": 100, "sort": sort, "count": "true"}
            whole, size = await page_of(client, "/posts", **asked)
            assert size > 30 * LARGE
            limit(size=5 * LARGE)
            pages = await walk(client, "next_cursor", **asked)
            assert [item for items, _ in pages for item in items] == whole["items"]
            assert all(size <= 5 * LARGE for _, size in pages)
            assert 7 < len(pages) < 16
            first, _ = await page_of(client, "/posts", **asked)
            assert first["total"] == 35
            assert first["previous_cursor"] is None
            limit()
            end, _ = await page_of(client, "/posts", limit=34, sort=sort)
            last, _ = await page_of(client, "/posts", limit=34, sort=sort, cursor=end["next_cursor"])
            limit(size=5 * LARGE)
            pages = await walk(
                client, "previous_cursor", **{**asked, "count": "false", "cursor": last["previous_cursor"]}
            )
            backwards = [item for items, _ in pages[::-1] for item in items]
            assert backwards == whole["items"][:34]
            assert all(size <= 5 * LARGE for _, size in pages)

    asyncio.run(scenario())


def test_rows_are_bounded(package: str, database_url: str, limit: Any) -> None:
    async def scenario() -> None:
        async with filled(package, database_url) as client:
            asked = {"expand": "tags", "limit": 100, "sort": "id"}
            whole, _ = await page_of(client, "/posts", **asked)
            limit(rows=4 * 10)
            pages = await walk(client, "next_cursor", **asked)
            assert [item for items, _ in pages for item in items] == whole["items"]
            assert max(len(items) for items, _ in pages) == 10
            assert len(pages) < 8
            limit(rows=3)
            response = await client.get("/posts/1", params={"expand": "tags"})
            assert response.status_code == 409

    asyncio.run(scenario())


def test_one_row_beyond_the_limit_is_409(package: str, database_url: str, limit: Any) -> None:
    async def scenario() -> None:
        async with filled(package, database_url) as client:
            limit(size=LARGE // 2)
            beyond: list[tuple[str, Params]] = [
                ("/posts/1", {"expand": "author"}),
                ("/posts", {"expand": "author", "limit": 100}),
                ("/posts", {"expand": "author", "limit": 1, "count": "true"}),
                ("/posts/1", {"expand": "author.posts.tags"}),
                ("/tags/1", {"expand": "posts.author"}),
                ("/posts", {"fields": "title", "expand": "author"}),
            ]
            for path, params in beyond:
                response = await client.get(path, params=params)
                assert response.status_code == 409, (path, params)
                assert response.headers["content-type"] == "application/problem+json"
                problem = response.json()
                assert [error["pointer"] for error in problem["errors"]] == ["/query/expand"]
                assert "x" * 10 not in response.text
            response = await client.get("/posts/4", params={"expand": "author"})
            assert response.status_code == 200
            response = await client.get("/authors/1")  # a single row may have any size
            assert response.status_code == 200
            document = (await client.get("/openapi.json")).json()["paths"]
            assert "409" in document["/posts"]["get"]["responses"]
            assert "409" in document["/posts/{post_id}"]["get"]["responses"]

    asyncio.run(scenario())


def test_a_page_without_expand_ends_before_the_limit(package: str, database_url: str, limit: Any) -> None:
    async def scenario() -> None:
        async with filled(package, database_url) as client:
            whole, size = await page_of(client, "/tags", sort="id")
            assert size > 3_000
            limit(size=2_500)
            first, size = await page_of(client, "/tags", sort="id")
            assert size <= 2_500
            found = first["items"]
            while first["next_cursor"] is not None:
                first, size = await page_of(client, "/tags", sort="id", cursor=first["next_cursor"])
                found += first["items"]
            assert found == whole["items"]

    asyncio.run(scenario())


def test_a_shared_row_takes_memory_once(package: str, database_url: str, limit: Any) -> None:
    """The size is computed before the body is made: 30 posts contain an author of 800 KB."""

    async def scenario() -> None:
        async with filled(package, database_url) as client:
            response = await client.patch("/authors/1", json={"about": "x" * 800_000})
            assert response.status_code == 200
            limit(size=1_000_000)
            await client.get("/posts", params={"expand": "author", "limit": 100})
            tracemalloc.start()
            try:
                response = await client.get("/posts", params={"expand": "author", "limit": 100})
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
            assert response.status_code == 200
            assert len(response.content) <= 1_000_000
            assert len(response.json()["items"]) == 1
            assert peak < 12_000_000  # all posts are more than 24 MB

    asyncio.run(scenario())


def test_nested_rows_are_the_same_as_single_ones(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with filled(package, database_url) as client:
            page, _ = await page_of(client, "/authors", expand="posts.tags,posts.author", sort="id")
            for author in page["items"]:
                posts = author.pop("posts")
                assert author == (await client.get(f"/authors/{author['id']}")).json()
                assert len(posts) == (30 if author["id"] == 1 else 5)
                for post in posts:
                    tags, own = post.pop("tags"), post.pop("author")
                    assert own == author
                    assert post == (await client.get(f"/posts/{post['id']}")).json()
                    assert [tag["id"] for tag in tags] == post["tag_ids"] == [1, 2, 3]

    asyncio.run(scenario())


def test_the_settings_have_bounds() -> None:
    assert Settings().max_response_size == 16 * 1024 * 1024
    assert Settings().max_response_rows == 20_000
    with pytest.raises(ValidationError):
        Settings(max_response_size=0)
