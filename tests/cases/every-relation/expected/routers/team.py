# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 9f77b2e508a5e51a7d1d5795ff9e48bc
"""Routes of teams."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Sessions, provide
from ..runtime.etags import IfMatch, IfNoneMatch
from ..runtime.responses import created_response, deleted_response, page_response, row_response
from ..runtime.routing import Route
from ..runtime.transactions import transaction
from ..runtime.types import Int32
from ..schemas import team as schemas
from ..services import Services
from ..services.person import PersonService
from ..services.team import TeamService

Key = Annotated[Int32, Path(alias="team_id")]


def team_router(sessions: Sessions, services: Services) -> APIRouter:
    """Return the routes of Team on the application's sessions and services."""
    router = APIRouter(prefix="/teams", tags=["teams"], route_class=Route)
    resource = TeamService.resource
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    ReadDb = Annotated[AsyncSession, Depends(sessions.read)]
    service = provide(
        services.team or TeamService,
        person=services.person or PersonService,
    )
    Service = Annotated[TeamService, Depends(service)]

    @router.get("", response_model=schemas.TeamPage)
    async def list_teams(
        db: ReadDb, service: Service, query: Annotated[schemas.TeamQuery, Query()]
    ) -> Response:
        return page_response(resource, await service.list(db, query))

    @router.post("", status_code=201, response_model=schemas.Team)
    async def create_team(
        request: Request, db: Db, service: Service, data: schemas.TeamCreate
    ) -> Response:
        async with transaction(db):
            row = await service.create(db, data)
        return created_response(request, resource, row)

    @router.get("/{team_id}", response_model=schemas.Team)
    async def read_team(
        db: ReadDb, service: Service, key: Key, if_none_match: IfNoneMatch = None
    ) -> Response:
        row = await service.read(db, key)
        return row_response(resource, row, if_none_match)

    @router.delete("/{team_id}", status_code=204)
    async def delete_team(db: Db, service: Service, key: Key, if_match: IfMatch = None) -> Response:
        async with transaction(db):
            await service.delete(db, key, if_match)
        return deleted_response()

    return router
