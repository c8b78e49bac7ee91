# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 6ed17c78a7f0da30f714d6069fec1964
"""Routes of authors."""

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
from ..runtime.endpoints.endpoints import (
    change_one,
    create_one,
    delete_one,
    list_page,
    read_one,
    restore_one,
)
from ..runtime.endpoints.idempotency import IdempotencyKey
from ..runtime.http.routing import EntityRouter
from ..runtime.types.etags import IfMatch, IfNoneMatch
from ..runtime.types.json_types import Uuid
from ..schemas import author as schemas
from ..services import Services
from ..services.author import AuthorService

Key = Annotated[Uuid, Path(alias="author_id")]
Service = Annotated[AuthorService, Depends(AuthorService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Author. `expanded` has the services of expanded entities."""
    make_service = services.author or AuthorService
    related: Related = {}
    router = EntityRouter(
        "authors",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            AuthorService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.AuthorPage)
    async def list_authors(
        db: ReadDb, service: Service, query: Annotated[schemas.AuthorListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Author)
    async def create_author(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.AuthorCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.AuthorBatchResult)
    async def batch_authors(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.AuthorBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{author_id}", response_model=schemas.Author)
    async def read_author(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.AuthorViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{author_id}", response_model=schemas.Author)
    async def update_author(
        db: Db, service: Service, key: Key, data: schemas.AuthorUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{author_id}", response_model=schemas.Author)
    async def replace_author(
        db: Db, service: Service, key: Key, data: schemas.AuthorReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{author_id}", status_code=204)
    async def delete_author(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    @router.post("/{author_id}/restore", response_model=schemas.Author)
    async def restore_author(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await restore_one(service, db, key, if_match)

    return router
