# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 92814072a728110d7c6a4dbfa5325229
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
from ..runtime.endpoints.endpoints import change_one, create_one, delete_one, list_page, read_one
from ..runtime.endpoints.idempotency import IdempotencyKey
from ..runtime.http.routing import EntityRouter
from ..runtime.types.etags import IfMatch, IfNoneMatch
from ..runtime.types.json_types import Uuid
from ..schemas import place as schemas
from ..services import Services
from ..services.person import PersonService
from ..services.place import PlaceService
from ..services.shelf import ShelfService

Part1 = Annotated[Uuid, Path(alias="person_id")]
Part2 = Annotated[Uuid, Path(alias="shelf_id")]
Service = Annotated[PlaceService, Depends(PlaceService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Place. `expanded` has the services of expanded entities."""
    make_service = services.place or PlaceService
    related: Related = {
        "person": services.person or PersonService,
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

    @router.get("/{person_id}/{shelf_id}", response_model=schemas.Place)
    async def read_place(
        db: ReadDb,
        service: Service,
        part1: Part1,
        part2: Part2,
        query: Annotated[schemas.PlaceViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, (part1, part2), query, if_none_match)

    @router.patch("/{person_id}/{shelf_id}", response_model=schemas.Place)
    async def update_place(
        db: Db,
        service: Service,
        part1: Part1,
        part2: Part2,
        data: schemas.PlaceUpdate,
        if_match: IfMatch = None,
    ) -> Response:
        return await change_one("update", service, db, (part1, part2), data, if_match)

    @router.put("/{person_id}/{shelf_id}", response_model=schemas.Place)
    async def replace_place(
        db: Db,
        service: Service,
        part1: Part1,
        part2: Part2,
        data: schemas.PlaceReplace,
        if_match: IfMatch = None,
    ) -> Response:
        return await change_one("replace", service, db, (part1, part2), data, if_match)

    @router.delete("/{person_id}/{shelf_id}", status_code=204)
    async def delete_place(
        db: Db, service: Service, part1: Part1, part2: Part2, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, (part1, part2), if_match)

    return router
