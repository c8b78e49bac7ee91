# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 53630bf83f9497b61a7503e93576b079
"""Routes of badges."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Sessions, provide
from ..runtime.etags import IfMatch, IfNoneMatch
from ..runtime.responses import created_response, deleted_response, page_response, row_response
from ..runtime.routing import Route
from ..runtime.transactions import transaction
from ..runtime.types import Int64
from ..schemas import badge as schemas
from ..services import Services
from ..services.badge import BadgeService
from ..services.person import PersonService

Key = Annotated[Int64, Path(alias="badge_id")]


def badge_router(sessions: Sessions, services: Services) -> APIRouter:
    """Return the routes of Badge on the application's sessions and services."""
    router = APIRouter(prefix="/badges", tags=["badges"], route_class=Route)
    resource = BadgeService.resource
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    ReadDb = Annotated[AsyncSession, Depends(sessions.read)]
    service = provide(
        services.badge or BadgeService,
        person=services.person or PersonService,
    )
    Service = Annotated[BadgeService, Depends(service)]

    @router.get("", response_model=schemas.BadgePage)
    async def list_badges(
        db: ReadDb, service: Service, query: Annotated[schemas.BadgeQuery, Query()]
    ) -> Response:
        return page_response(resource, await service.list(db, query))

    @router.post("", status_code=201, response_model=schemas.Badge)
    async def create_badge(
        request: Request, db: Db, service: Service, data: schemas.BadgeCreate
    ) -> Response:
        async with transaction(db):
            row = await service.create(db, data)
        return created_response(request, resource, row)

    @router.get("/{badge_id}", response_model=schemas.Badge)
    async def read_badge(
        db: ReadDb, service: Service, key: Key, if_none_match: IfNoneMatch = None
    ) -> Response:
        row = await service.read(db, key)
        return row_response(resource, row, if_none_match)

    @router.patch("/{badge_id}", response_model=schemas.Badge)
    async def update_badge(
        db: Db, service: Service, key: Key, data: schemas.BadgeUpdate, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.update(db, key, data, if_match)
        return row_response(resource, row)

    @router.put("/{badge_id}", response_model=schemas.Badge)
    async def replace_badge(
        db: Db, service: Service, key: Key, data: schemas.BadgeReplace, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.replace(db, key, data, if_match)
        return row_response(resource, row)

    @router.delete("/{badge_id}", status_code=204)
    async def delete_badge(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            await service.delete(db, key, if_match)
        return deleted_response()

    return router
