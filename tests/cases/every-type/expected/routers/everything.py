# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4b416cc5cc849823dfd1c8ce6e6efcc4
"""Routes of everythings."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Related, Sessions, provide
from ..runtime.endpoints import change_one, create_one, delete_one, do_batch, list_page, read_one
from ..runtime.etags import IfMatch, IfNoneMatch
from ..runtime.idempotency import IdempotencyKey
from ..runtime.routing import Route
from ..runtime.straight import Database
from ..runtime.types import Uuid
from ..schemas import everything as schemas
from ..services import Services
from ..services.everything import EverythingService

Key = Annotated[Uuid, Path(alias="everything_id")]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Everything on sessions and services, `expanded` being those of what is expanded."""
    router = APIRouter(prefix="/everything", tags=["everything"], route_class=Route)
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    make_service = services.everything or EverythingService
    related: Related = {}
    ReadDb = Annotated[Database, Depends(sessions.reading(make_service, related))]
    Service = Annotated[EverythingService, Depends(provide(make_service, related, expanded))]

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
