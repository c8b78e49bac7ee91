# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: c917e5f0d124aed36110e752ed488ca7
"""Routes of badges."""

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
from ..runtime.types.json_types import Int64
from ..schemas import badge as schemas
from ..services import Services
from ..services.badge import BadgeService
from ..services.person import PersonService

Key = Annotated[Int64, Path(alias="badge_id")]
Service = Annotated[BadgeService, Depends(BadgeService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Badge. `expanded` has the services of expanded entities."""
    make_service = services.badge or BadgeService
    related: Related = {
        "person": services.person or PersonService,
    }
    router = EntityRouter(
        "badges",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            BadgeService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.BadgePage)
    async def list_badges(
        db: ReadDb, service: Service, query: Annotated[schemas.BadgeListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Badge)
    async def create_badge(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.BadgeCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.BadgeBatchResult)
    async def batch_badges(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.BadgeBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{badge_id}", response_model=schemas.Badge)
    async def read_badge(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.BadgeViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{badge_id}", response_model=schemas.Badge)
    async def update_badge(
        db: Db, service: Service, key: Key, data: schemas.BadgeUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{badge_id}", response_model=schemas.Badge)
    async def replace_badge(
        db: Db, service: Service, key: Key, data: schemas.BadgeReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{badge_id}", status_code=204)
    async def delete_badge(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
