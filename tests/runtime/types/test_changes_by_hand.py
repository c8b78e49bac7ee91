"""Hand-written writes change the version, the entity tag and `updated_at` as requests do, on both databases."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, cast

import httpx2 as httpx
import pytest
from sqlalchemy import Table, bindparam, event, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import selectinload

from generated.api import create_api
from generated.models.post import Post, post_tags
from generated.models.tag import Tag
from generated.runtime.types.changes import change_values, mark_changed
from generated.services.tag import TagService
from tests.support.fast_path_apps import client_of, opened_by, with_engine


class App(NamedTuple):
    """The blog in this process, and sessions of hand-written code on the same database."""

    engine: AsyncEngine
    new_session: async_sessionmaker[AsyncSession]
    client: httpx.AsyncClient

    async def tag(self, name: str) -> int:
        """Create a tag and return its id."""
        id: int = (await self.client.post("/tags", json={"name": name})).json()["id"]
        return id

    async def post(self, **fields: Any) -> str:
        """Create a post and return its path."""
        user = {"email": "a@example.org", "name": "A", "password": "correct horse"}
        author = (await self.client.post("/users", json=user)).json()["id"]
        body = {"title": "T", "slug": "t", "body": "B", "keywords": [], "author_id": author, **fields}
        made = await self.client.post("/posts", json=body)
        assert made.status_code == 201, made.text
        return made.headers["location"].removeprefix("http://test")

    @asynccontextmanager
    async def changing(self, *paths: str) -> AsyncIterator[None]:
        """Check that the code in the block changes rows as a request does, once each."""
        before = [await self.client.get(path) for path in paths]
        await asyncio.sleep(0.002)
        yield
        for path, old in zip(paths, before, strict=True):
            new = await self.client.get(path, headers={"If-None-Match": old.headers["etag"]})
            assert new.status_code == 200, "304 with the old body"
            assert version(new) == version(old) + 1
            assert moment(new) > moment(old)
            assert {**new.json(), "updated_at": ""} != {**old.json(), "updated_at": ""}
            again = await self.client.get(path, headers={"If-None-Match": new.headers["etag"]})
            assert again.status_code == 304


def version(response: httpx.Response) -> int:
    """Return the version in an entity tag."""
    return int(response.headers["etag"].strip('"'))


def moment(response: httpx.Response) -> dt.datetime:
    """Return when the row was last changed."""
    return dt.datetime.fromisoformat(response.json()["updated_at"])


Run = Callable[[Callable[[App], Awaitable[None]]], None]


@pytest.fixture
def run(database_url: str) -> Run:
    """Run a test on an empty blog."""

    def run(test: Callable[[App], Awaitable[None]]) -> None:
        async def begin(engine: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
            async with client_of(create_api(opened_by(new_session))) as client:
                await test(App(engine, new_session, client))

        asyncio.run(with_engine(database_url, begin))

    return run


def test_a_flush_changes_and_returns_version_and_time(run: Run) -> None:
    async def test(app: App) -> None:
        ids = [await app.tag(name) for name in ("a", "b", "c")]
        paths = [f"/tags/{id}" for id in ids]
        async with app.changing(*paths), app.new_session() as db:
            tags = (await db.execute(select(Tag).order_by(Tag.id))).scalars().all()
            before = [(tag.row_version, tag.updated_at) for tag in tags]
            for tag in tags:
                tag.name += "!"
            await db.flush()
            statements: list[str] = []
            event.listen(
                app.engine.sync_engine, "before_cursor_execute", lambda *given: statements.append(given[2])
            )
            after = [(tag.row_version, tag.updated_at) for tag in tags]
            assert not statements
            for (old, then), (new, now) in zip(before, after, strict=True):
                assert (new, now > then) == (old + 1, True)
            await db.commit()
        for path, (new, now) in zip(paths, after, strict=True):
            response = await app.client.get(path)
            assert (version(response), moment(response)) == (new, now)

    run(test)


def test_a_flush_without_changes_keeps_version_and_time(run: Run) -> None:
    async def test(app: App) -> None:
        path = f"/tags/{await app.tag('a')}"
        before = await app.client.get(path)
        async with app.new_session() as db:
            tag = (await db.execute(select(Tag))).scalar_one()
            tag.name = "b"
            tag.name = "a"
            await db.commit()
            await db.merge(Tag(id=tag.id, name="a"))
            await db.commit()
        after = await app.client.get(path, headers={"If-None-Match": before.headers["etag"]})
        assert after.status_code == 304

    run(test)


def by_key(id: int, name: str) -> dict[str, Any]:
    """Return the parameters of an update by primary key."""
    return {"id": id, "name": name}


@pytest.mark.parametrize("way", ["orm", "values", "many", "core", "core many", "connection", "upsert"])
def test_statements_change_version_and_time(run: Run, way: str) -> None:
    async def test(app: App) -> None:
        ids = [await app.tag(name) for name in ("a", "b")]
        async with app.changing(*(f"/tags/{id}" for id in ids)), app.new_session() as db:
            loaded = (await db.execute(select(Tag).order_by(Tag.id))).scalars().all()
            before = [tag.row_version for tag in loaded]
            table = cast(Table, Tag.__table__)
            renamed = [by_key(id, f"new {id}") for id in ids]
            if way == "orm":
                await db.execute(update(Tag).where(Tag.id.in_(ids)).values(name=Tag.name + "!"))
            elif way == "values":
                for id in ids:
                    await db.execute(update(Tag).where(Tag.id == id).values({"name": f"new {id}"}))
            elif way == "many":
                await db.execute(update(Tag), renamed)
            elif way == "core":
                await db.execute(update(table).values(name=table.c.name + "!"))
            elif way == "core many":
                one = update(table).where(table.c.id == bindparam("key")).values(name=bindparam("name"))
                connection = await db.connection()
                await connection.execute(one, [{"key": each["id"], "name": each["name"]} for each in renamed])
            elif way == "connection":
                connection = await db.connection()
                await connection.execute(update(Tag).values(name=Tag.name + "!"))
            else:
                dialect = postgresql if app.engine.dialect.name == "postgresql" else sqlite
                upsert = dialect.insert(Tag).values(renamed)
                new_name = {"name": upsert.excluded.name, **change_values(Tag)}
                await db.execute(upsert.on_conflict_do_update(index_elements=["id"], set_=new_name))
            await db.commit()
            for tag, old in zip(loaded, before, strict=True):
                await db.refresh(tag)
                assert tag.row_version == old + 1

    run(test)


def test_loaded_rows_are_not_stale_after_an_update(run: Run) -> None:
    """The row in the session has the new version, or is read again."""

    async def test(app: App) -> None:
        id = await app.tag("a")
        async with app.new_session() as db:
            tag = (await db.execute(select(Tag))).scalar_one()
            old = tag.row_version
            await db.execute(update(Tag).where(Tag.id == id).values(name="b"))
            new = await db.run_sync(lambda _: tag.row_version)
            assert (tag.name, new) == ("b", old + 1)
            await db.execute(update(Tag).where(Tag.id == id).values(name="c").returning(Tag))
            new = await db.run_sync(lambda _: tag.row_version)
            assert (tag.name, new) == ("c", old + 2)

    run(test)


def test_values_in_a_statement_override_version_and_time(run: Run) -> None:
    async def test(app: App) -> None:
        id = await app.tag("a")
        moment = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        async with app.new_session() as db:
            await db.execute(update(Tag).where(Tag.id == id).values(row_version=7, updated_at=moment))
            await db.commit()
        response = await app.client.get(f"/tags/{id}")
        assert (response.headers["etag"], response.json()["updated_at"]) == ('"7"', "2020-01-01T00:00:00Z")

    run(test)


@pytest.mark.parametrize("way", ["append", "remove", "assign", "insert", "delete"])
def test_links_change_version_and_time_of_their_owner(run: Run, way: str) -> None:
    """Automatically for collections of the ORM, with `mark_changed` for statements on the association table."""

    async def test(app: App) -> None:
        one, two = await app.tag("one"), await app.tag("two")
        path = await app.post(tag_ids=[one])
        async with app.changing(path), app.new_session() as db:
            post = (await db.execute(select(Post).options(selectinload(Post.tags)))).scalar_one()
            other = (await db.execute(select(Tag).where(Tag.id == two))).scalar_one()
            old = post.row_version
            if way == "append":
                post.tags.append(other)
            elif way == "remove":
                post.tags.clear()
            elif way == "assign":
                post.tags = [other]
            elif way == "insert":
                await db.execute(insert(post_tags).values(post_id=post.id, tag_id=two))
                await mark_changed(db, Post, [post.id])
            else:
                await db.execute(post_tags.delete().where(post_tags.c.post_id == post.id))
                await mark_changed(db, Post, [post.id])
            await db.flush()
            assert post.row_version == old + 1
            await db.commit()
        tags = await app.client.get("/tags")
        assert all(each["updated_at"] == each["created_at"] for each in tags.json()["items"])

    run(test)


def test_a_link_that_is_undone_before_the_flush_changes_nothing(run: Run) -> None:
    async def test(app: App) -> None:
        path = await app.post(tag_ids=[await app.tag("one")])
        before = await app.client.get(path)
        async with app.new_session() as db:
            post = (await db.execute(select(Post).options(selectinload(Post.tags)))).scalar_one()
            tag = post.tags.pop()
            post.tags.append(tag)
            await db.commit()
        after = await app.client.get(path, headers={"If-None-Match": before.headers["etag"]})
        assert after.status_code == 304

    run(test)


def test_marking_no_row_or_many_rows(run: Run) -> None:
    async def test(app: App) -> None:
        ids = [await app.tag(str(number)) for number in range(3)]
        async with app.new_session() as db:
            before = dict((await db.execute(select(Tag.id, Tag.row_version))).all())
            await mark_changed(db, Tag, [])
            await mark_changed(db, Tag, [*ids[:2], *range(10_000, 10_700)])
            after = dict((await db.execute(select(Tag.id, Tag.row_version))).all())
            assert [after[id] - before[id] for id in ids] == [1, 1, 0]
            assert (await db.execute(text("SELECT count(*) FROM tags"))).scalar_one() == 3

    run(test)


def test_requests_change_version_and_time_once(run: Run) -> None:
    async def test(app: App) -> None:
        one, two = await app.tag("one"), await app.tag("two")
        path = await app.post(tag_ids=[one])
        async with app.changing(path):
            await app.client.patch(path, json={"title": "new"})
        async with app.changing(path):
            await app.client.patch(path, json={"tag_ids": [one, two]})
        async with app.changing(path):
            await app.client.delete(f"{path}/tags/{one}")
        async with app.changing(path):
            await app.client.put(f"{path}/tags/{one}")
        async with app.changing(path):
            id = path.rpartition("/")[2]
            change = {"update": [{"id": id, "changes": {"title": "batch", "tag_ids": []}}]}
            response = await app.client.post("/posts/batch", json=change)
            assert response.status_code == 200, response.text
        async with app.changing(path):
            await app.client.patch(path, json={"tag_ids": [two]})
        async with app.changing(path):
            await app.client.delete(f"/tags/{two}")

    run(test)


def test_a_deletion_changes_the_rows_that_linked_to_it(run: Run) -> None:
    async def test(app: App) -> None:
        tag = await app.tag("one")
        path = await app.post(tag_ids=[tag])
        async with app.changing(path), app.new_session() as db:
            await TagService().delete(db, tag)
            await db.commit()
        assert (await app.client.get(path)).json()["tag_ids"] == []

    run(test)
