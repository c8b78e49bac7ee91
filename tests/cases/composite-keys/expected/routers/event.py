# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: af04c437c794f71635a027067d45f5e0
"""Routes of events."""

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
from ..runtime.endpoints.endpoints import create_one, delete_one, list_page
from ..runtime.endpoints.idempotency import IdempotencyKey
from ..runtime.http.routing import EntityRouter
from ..schemas import event as schemas
from ..services import Services
from ..services.event import EventService

Part1 = Annotated[
    str,
    Path(
        alias="place",
        min_length=1,
        max_length=20,
        pattern="^[A-Za-z0-9_-]+$",
    ),
]
Part2 = Annotated[
    str,
    Path(
        alias="kind",
        min_length=1,
        max_length=255,
        pattern="^[a-z]{1,9}$",
    ),
]
Service = Annotated[EventService, Depends(EventService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Event. `expanded` has the services of expanded entities."""
    make_service = services.event or EventService
    related: Related = {}
    router = EntityRouter(
        "events",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            EventService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.EventPage)
    async def list_events(
        db: ReadDb, service: Service, query: Annotated[schemas.EventListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Event)
    async def create_event(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.EventCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.EventBatchResult)
    async def batch_events(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.EventBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.delete("/{place}/{kind}", status_code=204)
    async def delete_event(db: Db, service: Service, part1: Part1, part2: Part2) -> Response:
        return await delete_one(service, db, (part1, part2))

    return router
