# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: bc3e8fe882a66871e2f751204e7c92fc
"""Routes of countries."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from ..runtime.endpoints.batch_endpoint import do_batch
from ..runtime.endpoints.dependencies import (
    Db,
    ReadDb,
    Related,
    Sessions,
    get_db,
    get_read_db,
    provide,
)
from ..runtime.endpoints.endpoints import change_one, create_one, delete_one, list_page, read_one
from ..runtime.endpoints.idempotency import IdempotencyKey
from ..runtime.http.routing import EntityRouter
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
Service = Annotated[CountryService, Depends(CountryService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Country. `expanded` has the services of expanded entities."""
    make_service = services.country or CountryService
    related: Related = {}
    router = EntityRouter(
        "countries",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            CountryService: provide(make_service, related, expanded),
        },
    )

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
