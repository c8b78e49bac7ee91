# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 9a63ff6c5dfb2f649496a2e64a2bdc49
"""Routes of orders."""

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
from ..schemas import order as schemas
from ..services import Services
from ..services.order import OrderService

Key = Annotated[Uuid, Path(alias="order_id")]
Service = Annotated[OrderService, Depends(OrderService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Order. `expanded` has the services of expanded entities."""
    make_service = services.order or OrderService
    related: Related = {}
    router = EntityRouter(
        "orders",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            OrderService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.OrderPage)
    async def list_orders(
        db: ReadDb, service: Service, query: Annotated[schemas.OrderListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Order)
    async def create_order(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.OrderCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.OrderBatchResult)
    async def batch_orders(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.OrderBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{order_id}", response_model=schemas.Order)
    async def read_order(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.OrderViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{order_id}", response_model=schemas.Order)
    async def update_order(
        db: Db, service: Service, key: Key, data: schemas.OrderUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{order_id}", response_model=schemas.Order)
    async def replace_order(
        db: Db, service: Service, key: Key, data: schemas.OrderReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{order_id}", status_code=204)
    async def delete_order(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
