# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 5b9b723d461f5309c5d9b5e68379c6cb
"""Routes of letters."""

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
from ..schemas import letter as schemas
from ..services import Services
from ..services.friendship import FriendshipService
from ..services.letter import LetterService

Key = Annotated[Uuid, Path(alias="letter_id")]
Service = Annotated[LetterService, Depends(LetterService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Letter. `expanded` has the services of expanded entities."""
    make_service = services.letter or LetterService
    related: Related = {
        "friendship": services.friendship or FriendshipService,
    }
    router = EntityRouter(
        "letters",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            LetterService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.LetterPage)
    async def list_letters(
        db: ReadDb, service: Service, query: Annotated[schemas.LetterListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Letter)
    async def create_letter(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.LetterCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.LetterBatchResult)
    async def batch_letters(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.LetterBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{letter_id}", response_model=schemas.Letter)
    async def read_letter(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.LetterViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{letter_id}", response_model=schemas.Letter)
    async def update_letter(
        db: Db, service: Service, key: Key, data: schemas.LetterUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{letter_id}", response_model=schemas.Letter)
    async def replace_letter(
        db: Db, service: Service, key: Key, data: schemas.LetterReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{letter_id}", status_code=204)
    async def delete_letter(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
