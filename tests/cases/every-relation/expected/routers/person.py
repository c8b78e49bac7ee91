# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 036e948186b78a207b138fa54f6f4c50
"""Routes of people."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Related, Sessions, provide
from ..runtime.endpoints import change_one, create_one, delete_one, list_page, read_one
from ..runtime.etags import IfMatch, IfNoneMatch
from ..runtime.idempotency import IdempotencyKey
from ..runtime.routing import Route
from ..runtime.straight import Database
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
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    make_service = services.person or PersonService
    related: Related = {
        "person": make_service,
        "country": services.country or CountryService,
        "team": services.team or TeamService,
    }
    ReadDb = Annotated[Database, Depends(sessions.reading(make_service, related))]
    Service = Annotated[PersonService, Depends(provide(make_service, related))]

    @router.get("", response_model=schemas.PersonPage)
    async def list_people(
        db: ReadDb, service: Service, query: Annotated[schemas.PersonQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Person)
    async def create_person(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PersonCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.get("/{person_id}", response_model=schemas.Person)
    async def read_person(
        db: ReadDb, service: Service, key: Key, if_none_match: IfNoneMatch = None
    ) -> Response:
        return await read_one(service, db, key, if_none_match)

    @router.patch("/{person_id}", response_model=schemas.Person)
    async def update_person(
        db: Db, service: Service, key: Key, data: schemas.PersonUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{person_id}", response_model=schemas.Person)
    async def replace_person(
        db: Db, service: Service, key: Key, data: schemas.PersonReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{person_id}", status_code=204)
    async def delete_person(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
