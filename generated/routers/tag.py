# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: f25802e9ed14e5ce466256f13032a358
"""Routes of tags."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Sessions, provide
from ..runtime.etags import IfMatch, IfNoneMatch
from ..runtime.responses import created_response, deleted_response, page_response, row_response
from ..runtime.routing import Route
from ..runtime.transactions import transaction
from ..runtime.types import Int32
from ..schemas import tag as schemas
from ..services import Services
from ..services.tag import TagService

Key = Annotated[Int32, Path(alias="tag_id")]


def tag_router(sessions: Sessions, services: Services) -> APIRouter:
    """Return the routes of Tag on the application's sessions and services."""
    router = APIRouter(prefix="/tags", tags=["tags"], route_class=Route)
    resource = TagService.resource
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    ReadDb = Annotated[AsyncSession, Depends(sessions.read)]
    service = provide(
        services.tag or TagService,
    )
    Service = Annotated[TagService, Depends(service)]

    @router.get("", response_model=schemas.TagPage)
    async def list_tags(
        db: ReadDb, service: Service, query: Annotated[schemas.TagQuery, Query()]
    ) -> Response:
        return page_response(resource, await service.list(db, query))

    @router.post("", status_code=201, response_model=schemas.Tag)
    async def create_tag(
        request: Request, db: Db, service: Service, data: schemas.TagCreate
    ) -> Response:
        async with transaction(db):
            row = await service.create(db, data)
        return created_response(request, resource, row)

    @router.get("/{tag_id}", response_model=schemas.Tag)
    async def read_tag(
        db: ReadDb, service: Service, key: Key, if_none_match: IfNoneMatch = None
    ) -> Response:
        row = await service.read(db, key)
        return row_response(resource, row, if_none_match)

    @router.patch("/{tag_id}", response_model=schemas.Tag)
    async def update_tag(
        db: Db, service: Service, key: Key, data: schemas.TagUpdate, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.update(db, key, data, if_match)
        return row_response(resource, row)

    @router.put("/{tag_id}", response_model=schemas.Tag)
    async def replace_tag(
        db: Db, service: Service, key: Key, data: schemas.TagReplace, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.replace(db, key, data, if_match)
        return row_response(resource, row)

    @router.delete("/{tag_id}", status_code=204)
    async def delete_tag(db: Db, service: Service, key: Key, if_match: IfMatch = None) -> Response:
        async with transaction(db):
            await service.delete(db, key, if_match)
        return deleted_response()

    return router
