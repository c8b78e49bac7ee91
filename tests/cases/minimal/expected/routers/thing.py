# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 5bb376393b7a4509cb8dd242369e2e15
"""Routes of things."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Sessions, provide
from ..runtime.etags import IfMatch, IfNoneMatch
from ..runtime.responses import created_response, deleted_response, page_response, row_response
from ..runtime.routing import Route
from ..runtime.transactions import transaction
from ..runtime.types import Uuid
from ..schemas import thing as schemas
from ..services import Services
from ..services.thing import ThingService

Key = Annotated[Uuid, Path(alias="thing_id")]


def thing_router(sessions: Sessions, services: Services) -> APIRouter:
    """Return the routes of Thing on the application's sessions and services."""
    router = APIRouter(prefix="/things", tags=["things"], route_class=Route)
    resource = ThingService.resource
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    ReadDb = Annotated[AsyncSession, Depends(sessions.read)]
    service = provide(
        services.thing or ThingService,
    )
    Service = Annotated[ThingService, Depends(service)]

    @router.get("", response_model=schemas.ThingPage)
    async def list_things(
        db: ReadDb, service: Service, query: Annotated[schemas.ThingQuery, Query()]
    ) -> Response:
        return page_response(resource, await service.list(db, query))

    @router.post("", status_code=201, response_model=schemas.Thing)
    async def create_thing(
        request: Request, db: Db, service: Service, data: schemas.ThingCreate
    ) -> Response:
        async with transaction(db):
            row = await service.create(db, data)
        return created_response(request, resource, row)

    @router.get("/{thing_id}", response_model=schemas.Thing)
    async def read_thing(
        db: ReadDb, service: Service, key: Key, if_none_match: IfNoneMatch = None
    ) -> Response:
        row = await service.read(db, key)
        return row_response(resource, row, if_none_match)

    @router.patch("/{thing_id}", response_model=schemas.Thing)
    async def update_thing(
        db: Db, service: Service, key: Key, data: schemas.ThingUpdate, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.update(db, key, data, if_match)
        return row_response(resource, row)

    @router.put("/{thing_id}", response_model=schemas.Thing)
    async def replace_thing(
        db: Db, service: Service, key: Key, data: schemas.ThingReplace, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.replace(db, key, data, if_match)
        return row_response(resource, row)

    @router.delete("/{thing_id}", status_code=204)
    async def delete_thing(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            await service.delete(db, key, if_match)
        return deleted_response()

    return router
