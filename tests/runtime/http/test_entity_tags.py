"""Entity tags differ between callers who see different rows."""

from typing import Annotated

import httpx2 as httpx
import pytest
from fastapi import Header
from sqlalchemy.ext.asyncio import AsyncSession

from generated.services import Services
from generated.services.tag import TagRow, TagService
from tests.support.caching_apps import (
    ANN,
    BOB,
    HeadedTags,
    Wrap,
    by_fastapi,
    new_post,
    tagged_post,
    talk,
    unchanged,
)


@pytest.mark.parametrize("wrap", [unchanged, by_fastapi], ids=["compiled", "fastapi"])
def test_callers_who_see_different_rows_get_different_entity_tags(database_url: str, wrap: Wrap) -> None:
    """The one's gets the other no 304, and each gets 304 for its own; a change to it is made with either."""

    async def conversation(client: httpx.AsyncClient) -> None:
        path = (await tagged_post(client)).headers["location"]
        ann, bob = [await client.get(path, headers=who) for who in (ANN, BOB)]
        assert ann.json()["tag_ids"] != bob.json()["tag_ids"]
        tags = [each.headers["etag"] for each in (ann, bob)]
        assert tags[0] != tags[1] and tags[0].partition("-")[0] == tags[1].partition("-")[0]
        for who, own, other in ((ANN, tags[0], tags[1]), (BOB, tags[1], tags[0])):
            same = await client.get(path, headers=who | {"if-none-match": own})
            assert same.status_code == 304 and same.headers["etag"] == own and not same.content
            assert same.headers["cache-control"] == "private" and same.headers["vary"] == "X-Caller"
            weak = await client.get(path, headers=who | {"if-none-match": f'"x", W/{own}'})
            assert weak.status_code == 304
            assert (await client.get(path, headers=who | {"if-none-match": other})).status_code == 200
            head = await client.head(path, headers=who)
            assert head.headers["etag"] == own and head.headers["vary"] == "X-Caller"
        for number, tag in enumerate(tags):
            weak = await client.patch(path, json={"title": "no"}, headers=ANN | {"if-match": f"W/{tag}"})
            assert weak.status_code == 412
            none = tag[:-1].partition("-")[0]
            for odd in (f'{none}-"', f'{none}-xyz"', f'{none}-{"0" * 17}"', f'{none[:-1]}"'):
                response = await client.patch(path, json={"title": "no"}, headers=ANN | {"if-match": odd})
                assert response.status_code == 412, odd
            changed = await client.patch(path, json={"title": f"{number}"}, headers=ANN | {"if-match": tag})
            assert changed.status_code == 200
            assert changed.headers["etag"] == (await client.get(path, headers=ANN)).headers["etag"]
            tags[1] = (await client.get(path, headers=BOB)).headers["etag"]
        assert (await client.delete(path, headers=ANN | {"if-match": tags[0]})).status_code == 412
        assert (await client.delete(path, headers=ANN | {"if-match": tags[1]})).status_code == 204

    talk(database_url, conversation, wrap, services=Services(tag=HeadedTags))


def test_a_created_row_has_the_entity_tag_that_a_read_gives(database_url: str) -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        tag = (await client.post("/tags", json={"name": "ann"})).json()["id"]
        post = await new_post(client, [tag])
        assert post.headers["etag"] == (await client.get(post.headers["location"])).headers["etag"]
        assert "-" in post.headers["etag"]

    talk(database_url, conversation, services=Services(tag=HeadedTags))


@pytest.mark.parametrize(
    "direct",
    [False, pytest.param(True, marks=pytest.mark.private_apis("connections of the driver for reads"))],
)
def test_the_entity_tag_is_the_version_if_all_callers_see_the_same(database_url: str, direct: bool) -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        tag = await client.post("/tags", json={"name": "x"})
        post = await new_post(client, [tag.json()["id"]])
        for response in (tag, post):
            assert response.headers["etag"].strip('"').isdigit()
            read = await client.get(response.headers["location"])
            assert read.headers["etag"] == response.headers["etag"]
            with_digest = f'{response.headers["etag"][:-1]}-0123456789abcdef"'
            assert (
                await client.patch(response.headers["location"], json={}, headers={"if-match": with_digest})
            ).status_code == 200
            unseen = await client.get(response.headers["location"], headers={"if-none-match": with_digest})
            assert unseen.status_code == 200

    talk(database_url, conversation, direct=direct)


def test_an_override_that_shows_callers_different_fields_has_different_tags(database_url: str) -> None:
    class Masked(TagService):
        def __init__(self, x_caller: Annotated[str, Header()]) -> None:
            self.caller = x_caller

        async def read(self, db: AsyncSession, id: int) -> TagRow:
            row = await super().read(db, id)
            row.name = row.name if self.caller == "ann" else "hidden"
            return row

    async def conversation(client: httpx.AsyncClient) -> None:
        path = (await client.post("/tags", json={"name": "x"}, headers=ANN)).headers["location"]
        ann, bob = [await client.get(path, headers=who) for who in (ANN, BOB)]
        assert ann.headers["etag"] != bob.headers["etag"]
        other = await client.get(path, headers=BOB | {"if-none-match": ann.headers["etag"]})
        assert other.status_code == 200 and other.json()["name"] == "hidden"

    talk(database_url, conversation, services=Services(tag=Masked))


def test_the_items_of_a_batch_accept_these_tags(database_url: str) -> None:
    async def conversation(client: httpx.AsyncClient) -> None:
        post = await tagged_post(client)
        tag = (await client.get(post.headers["location"], headers=BOB)).headers["etag"]
        item = {"id": post.json()["id"], "if_match": tag, "changes": {"title": "new"}}
        assert (await client.post("/posts/batch", json={"update": [item]})).status_code == 200
        assert (await client.post("/posts/batch", json={"update": [item]})).status_code == 412

    talk(database_url, conversation, services=Services(tag=HeadedTags))
