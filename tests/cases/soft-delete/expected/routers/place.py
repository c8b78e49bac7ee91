# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 276dc6b6d69269e829d2fd03112df28c
"""Routes of places."""

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
from ..runtime.endpoints.endpoints import (
    change_one,
    create_one,
    delete_one,
    list_page,
    read_one,
    restore_one,
)
from ..runtime.endpoints.idempotency import IdempotencyKey
from ..runtime.http.routing import EntityRouter
from ..runtime.types.etags import IfMatch, IfNoneMatch
from ..runtime.types.json_types import Uuid
from ..schemas import place as schemas
from ..services import Services
from ..services.book import BookService
from ..services.place import PlaceService
from ..services.shelf import ShelfService

Key = Annotated[Uuid, Path(alias="place_id")]
Service = Annotated[PlaceService, Depends(PlaceService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Place. `expanded` has the services of expanded entities."""
    make_service = services.place or PlaceService
    related: Related = {
        "book": services.book or BookService,
        "shelf": services.shelf or ShelfService,
    }
    router = EntityRouter(
        "places",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            PlaceService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.PlacePage)
    async def list_places(
        db: ReadDb, service: Service, query: Annotated[schemas.PlaceListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Place)
    async def create_place(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PlaceCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.PlaceBatchResult)
    async def batch_places(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PlaceBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{place_id}", response_model=schemas.Place)
    async def read_place(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.PlaceViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{place_id}", response_model=schemas.Place)
    async def update_place(
        db: Db, service: Service, key: Key, data: schemas.PlaceUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{place_id}", response_model=schemas.Place)
    async def replace_place(
        db: Db, service: Service, key: Key, data: schemas.PlaceReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{place_id}", status_code=204)
    async def delete_place(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    @router.post("/{place_id}/restore", response_model=schemas.Place)
    async def restore_place(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await restore_one(service, db, key, if_match)

    return router
