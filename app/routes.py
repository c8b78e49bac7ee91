"""Hand-written routes beside the generated ones."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import func, select

from app.database import RouteSessionDep
from generated.models.comment import Comment
from generated.models.post import Post
from generated.models.user import User
from generated.runtime import PROBLEM_CONTENT

router = APIRouter(tags=["statistics"])
TAGS = [{"name": "statistics", "description": "Figures about the whole blog."}]


class Statistics(BaseModel):
    """The number of rows."""

    users: int
    posts: int
    comments: int


LINKS = {"ListPosts": {"operationId": "list_posts"}, "ListUsers": {"operationId": "list_users"}}
"""Links to other operations, for the OpenAPI document."""
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"links": LINKS},
    400: {"description": "The request is not valid HTTP."},
    503: {"description": "The database cannot answer now.", "content": PROBLEM_CONTENT},
}
"""The responses, for the OpenAPI document."""


@router.get("/statistics", responses=RESPONSES)
async def read_statistics(db: RouteSessionDep) -> Statistics:
    """Count users, posts and comments."""
    count = select(func.count())
    of_users = count.select_from(User).scalar_subquery()
    of_posts = count.select_from(Post).scalar_subquery()
    of_comments = count.select_from(Comment).where(Comment.deleted_at.is_(None)).scalar_subquery()
    users, posts, comments = (await db.execute(select(of_users, of_posts, of_comments))).one()
    return Statistics(users=users, posts=posts, comments=comments)
