# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 765c1024b1484887c9d424abd5827941
"""Routes of teams."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from ..runtime.endpoints.dependencies import (
    Db,
    ReadDb,
    Related,
    Sessions,
    get_db,
    get_read_db,
    provide,
)
from ..runtime.endpoints.endpoints import create_one, delete_one, list_page, read_one
from ..runtime.endpoints.idempotency import IdempotencyKey
from ..runtime.http.routing import EntityRouter
from ..runtime.types.etags import IfMatch, IfNoneMatch
from ..runtime.types.json_types import Int32
from ..schemas import team as schemas
from ..services import Services
from ..services.person import PersonService
from ..services.team import TeamService

Key = Annotated[Int32, Path(alias="team_id")]
Service = Annotated[TeamService, Depends(TeamService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Team. `expanded` has the services of expanded entities."""
    make_service = services.team or TeamService
    related: Related = {
        "person": services.person or PersonService,
    }
    router = EntityRouter(
        "teams",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            TeamService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.TeamPage)
    async def list_teams(
        db: ReadDb, service: Service, query: Annotated[schemas.TeamListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Team)
    async def create_team(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.TeamCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.get("/{team_id}", response_model=schemas.Team)
    async def read_team(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.TeamViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.delete("/{team_id}", status_code=204)
    async def delete_team(db: Db, service: Service, key: Key, if_match: IfMatch = None) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
