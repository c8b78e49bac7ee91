# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: c16666c540a72ea0c56546c63c9f5892
"""Routes of everythings."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Sessions, provide
from ..runtime.etags import IfMatch, IfNoneMatch
from ..runtime.responses import created_response, deleted_response, page_response, row_response
from ..runtime.routing import Route
from ..runtime.transactions import transaction
from ..runtime.types import Uuid
from ..schemas import everything as schemas
from ..services import Services
from ..services.everything import EverythingService

Key = Annotated[Uuid, Path(alias="everything_id")]


def everything_router(sessions: Sessions, services: Services) -> APIRouter:
    """Return the routes of Everything on the application's sessions and services."""
    router = APIRouter(prefix="/everything", tags=["everything"], route_class=Route)
    resource = EverythingService.resource
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    ReadDb = Annotated[AsyncSession, Depends(sessions.read)]
    service = provide(
        services.everything or EverythingService,
    )
    Service = Annotated[EverythingService, Depends(service)]

    @router.get("", response_model=schemas.EverythingPage)
    async def list_everythings(
        db: ReadDb, service: Service, query: Annotated[schemas.EverythingQuery, Query()]
    ) -> Response:
        return page_response(resource, await service.list(db, query))

    @router.post("", status_code=201, response_model=schemas.Everything)
    async def create_everything(
        request: Request, db: Db, service: Service, data: schemas.EverythingCreate
    ) -> Response:
        async with transaction(db):
            row = await service.create(db, data)
        return created_response(request, resource, row)

    @router.get("/{everything_id}", response_model=schemas.Everything)
    async def read_everything(
        db: ReadDb, service: Service, key: Key, if_none_match: IfNoneMatch = None
    ) -> Response:
        row = await service.read(db, key)
        return row_response(resource, row, if_none_match)

    @router.patch("/{everything_id}", response_model=schemas.Everything)
    async def update_everything(
        db: Db, service: Service, key: Key, data: schemas.EverythingUpdate, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.update(db, key, data, if_match)
        return row_response(resource, row)

    @router.put("/{everything_id}", response_model=schemas.Everything)
    async def replace_everything(
        db: Db,
        service: Service,
        key: Key,
        data: schemas.EverythingReplace,
        if_match: IfMatch = None,
    ) -> Response:
        async with transaction(db):
            row = await service.replace(db, key, data, if_match)
        return row_response(resource, row)

    @router.delete("/{everything_id}", status_code=204)
    async def delete_everything(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            await service.delete(db, key, if_match)
        return deleted_response()

    return router
