# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: f8b0fd1381038ea690ce3a43a8d2b7b8
"""Routes of countries."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Related, Sessions, provide
from ..runtime.endpoints import change_one, create_one, delete_one, do_batch, list_page, read_one
from ..runtime.idempotency import IdempotencyKey
from ..runtime.routing import Route
from ..runtime.straight import Database
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


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Country on sessions and services, `expanded` being those of what is expanded."""
    router = APIRouter(prefix="/countries", tags=["countries"], route_class=Route)
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    make_service = services.country or CountryService
    related: Related = {}
    ReadDb = Annotated[Database, Depends(sessions.reading(make_service, related))]
    Service = Annotated[CountryService, Depends(provide(make_service, related, expanded))]

    @router.get("", response_model=schemas.CountryPage)
    async def list_countries(
        db: ReadDb, service: Service, query: Annotated[schemas.CountryListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Country)
    async def create_country(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.CountryCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.CountryBatchResult)
    async def batch_countries(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.CountryBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{country_id}", response_model=schemas.Country)
    async def read_country(
        db: ReadDb, service: Service, key: Key, query: Annotated[schemas.CountryViewQuery, Query()]
    ) -> Response:
        return await read_one(service, db, key, query)

    @router.patch("/{country_id}", response_model=schemas.Country)
    async def update_country(
        db: Db, service: Service, key: Key, data: schemas.CountryUpdate
    ) -> Response:
        return await change_one("update", service, db, key, data)

    @router.put("/{country_id}", response_model=schemas.Country)
    async def replace_country(
        db: Db, service: Service, key: Key, data: schemas.CountryReplace
    ) -> Response:
        return await change_one("replace", service, db, key, data)

    @router.delete("/{country_id}", status_code=204)
    async def delete_country(db: Db, service: Service, key: Key) -> Response:
        return await delete_one(service, db, key)

    return router
