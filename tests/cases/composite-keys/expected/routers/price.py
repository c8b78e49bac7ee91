# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3112c2d646c47d68e0b64d9ceb152f80
"""Routes of prices."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from .. import enums
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
from ..runtime.types.json_types import Date, Slug
from ..schemas import price as schemas
from ..services import Services
from ..services.code import CodeService
from ..services.price import PriceService

Part1 = Annotated[Annotated[Slug, Field(max_length=30)], Path(alias="class")]
Part2 = Annotated[enums.PriceColour, Path(alias="colour")]
Part3 = Annotated[Date, Path(alias="day")]
Part4 = Annotated[
    str,
    Path(
        alias="code_id",
        min_length=1,
        max_length=64,
        pattern="^(?:[0-9A-Z_acdf-z-][0-9A-Z_a-z-]*|b(?:[0-9A-Z_b-z-][0-9A-Z_a-z-]*|a(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t(?:[0-9A-Z_abd-z-][0-9A-Z_a-z-]*|c(?:[0-9A-Z_a-gi-z-][0-9A-Z_a-z-]*|h[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?|e(?:[0-9A-Z_a-wyz-][0-9A-Z_a-z-]*|x(?:[0-9A-Z_a-oq-z-][0-9A-Z_a-z-]*|p(?:[0-9A-Z_a-np-z-][0-9A-Z_a-z-]*|o(?:[0-9A-Z_a-qs-z-][0-9A-Z_a-z-]*|r(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?)?)$",
    ),
]
Service = Annotated[PriceService, Depends(PriceService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Price. `expanded` has the services of expanded entities."""
    make_service = services.price or PriceService
    related: Related = {
        "code": services.code or CodeService,
    }
    router = EntityRouter(
        "prices",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            PriceService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.PricePage)
    async def list_prices(
        db: ReadDb, service: Service, query: Annotated[schemas.PriceListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Price)
    async def create_price(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PriceCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.PriceBatchResult)
    async def batch_prices(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PriceBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{class}/{colour}/{day}/{code_id}", response_model=schemas.Price)
    async def read_price(
        db: ReadDb,
        service: Service,
        part1: Part1,
        part2: Part2,
        part3: Part3,
        part4: Part4,
        query: Annotated[schemas.PriceViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, (part1, part2, part3, part4), query, if_none_match)

    @router.patch("/{class}/{colour}/{day}/{code_id}", response_model=schemas.Price)
    async def update_price(
        db: Db,
        service: Service,
        part1: Part1,
        part2: Part2,
        part3: Part3,
        part4: Part4,
        data: schemas.PriceUpdate,
        if_match: IfMatch = None,
    ) -> Response:
        return await change_one("update", service, db, (part1, part2, part3, part4), data, if_match)

    @router.put("/{class}/{colour}/{day}/{code_id}", response_model=schemas.Price)
    async def replace_price(
        db: Db,
        service: Service,
        part1: Part1,
        part2: Part2,
        part3: Part3,
        part4: Part4,
        data: schemas.PriceReplace,
        if_match: IfMatch = None,
    ) -> Response:
        return await change_one(
            "replace", service, db, (part1, part2, part3, part4), data, if_match
        )

    @router.delete("/{class}/{colour}/{day}/{code_id}", status_code=204)
    async def delete_price(
        db: Db,
        service: Service,
        part1: Part1,
        part2: Part2,
        part3: Part3,
        part4: Part4,
        if_match: IfMatch = None,
    ) -> Response:
        return await delete_one(service, db, (part1, part2, part3, part4), if_match)

    return router
