# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: 839691c20186f91393522ce68b3e7986
"""Routes of comments."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Sessions, provide
from ..runtime.etags import IfMatch, IfNoneMatch
from ..runtime.responses import created_response, deleted_response, page_response, row_response
from ..runtime.routing import Route
from ..runtime.transactions import transaction
from ..runtime.types import Uuid
from ..schemas import comment as schemas
from ..services import Services
from ..services.comment import CommentService
from ..services.post import PostService
from ..services.user import UserService

Key = Annotated[Uuid, Path(alias="comment_id")]


def comment_router(sessions: Sessions, services: Services) -> APIRouter:
    """Return the routes of Comment on the application's sessions and services."""
    router = APIRouter(prefix="/comments", tags=["comments"], route_class=Route)
    resource = CommentService.resource
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    ReadDb = Annotated[AsyncSession, Depends(sessions.read)]
    service = provide(
        services.comment or CommentService,
        post=services.post or PostService,
        user=services.user or UserService,
    )
    Service = Annotated[CommentService, Depends(service)]

    @router.get("", response_model=schemas.CommentPage)
    async def list_comments(
        db: ReadDb, service: Service, query: Annotated[schemas.CommentQuery, Query()]
    ) -> Response:
        return page_response(resource, await service.list(db, query))

    @router.post("", status_code=201, response_model=schemas.Comment)
    async def create_comment(
        request: Request, db: Db, service: Service, data: schemas.CommentCreate
    ) -> Response:
        async with transaction(db):
            row = await service.create(db, data)
        return created_response(request, resource, row)

    @router.get("/{comment_id}", response_model=schemas.Comment)
    async def read_comment(
        db: ReadDb, service: Service, key: Key, if_none_match: IfNoneMatch = None
    ) -> Response:
        row = await service.read(db, key)
        return row_response(resource, row, if_none_match)

    @router.patch("/{comment_id}", response_model=schemas.Comment)
    async def update_comment(
        db: Db, service: Service, key: Key, data: schemas.CommentUpdate, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.update(db, key, data, if_match)
        return row_response(resource, row)

    @router.put("/{comment_id}", response_model=schemas.Comment)
    async def replace_comment(
        db: Db, service: Service, key: Key, data: schemas.CommentReplace, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.replace(db, key, data, if_match)
        return row_response(resource, row)

    @router.delete("/{comment_id}", status_code=204)
    async def delete_comment(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            await service.delete(db, key, if_match)
        return deleted_response()

    return router
