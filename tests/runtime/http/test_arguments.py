"""Mistakes in the arguments of `create_api` are refused with a message that says how to correct them."""

import re
from collections.abc import AsyncIterator, Coroutine
from dataclasses import replace
from types import FunctionType
from typing import Any

import pytest
from fastapi import Depends
from sqlalchemy import ColumnElement, true
from sqlalchemy.ext.asyncio import AsyncSession

from generated.api import create_api
from generated.services import Services
from generated.services.post import PostService
from generated.services.tag import TagService


async def get_db() -> AsyncIterator[AsyncSession]:
    yield AsyncSession()  # no request here gets as far as the database


async def guard() -> None:
    """A guard that allows every request."""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"entity_dependencies": {"posts": []}}, "no entity `posts`: did you mean `post`?"),
        ({"entity_dependencies": {"Tag": []}}, "no entity `Tag`: did you mean `tag`?"),
        ({"entity_dependencies": {"x": []}}, "no entity `x`: the entities are comment, post, tag, user"),
        ({"entity_dependencies": {"post": Depends(guard)}}, "entity_dependencies['post'] must be a list"),
        (
            {"entity_dependencies": {"post": [guard]}},
            "entity_dependencies['post'] holds guard: write Depends",
        ),
        ({"dependencies": Depends(guard)}, "dependencies must be a list"),
        ({"dependencies": [guard]}, "dependencies holds guard: write Depends(guard)"),
        ({"services": Services(post=PostService())}, "Services(post=...) must be a class or a function"),  # type: ignore[arg-type]  # the mistake
        ({"services": Services(post=TagService)}, "Services(post=TagService): TagService is no PostService"),  # type: ignore[arg-type]  # the mistake
    ],
)
def test_a_mistake_is_reported_with_advice(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        create_api(get_db, **arguments)
    assert message in str(caught.value)


async def listed(_: Any) -> ColumnElement[bool]:
    return true()


def shown(_: Any) -> bool:
    return True


def made(_: Any, __: Any, ___: Any) -> Coroutine[Any, Any, None]:
    async def make() -> None:
        """Make nothing."""

    return make()


def anything(_: Any, __: Any, ___: Any) -> Any:
    return made(_, __, ___)


def test_an_override_is_async_where_the_method_is() -> None:
    """Otherwise the first request is 500, and the log names a place in the runtime."""
    for overrides, message in (
        ({"visible": listed}, "Posts.visible must not be `async def`"),
        ({"may_see_deleted": shown}, "Posts.may_see_deleted must be `async def`"),
    ):
        posts = type("Posts", (PostService,), overrides)
        with pytest.raises(TypeError, match=message):
            create_api(get_db, services=Services(post=posts))
    bare = FunctionType(anything.__code__, globals())  # without annotations
    for unsaid in (made, anything, bare):
        create_api(get_db, services=Services(post=type("Posts", (PostService,), {"create": unsaid})))


def test_a_function_that_makes_a_service_is_taken() -> None:
    def make_posts() -> PostService:
        return PostService()

    create_api(get_db, services=Services(post=make_posts, tag=type("Tags", (TagService,), {})))


def test_a_service_of_no_entity_is_reported() -> None:
    """The modules of some entities end with an underscore, which is easily forgotten."""
    with pytest.raises(TypeError, match=re.escape("Services has no entity `tag_`: did you mean `tag`?")):
        Services(tag_=TagService)  # type: ignore[call-arg]  # the mistake
    with pytest.raises(
        TypeError, match="Services has no entity `x`: the entities are comment, post, tag, user"
    ):
        Services(x=TagService)  # type: ignore[call-arg]  # the mistake
    assert replace(Services(tag=TagService), user=None).tag is TagService
