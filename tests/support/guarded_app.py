"""The blog behind guards: one on the app, one on tags, and a service of posts that depends on its caller.

The header `X-Caller` identifies callers; it stands for any real authentication.
"""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import get_db
from generated.api import create_api
from generated.models.post import Post
from generated.services import Services
from generated.services.post import PostService


async def caller(x_caller: Annotated[str | None, Header()] = None) -> str:
    """Return the caller. Raises 401 if there is none."""
    if not x_caller:
        raise HTTPException(401)
    return x_caller


async def editor(name: Annotated[str, Depends(caller)]) -> None:
    """Raise 403 for everybody but the editor."""
    if name != "editor":
        raise HTTPException(403)


class OwnPosts(PostService):
    """Shows posts whose slug begins with the caller's name."""

    def __init__(self, name: Annotated[str, Depends(caller)]) -> None:
        self.name = name

    def visible(self) -> ColumnElement[bool]:
        """Return the condition that a post is the caller's."""
        return Post.slug.startswith(f"{self.name}-", autoescape=True)


def guarded(prefix: str = "") -> FastAPI:
    """Return the guarded application."""
    return create_api(
        get_db_of_app,
        services=Services(post=OwnPosts),
        dependencies=[Depends(caller)],
        entity_dependencies={"tag": [Depends(editor)]},
        prefix=prefix,
    )


async def get_db_of_app() -> AsyncIterator[AsyncSession]:
    """Open a session of the application's."""
    async for session in get_db():
        yield session


app = guarded()
