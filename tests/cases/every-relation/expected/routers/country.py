# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: c0da341f8642e467530dcf649b4c5da7
"""Routes of countries."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Sessions, provide
from ..runtime.responses import created_response, deleted_response, page_response, row_response
from ..runtime.routing import Route
from ..runtime.transactions import transaction
from ..schemas import country as schemas
from ..services import Services
from ..services.country import CountryService

Key = Annotated[
    str,
    Path(
        alias="country_id",
        min_length=1,
        max_length=2,
        pattern="^[A-Z]{2}$",
    ),
]


def country_router(sessions: Sessions, services: Services) -> APIRouter:
    """Return the routes of Country on the application's sessions and services."""
    router = APIRouter(prefix="/countries", tags=["countries"], route_class=Route)
    resource = CountryService.resource
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    ReadDb = Annotated[AsyncSession, Depends(sessions.read)]
    service = provide(
        services.country or CountryService,
    )
    Service = Annotated[CountryService, Depends(service)]

    @router.get("", response_model=schemas.CountryPage)
    async def list_countries(
        db: ReadDb, service: Service, query: Annotated[schemas.CountryQuery, Query()]
    ) -> Response:
        return page_response(resource, await service.list(db, query))

    @router.post("", status_code=201, response_model=schemas.Country)
    async def create_country(
        request: Request, db: Db, service: Service, data: schemas.CountryCreate
    ) -> Response:
        async with transaction(db):
            row = await service.create(db, data)
        return created_response(request, resource, row)

    @router.get("/{country_id}", response_model=schemas.Country)
    async def read_country(db: ReadDb, service: Service, key: Key) -> Response:
        row = await service.read(db, key)
        return row_response(resource, row)

    @router.patch("/{country_id}", response_model=schemas.Country)
    async def update_country(
        db: Db, service: Service, key: Key, data: schemas.CountryUpdate
    ) -> Response:
        async with transaction(db):
            row = await service.update(db, key, data)
        return row_response(resource, row)

    @router.put("/{country_id}", response_model=schemas.Country)
    async def replace_country(
        db: Db, service: Service, key: Key, data: schemas.CountryReplace
    ) -> Response:
        async with transaction(db):
            row = await service.replace(db, key, data)
        return row_response(resource, row)

    @router.delete("/{country_id}", status_code=204)
    async def delete_country(db: Db, service: Service, key: Key) -> Response:
        async with transaction(db):
            await service.delete(db, key)
        return deleted_response()

    return router
