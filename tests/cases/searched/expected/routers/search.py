# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: d0fac4c80063bb3dcf013dcaa3ab0885
"""Routes of searches."""

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
from ..runtime.endpoints.endpoints import create_one, list_page
from ..runtime.endpoints.idempotency import IdempotencyKey
from ..runtime.http.routing import EntityRouter
from ..schemas import search as schemas
from ..services import Services
from ..services.search import SearchService

Key = Annotated[
    str,
    Path(
        alias="search_id",
        min_length=1,
        max_length=64,
        pattern="^(?:[0-9A-Z_acdf-z-][0-9A-Z_a-z-]*|b(?:[0-9A-Z_b-z-][0-9A-Z_a-z-]*|a(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t(?:[0-9A-Z_abd-z-][0-9A-Z_a-z-]*|c(?:[0-9A-Z_a-gi-z-][0-9A-Z_a-z-]*|h[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?|e(?:[0-9A-Z_a-wyz-][0-9A-Z_a-z-]*|x(?:[0-9A-Z_a-oq-z-][0-9A-Z_a-z-]*|p(?:[0-9A-Z_a-np-z-][0-9A-Z_a-z-]*|o(?:[0-9A-Z_a-qs-z-][0-9A-Z_a-z-]*|r(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?)?)$",
    ),
]
Service = Annotated[SearchService, Depends(SearchService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Search. `expanded` has the services of expanded entities."""
    make_service = services.search or SearchService
    related: Related = {}
    router = EntityRouter(
        "searches",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            SearchService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.SearchPage)
    async def list_searches(
        db: ReadDb, service: Service, query: Annotated[schemas.SearchListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Search)
    async def create_search(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.SearchCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    return router
