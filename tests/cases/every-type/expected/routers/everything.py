# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 032c2f2b5bad117db368918f9d1518b4
"""Routes of everythings."""

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
from ..runtime.types.etags import IfMatch, IfNoneMatch
from ..runtime.types.json_types import Uuid
from ..schemas import everything as schemas
from ..services import Services
from ..services.everything import EverythingService

Key = Annotated[Uuid, Path(alias="everything_id")]
Service = Annotated[EverythingService, Depends(EverythingService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Everything. `expanded` has the services of expanded entities."""
    make_service = services.everything or EverythingService
    related: Related = {}
    router = EntityRouter(
        "everything",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            EverythingService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.EverythingPage)
    async def list_everythings(
        db: ReadDb, service: Service, query: Annotated[schemas.EverythingListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Everything)
    async def create_everything(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.EverythingCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.EverythingBatchResult)
    async def batch_everythings(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.EverythingBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{everything_id}", response_model=schemas.Everything)
    async def read_everything(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.EverythingViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{everything_id}", response_model=schemas.Everything)
    async def update_everything(
        db: Db, service: Service, key: Key, data: schemas.EverythingUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{everything_id}", response_model=schemas.Everything)
    async def replace_everything(
        db: Db,
        service: Service,
        key: Key,
        data: schemas.EverythingReplace,
        if_match: IfMatch = None,
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{everything_id}", status_code=204)
    async def delete_everything(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
