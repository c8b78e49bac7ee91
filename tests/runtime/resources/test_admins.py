"""Two admin interfaces list, create and edit every entity of the blog with the generated models."""

import asyncio
import datetime as dt
import re
from typing import Any

import httpx2 as httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from wtforms import Form, TimeField

from generated.enums import PostStatus, Role
from generated.models import load_all
from generated.models.comment import Comment
from generated.models.post import Post
from generated.models.tag import Tag
from generated.models.user import User
from generated.runtime.types.passwords import verify_password
from tests.support.admin_apps import EXACT_TIME, with_sqladmin, with_starlette_admin
from tests.support.databases import engine_for
from tests.support.fast_path_apps import client_of


async def one(engine: AsyncEngine, model: type[Any]) -> Any:
    """Return the only row of a model."""
    async with AsyncSession(engine) as db:
        return (await db.scalars(select(model))).one()


async def sent(client: httpx.AsyncClient, path: str, **form: Any) -> None:
    """Send a form of `sqladmin`. It returns an invalid form with the errors."""
    page = (await client.get(path)).text
    response = await client.post(path, data={"save": "Save", **form})
    assert response.status_code == 302, re.findall(
        r"invalid-feedback.*?>([^<]+)<|alert-danger[^>]*>([^<]+)<", response.text
    )
    assert "argon2" not in page and "argon2" not in response.text


def test_sqladmin(database_url: str) -> None:
    async def test() -> None:
        async with engine_for(database_url) as engine, engine.begin() as connection:
            await connection.run_sync(load_all().metadata.create_all)
        async with engine_for(database_url) as engine, client_of(with_sqladmin(engine)) as client:
            await sent(
                client, "/admin/user/create", email="Ann@example.com", password="s3cret pass", role="ADMIN"
            )
            user = await one(engine, User)
            assert (user.email, user.role) == ("ann@example.com", Role.ADMIN)
            assert await verify_password("s3cret pass", user.password)
            await sent(client, "/admin/tag/create", name="red")
            tag = await one(engine, Tag)
            post = {
                "title": "First",
                "slug": "first",
                "body": "Hello",
                "status": "PUBLISHED",
                "rating": "4.50",
                "published_at": "2026-01-31 09:30:00.25",
                "keywords": ["one", "two"],
                "metadata_": '{"a": [1]}',
                "author": str(user.id),
                "tags": [str(tag.id)],
            }
            await sent(client, "/admin/post/create", **post)
            made = await one(engine, Post)
            assert (made.status, made.keywords, made.metadata_) == (
                PostStatus.PUBLISHED,
                ["one", "two"],
                {"a": [1]},
            )
            assert made.author_id == user.id and made.published_at is not None
            await sent(client, "/admin/comment/create", body="Nice", post=str(made.id), author=str(user.id))
            comment = await one(engine, Comment)
            await sent(
                client, f"/admin/user/edit/{user.id}", email="ann@example.com", name="Ann", role="AUTHOR"
            )
            changed = await one(engine, User)
            assert (changed.name, changed.role, changed.password) == ("Ann", Role.AUTHOR, user.password)
            assert changed.row_version > user.row_version and changed.updated_at > user.updated_at
            await sent(
                client,
                f"/admin/user/edit/{user.id}",
                email="ann@example.com",
                password="another",
                role="ADMIN",
            )
            assert await verify_password("another", (await one(engine, User)).password)
            form = (await client.get(f"/admin/user/edit/{user.id}")).text
            assert "required" not in re.findall(r"<input[^>]*\"password\"[^>]*>", form)[0]
            page = (await client.get(f"/admin/post/edit/{made.id}")).text
            shown = re.findall(r"name=\"published_at\"[^>]*value=\"([^\"]*)\"", page)
            assert shown == ["2026-01-31 09:30:00.250000"]
            post["published_at"] = shown[0]
            assert re.search(r"<option[^>]*>ann@example.com</option>", page)
            assert re.search(r"<option[^>]*selected[^>]*value=\"PUBLISHED\"", page)
            await sent(client, f"/admin/post/edit/{made.id}", **{**post, "keywords": ["three"]})
            changed = await one(engine, Post)
            assert (changed.keywords, changed.published_at) == (["three"], made.published_at)
            assert ">ann@example.com</a>" in (await client.get("/admin/post/list")).text
            response = await client.post(
                "/admin/user/create", data={"email": "bob@example.com", "role": "ADMIN"}
            )
            assert response.status_code == 400 and "A new user needs a password." in response.text
            await sent(client, f"/admin/tag/edit/{tag.id}", name="blue")
            await sent(
                client,
                f"/admin/comment/edit/{comment.id}",
                body="Fine",
                post=str(made.id),
                author=str(user.id),
            )
            for name, row in (("user", user), ("post", made), ("tag", tag), ("comment", comment)):
                for path in (f"/admin/{name}/list", f"/admin/{name}/details/{row.id}"):
                    response = await client.get(path)
                    assert response.status_code == 200 and str(row.id) in response.text, path
                    assert "argon2" not in response.text and "api_token" not in response.text

    asyncio.run(test())


