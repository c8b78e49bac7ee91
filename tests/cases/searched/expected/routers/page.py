# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: b79f8ed3b3f5620eb66345d8d7fb7e2a
"""Routes of pages."""

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
from ..runtime.types.json_types import Int32
from ..schemas import page as schemas
from ..services import Services
from ..services.page import PageService

Key = Annotated[Int32, Path(alias="page_id")]
Service = Annotated[PageService, Depends(PageService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Page. `expanded` has the services of expanded entities."""
    make_service = services.page or PageService
    related: Related = {}
    router = EntityRouter(
        "pages",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            PageService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.PagePage)
    async def list_pages(
        db: ReadDb, service: Service, query: Annotated[schemas.PageListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Page)
    async def create_page(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PageCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.PageBatchResult)
    async def batch_pages(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PageBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{page_id}", response_model=schemas.Page)
    async def read_page(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.PageViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{page_id}", response_model=schemas.Page)
    async def update_page(
        db: Db, service: Service, key: Key, data: schemas.PageUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{page_id}", response_model=schemas.Page)
    async def replace_page(
        db: Db, service: Service, key: Key, data: schemas.PageReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{page_id}", status_code=204)
    async def delete_page(db: Db, service: Service, key: Key, if_match: IfMatch = None) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
