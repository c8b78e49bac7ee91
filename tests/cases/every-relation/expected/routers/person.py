# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: a8d1e6803aec9dd2526cb14d2d19a44d
"""Routes of people."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Sessions, provide
from ..runtime.etags import IfMatch, IfNoneMatch
from ..runtime.responses import created_response, deleted_response, page_response, row_response
from ..runtime.routing import Route
from ..runtime.transactions import transaction
from ..runtime.types import Uuid
from ..schemas import person as schemas
from ..services import Services
from ..services.country import CountryService
from ..services.person import PersonService
from ..services.team import TeamService

Key = Annotated[Uuid, Path(alias="person_id")]


def person_router(sessions: Sessions, services: Services) -> APIRouter:
    """Return the routes of Person on the application's sessions and services."""
    router = APIRouter(prefix="/people", tags=["people"], route_class=Route)
    resource = PersonService.resource
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    ReadDb = Annotated[AsyncSession, Depends(sessions.read)]
    service = provide(
        services.person or PersonService,
        person=services.person or PersonService,
        country=services.country or CountryService,
        team=services.team or TeamService,
    )
    Service = Annotated[PersonService, Depends(service)]

    @router.get("", response_model=schemas.PersonPage)
    async def list_people(
        db: ReadDb, service: Service, query: Annotated[schemas.PersonQuery, Query()]
    ) -> Response:
        return page_response(resource, await service.list(db, query))

    @router.post("", status_code=201, response_model=schemas.Person)
    async def create_person(
        request: Request, db: Db, service: Service, data: schemas.PersonCreate
    ) -> Response:
        async with transaction(db):
            row = await service.create(db, data)
        return created_response(request, resource, row)

    @router.get("/{person_id}", response_model=schemas.Person)
    async def read_person(
        db: ReadDb, service: Service, key: Key, if_none_match: IfNoneMatch = None
    ) -> Response:
        row = await service.read(db, key)
        return row_response(resource, row, if_none_match)

    @router.patch("/{person_id}", response_model=schemas.Person)
    async def update_person(
        db: Db, service: Service, key: Key, data: schemas.PersonUpdate, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.update(db, key, data, if_match)
        return row_response(resource, row)

    @router.put("/{person_id}", response_model=schemas.Person)
    async def replace_person(
        db: Db, service: Service, key: Key, data: schemas.PersonReplace, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.replace(db, key, data, if_match)
        return row_response(resource, row)

    @router.delete("/{person_id}", status_code=204)
    async def delete_person(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            await service.delete(db, key, if_match)
        return deleted_response()

    return router
