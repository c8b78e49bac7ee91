# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: c0ca70996701e0a89da5e75e7b5d513a
"""Routes of shelves."""

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
from ..schemas import shelf as schemas
from ..services import Services
from ..services.book import BookService
from ..services.shelf import ShelfService

Key = Annotated[Uuid, Path(alias="shelf_id")]
Service = Annotated[ShelfService, Depends(ShelfService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Shelf. `expanded` has the services of expanded entities."""
    make_service = services.shelf or ShelfService
    related: Related = {
        "book": services.book or BookService,
    }
    router = EntityRouter(
        "shelves",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            ShelfService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.ShelfPage)
    async def list_shelves(
        db: ReadDb, service: Service, query: Annotated[schemas.ShelfListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Shelf)
    async def create_shelf(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.ShelfCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.ShelfBatchResult)
    async def batch_shelves(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.ShelfBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{shelf_id}", response_model=schemas.Shelf)
    async def read_shelf(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.ShelfViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{shelf_id}", response_model=schemas.Shelf)
    async def update_shelf(
        db: Db, service: Service, key: Key, data: schemas.ShelfUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{shelf_id}", response_model=schemas.Shelf)
    async def replace_shelf(
        db: Db, service: Service, key: Key, data: schemas.ShelfReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{shelf_id}", status_code=204)
    async def delete_shelf(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
