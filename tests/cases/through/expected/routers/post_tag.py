# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3b4a8e10967b1d9dc1f00a1501882d71
"""Routes of post_tags."""

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
from ..schemas import post_tag as schemas
from ..services import Services
from ..services.post import PostService
from ..services.post_tag import PostTagService
from ..services.tag import TagService

Key = Annotated[Uuid, Path(alias="post_tag_id")]
Service = Annotated[PostTagService, Depends(PostTagService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of PostTag. `expanded` has the services of expanded entities."""
    make_service = services.post_tag or PostTagService
    related: Related = {
        "post": services.post or PostService,
        "tag": services.tag or TagService,
    }
    router = EntityRouter(
        "post-tags",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            PostTagService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.PostTagPage)
    async def list_post_tags(
        db: ReadDb, service: Service, query: Annotated[schemas.PostTagListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.PostTag)
    async def create_post_tag(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PostTagCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.PostTagBatchResult)
    async def batch_post_tags(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PostTagBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{post_tag_id}", response_model=schemas.PostTag)
    async def read_post_tag(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.PostTagViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{post_tag_id}", response_model=schemas.PostTag)
    async def update_post_tag(
        db: Db, service: Service, key: Key, data: schemas.PostTagUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{post_tag_id}", response_model=schemas.PostTag)
    async def replace_post_tag(
        db: Db, service: Service, key: Key, data: schemas.PostTagReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{post_tag_id}", status_code=204)
    async def delete_post_tag(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
