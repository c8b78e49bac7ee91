# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 5b46fe3383c3c38960dc2cab904cb379
"""Routes of order_lines."""

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
from ..runtime.types.json_types import Int32, Uuid
from ..schemas import order_line as schemas
from ..services import Services
from ..services.order import OrderService
from ..services.order_line import OrderLineService

Part1 = Annotated[Uuid, Path(alias="order_id")]
Part2 = Annotated[Int32, Path(alias="line")]
Service = Annotated[OrderLineService, Depends(OrderLineService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of OrderLine. `expanded` has the services of expanded entities."""
    make_service = services.order_line or OrderLineService
    related: Related = {
        "order_line": make_service,
        "order": services.order or OrderService,
    }
    router = EntityRouter(
        "order-lines",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            OrderLineService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.OrderLinePage)
    async def list_order_lines(
        db: ReadDb, service: Service, query: Annotated[schemas.OrderLineListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.OrderLine)
    async def create_order_line(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.OrderLineCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.OrderLineBatchResult)
    async def batch_order_lines(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.OrderLineBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{order_id}/{line}", response_model=schemas.OrderLine)
    async def read_order_line(
        db: ReadDb,
        service: Service,
        part1: Part1,
        part2: Part2,
        query: Annotated[schemas.OrderLineViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, (part1, part2), query, if_none_match)

    @router.patch("/{order_id}/{line}", response_model=schemas.OrderLine)
    async def update_order_line(
        db: Db,
        service: Service,
        part1: Part1,
        part2: Part2,
        data: schemas.OrderLineUpdate,
        if_match: IfMatch = None,
    ) -> Response:
        return await change_one("update", service, db, (part1, part2), data, if_match)

    @router.put("/{order_id}/{line}", response_model=schemas.OrderLine)
    async def replace_order_line(
        db: Db,
        service: Service,
        part1: Part1,
        part2: Part2,
        data: schemas.OrderLineReplace,
        if_match: IfMatch = None,
    ) -> Response:
        return await change_one("replace", service, db, (part1, part2), data, if_match)

    @router.delete("/{order_id}/{line}", status_code=204)
    async def delete_order_line(
        db: Db, service: Service, part1: Part1, part2: Part2, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, (part1, part2), if_match)

    return router
