# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3ebe88ce6b438757a1d02ff01c24c077
"""Routes of posts."""

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
from ..runtime.endpoints.link_endpoints import add_link, list_linked, related_to, remove_link
from ..runtime.http.routing import EntityRouter
from ..runtime.types.etags import IfMatch, IfNoneMatch
from ..runtime.types.json_types import Int32, Uuid
from ..schemas import post as schemas
from ..schemas import tag as tag_schemas
from ..services import Services
from ..services.post import PostService
from ..services.post_tag import PostTagService
from ..services.tag import TagService

Key = Annotated[Uuid, Path(alias="post_id")]
Service = Annotated[PostService, Depends(PostService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Post. `expanded` has the services of expanded entities."""
    make_service = services.post or PostService
    related: Related = {
        "post_tag": services.post_tag or PostTagService,
        "tag": services.tag or TagService,
    }
    router = EntityRouter(
        "posts",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            PostService: provide(make_service, related, expanded),
            TagService: provide(services.tag or TagService, related_to(TagService, services)),
        },
    )

    @router.get("", response_model=schemas.PostPage)
    async def list_posts(
        db: ReadDb, service: Service, query: Annotated[schemas.PostListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Post)
    async def create_post(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PostCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.PostBatchResult)
    async def batch_posts(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PostBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{post_id}", response_model=schemas.Post)
    async def read_post(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.PostViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{post_id}", response_model=schemas.Post)
    async def update_post(
        db: Db, service: Service, key: Key, data: schemas.PostUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{post_id}", response_model=schemas.Post)
    async def replace_post(
        db: Db, service: Service, key: Key, data: schemas.PostReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{post_id}", status_code=204)
    async def delete_post(db: Db, service: Service, key: Key, if_match: IfMatch = None) -> Response:
        return await delete_one(service, db, key, if_match)

    _add_tags(router)
    return router


def _add_tags(router: APIRouter) -> None:
    """Add the routes of Post.tags."""

    @router.get("/{post_id}/tags", response_model=tag_schemas.TagPage)
    async def list_tags_of_post(
        db: Db,
        service: Service,
        targets: Annotated[TagService, Depends(TagService)],
        key: Key,
        query: Annotated[tag_schemas.TagQuery, Query()],
    ) -> Response:
        return await list_linked(service, "tag_ids", targets, db, key, query)

    @router.put("/{post_id}/tags/{tag_id}", status_code=204)
    async def add_tag_to_post(
        request: Request,
        db: Db,
        service: Service,
        key: Key,
        target: Annotated[Int32, Path(alias="tag_id")],
    ) -> Response:
        return await add_link(request, service, "tag_ids", db, key, target)

    @router.delete("/{post_id}/tags/{tag_id}", status_code=204)
    async def remove_tag_from_post(
        request: Request,
        db: Db,
        service: Service,
        key: Key,
        target: Annotated[Int32, Path(alias="tag_id")],
    ) -> Response:
        return await remove_link(request, service, "tag_ids", db, key, target)
