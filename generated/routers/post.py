# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: 66c983a2cd9d5d266c468303df7bb2b0
"""Routes of posts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Sessions, provide
from ..runtime.etags import IfMatch, IfNoneMatch
from ..runtime.responses import created_response, deleted_response, page_response, row_response
from ..runtime.routing import Route
from ..runtime.transactions import transaction
from ..runtime.types import Uuid
from ..schemas import post as schemas
from ..services import Services
from ..services.post import PostService
from ..services.tag import TagService
from ..services.user import UserService

Key = Annotated[Uuid, Path(alias="post_id")]


def post_router(sessions: Sessions, services: Services) -> APIRouter:
    """Return the routes of Post on the application's sessions and services."""
    router = APIRouter(prefix="/posts", tags=["posts"], route_class=Route)
    resource = PostService.resource
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    ReadDb = Annotated[AsyncSession, Depends(sessions.read)]
    service = provide(
        services.post or PostService,
        post=services.post or PostService,
        tag=services.tag or TagService,
        user=services.user or UserService,
    )
    Service = Annotated[PostService, Depends(service)]

    @router.get("", response_model=schemas.PostPage)
    async def list_posts(
        db: ReadDb, service: Service, query: Annotated[schemas.PostQuery, Query()]
    ) -> Response:
        return page_response(resource, await service.list(db, query))

    @router.post("", status_code=201, response_model=schemas.Post)
    async def create_post(
        request: Request, db: Db, service: Service, data: schemas.PostCreate
    ) -> Response:
        async with transaction(db):
            row = await service.create(db, data)
        return created_response(request, resource, row)

    @router.get("/{post_id}", response_model=schemas.Post)
    async def read_post(
        db: ReadDb, service: Service, key: Key, if_none_match: IfNoneMatch = None
    ) -> Response:
        row = await service.read(db, key)
        return row_response(resource, row, if_none_match)

    @router.patch("/{post_id}", response_model=schemas.Post)
    async def update_post(
        db: Db, service: Service, key: Key, data: schemas.PostUpdate, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.update(db, key, data, if_match)
        return row_response(resource, row)

    @router.put("/{post_id}", response_model=schemas.Post)
    async def replace_post(
        db: Db, service: Service, key: Key, data: schemas.PostReplace, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.replace(db, key, data, if_match)
        return row_response(resource, row)

    @router.delete("/{post_id}", status_code=204)
    async def delete_post(db: Db, service: Service, key: Key, if_match: IfMatch = None) -> Response:
        async with transaction(db):
            await service.delete(db, key, if_match)
        return deleted_response()

    return router
