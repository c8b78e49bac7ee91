# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: 67e621f69d2a461c5286d5a4bc4adfb9
"""Routes of tags."""

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
from ..runtime.types.json_types import Int32
from ..schemas import tag as schemas
from ..services import Services
from ..services.tag import TagService

Key = Annotated[Int32, Path(alias="tag_id")]
Service = Annotated[TagService, Depends(TagService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Tag. `expanded` has the services of expanded entities."""
    make_service = services.tag or TagService
    related: Related = {}
    router = EntityRouter(
        "tags",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            TagService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.TagPage)
    async def list_tags(
        db: ReadDb, service: Service, query: Annotated[schemas.TagListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Tag)
    async def create_tag(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.TagCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.TagBatchResult)
    async def batch_tags(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.TagBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{tag_id}", response_model=schemas.Tag)
    async def read_tag(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.TagViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{tag_id}", response_model=schemas.Tag)
    async def update_tag(
        db: Db, service: Service, key: Key, data: schemas.TagUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{tag_id}", response_model=schemas.Tag)
    async def replace_tag(
        db: Db, service: Service, key: Key, data: schemas.TagReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{tag_id}", status_code=204)
    async def delete_tag(db: Db, service: Service, key: Key, if_match: IfMatch = None) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
