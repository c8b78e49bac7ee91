# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: e0ba219a1e9e7c859e5af4f49c1170fa
"""Routes of shipments."""

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
from ..schemas import shipment as schemas
from ..services import Services
from ..services.order_line import OrderLineService
from ..services.price import PriceService
from ..services.shipment import ShipmentService

Key = Annotated[Uuid, Path(alias="shipment_id")]
Service = Annotated[ShipmentService, Depends(ShipmentService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Shipment. `expanded` has the services of expanded entities."""
    make_service = services.shipment or ShipmentService
    related: Related = {
        "order_line": services.order_line or OrderLineService,
        "price": services.price or PriceService,
    }
    router = EntityRouter(
        "shipments",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            ShipmentService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.ShipmentPage)
    async def list_shipments(
        db: ReadDb, service: Service, query: Annotated[schemas.ShipmentListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Shipment)
    async def create_shipment(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.ShipmentCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.ShipmentBatchResult)
    async def batch_shipments(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.ShipmentBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{shipment_id}", response_model=schemas.Shipment)
    async def read_shipment(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.ShipmentViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{shipment_id}", response_model=schemas.Shipment)
    async def update_shipment(
        db: Db, service: Service, key: Key, data: schemas.ShipmentUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{shipment_id}", response_model=schemas.Shipment)
    async def replace_shipment(
        db: Db, service: Service, key: Key, data: schemas.ShipmentReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{shipment_id}", status_code=204)
    async def delete_shipment(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
