# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: e9655b00287a2edfafbeb305ad7bbd1d
"""Routes of codes."""

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
from ..schemas import code as schemas
from ..services import Services
from ..services.code import CodeService

Key = Annotated[
    str,
    Path(
        alias="code_id",
        min_length=1,
        max_length=64,
        pattern="^(?:[0-9A-Z_acdf-z-][0-9A-Z_a-z-]*|b(?:[0-9A-Z_b-z-][0-9A-Z_a-z-]*|a(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t(?:[0-9A-Z_abd-z-][0-9A-Z_a-z-]*|c(?:[0-9A-Z_a-gi-z-][0-9A-Z_a-z-]*|h[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?|e(?:[0-9A-Z_a-wyz-][0-9A-Z_a-z-]*|x(?:[0-9A-Z_a-oq-z-][0-9A-Z_a-z-]*|p(?:[0-9A-Z_a-np-z-][0-9A-Z_a-z-]*|o(?:[0-9A-Z_a-qs-z-][0-9A-Z_a-z-]*|r(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?)?)$",
    ),
]
Service = Annotated[CodeService, Depends(CodeService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Code. `expanded` has the services of expanded entities."""
    make_service = services.code or CodeService
    related: Related = {}
    router = EntityRouter(
        "codes",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            CodeService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.CodePage)
    async def list_codes(
        db: ReadDb, service: Service, query: Annotated[schemas.CodeListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Code)
    async def create_code(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.CodeCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.CodeBatchResult)
    async def batch_codes(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.CodeBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{code_id}", response_model=schemas.Code)
    async def read_code(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.CodeViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{code_id}", response_model=schemas.Code)
    async def update_code(
        db: Db, service: Service, key: Key, data: schemas.CodeUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{code_id}", response_model=schemas.Code)
    async def replace_code(
        db: Db, service: Service, key: Key, data: schemas.CodeReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{code_id}", status_code=204)
    async def delete_code(db: Db, service: Service, key: Key, if_match: IfMatch = None) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
