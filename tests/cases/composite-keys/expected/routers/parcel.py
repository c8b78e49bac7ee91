# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 26c1632354a34c486601cffa52bd9c33
"""Routes of parcels."""

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
from ..schemas import parcel as schemas
from ..services import Services
from ..services.order_line import OrderLineService
from ..services.parcel import ParcelService

Part1 = Annotated[Uuid, Path(alias="line_order_id")]
Part2 = Annotated[Int32, Path(alias="line_line")]
Part3 = Annotated[Int32, Path(alias="number")]
Service = Annotated[ParcelService, Depends(ParcelService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Parcel. `expanded` has the services of expanded entities."""
    make_service = services.parcel or ParcelService
    related: Related = {
        "parcel": make_service,
        "order_line": services.order_line or OrderLineService,
    }
    router = EntityRouter(
        "parcels",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            ParcelService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.ParcelPage)
    async def list_parcels(
        db: ReadDb, service: Service, query: Annotated[schemas.ParcelListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Parcel)
    async def create_parcel(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.ParcelCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.ParcelBatchResult)
    async def batch_parcels(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.ParcelBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{line_order_id}/{line_line}/{number}", response_model=schemas.Parcel)
    async def read_parcel(
        db: ReadDb,
        service: Service,
        part1: Part1,
        part2: Part2,
        part3: Part3,
        query: Annotated[schemas.ParcelViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, (part1, part2, part3), query, if_none_match)

    @router.patch("/{line_order_id}/{line_line}/{number}", response_model=schemas.Parcel)
    async def update_parcel(
        db: Db,
        service: Service,
        part1: Part1,
        part2: Part2,
        part3: Part3,
        data: schemas.ParcelUpdate,
        if_match: IfMatch = None,
    ) -> Response:
        return await change_one("update", service, db, (part1, part2, part3), data, if_match)

    @router.put("/{line_order_id}/{line_line}/{number}", response_model=schemas.Parcel)
    async def replace_parcel(
        db: Db,
        service: Service,
        part1: Part1,
        part2: Part2,
        part3: Part3,
        data: schemas.ParcelReplace,
        if_match: IfMatch = None,
    ) -> Response:
        return await change_one("replace", service, db, (part1, part2, part3), data, if_match)

    @router.delete("/{line_order_id}/{line_line}/{number}", status_code=204)
    async def delete_parcel(
        db: Db, service: Service, part1: Part1, part2: Part2, part3: Part3, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, (part1, part2, part3), if_match)

    return router
