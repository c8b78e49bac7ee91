# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 62f3d1dd2ef11d402a7d937e89f133e7
"""Routes of things."""

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
from ..schemas import thing as schemas
from ..services import Services
from ..services.thing import ThingService

Key = Annotated[Uuid, Path(alias="thing_id")]
Service = Annotated[ThingService, Depends(ThingService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Thing. `expanded` has the services of expanded entities."""
    make_service = services.thing or ThingService
    related: Related = {}
    router = EntityRouter(
        "things",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            ThingService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.ThingPage)
    async def list_things(
        db: ReadDb, service: Service, query: Annotated[schemas.ThingListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Thing)
    async def create_thing(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.ThingCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.ThingBatchResult)
    async def batch_things(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.ThingBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{thing_id}", response_model=schemas.Thing)
    async def read_thing(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.ThingViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{thing_id}", response_model=schemas.Thing)
    async def update_thing(
        db: Db, service: Service, key: Key, data: schemas.ThingUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{thing_id}", response_model=schemas.Thing)
    async def replace_thing(
        db: Db, service: Service, key: Key, data: schemas.ThingReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{thing_id}", status_code=204)
    async def delete_thing(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