def test_a_time_keeps_its_microseconds() -> None:
    """The form shows the whole time, and accepts it unchanged."""

    class Sent(dict[str, str]):
        def getlist(self, name: str) -> list[str]:
            return [self[name]]

    class Times(Form):  # type: ignore[misc]  # WTForms has no types
        at = TimeField(**EXACT_TIME)

    at = dt.time(7, 30, 15, 500_000)
    shown = Times(data={"at": at}).at
    assert 'type="text"' in shown() and 'value="07:30:15.500000"' in shown()
    for sent_back, time in (
        (shown._value(), at),
        ("07:30:15", at.replace(microsecond=0)),
        ("07:30", dt.time(7, 30)),
    ):
        assert Times(Sent(at=sent_back)).at.data == time


def test_starlette_admin(database_url: str) -> None:
    async def test() -> None:
        async with engine_for(database_url) as engine, engine.begin() as connection:
            await connection.run_sync(load_all().metadata.create_all)
        async with engine_for(database_url) as engine, client_of(with_starlette_admin(engine)) as client:
            await posted(
                client, "/admin/user/create", email="Ann@example.com", password="s3cret pass", role="admin"
            )
            user = await one(engine, User)
            assert (user.email, user.role) == ("ann@example.com", Role.ADMIN)
            assert await verify_password("s3cret pass", user.password)
            await posted(client, "/admin/tag/create", name="red")
            tag = await one(engine, Tag)
            post = {
                "title": "First",
                "slug": "first",
                "body": "Hello",
                "status": "published",
                "rating": "4.50",
                "published_at": "2026-01-31T09:30:00",
                "keywords.0": "one",
                "keywords.1": "two",
                "metadata_": '{"a": [1]}',
                "author": str(user.id),
                "tags": [str(tag.id)],
            }
            await posted(client, "/admin/post/create", **post)
            made = await one(engine, Post)
            assert (made.status, made.keywords, made.metadata_) == (
                PostStatus.PUBLISHED,
                ["one", "two"],
                {"a": [1]},
            )
            assert made.author_id == user.id
            await posted(client, "/admin/comment/create", body="Nice", post=str(made.id), author=str(user.id))
            comment = await one(engine, Comment)
            await posted(
                client, f"/admin/user/edit?pk={user.id}", email="ann@example.com", name="Ann", role="author"
            )
            changed = await one(engine, User)
            assert (changed.name, changed.role, changed.password) == ("Ann", Role.AUTHOR, user.password)
            await posted(client, f"/admin/post/edit?pk={made.id}", **{**post, "keywords.1": "three"})
            assert (await one(engine, Post)).keywords == ["one", "three"]
            await posted(client, f"/admin/tag/edit?pk={tag.id}", name="blue")
            await posted(
                client,
                f"/admin/comment/edit?pk={comment.id}",
                body="Fine",
                post=str(made.id),
                author=str(user.id),
            )
            for name, row in (("user", user), ("post", made), ("tag", tag), ("comment", comment)):
                for path in (
                    f"/admin/{name}/list",
                    f"/admin/{name}/detail?pk={row.id}",
                ):
                    response = await client.get(path)
                    assert response.status_code == 200, path
                    assert "argon2" not in response.text and "api_token" not in response.text

    asyncio.run(test())


async def posted(client: httpx.AsyncClient, path: str, **form: Any) -> None:
    """Send a form of `starlette-admin`."""
    page = (await client.get(path)).text
    token = re.search(r"name=\"([^\"]*csrf[^\"]*)\" value=\"([^\"]*)\"", page)
    assert token is not None
    response = await client.post(path, data={token[1]: token[2], **form})
    assert response.status_code == 303, re.findall(
        r"invalid-feedback[^>]*>([^<]+)<|alert[^>]*>([^<]+)<", response.text
    )
    assert "argon2" not in page
