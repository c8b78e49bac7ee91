# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: 6346f20b12791a4c1c3dd572a04fa931
"""Routes of comments."""

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
from ..schemas import comment as schemas
from ..services import Services
from ..services.comment import CommentService
from ..services.post import PostService
from ..services.user import UserService

Key = Annotated[Uuid, Path(alias="comment_id")]
Service = Annotated[CommentService, Depends(CommentService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Comment. `expanded` has the services of expanded entities."""
    make_service = services.comment or CommentService
    related: Related = {
        "comment": make_service,
        "post": services.post or PostService,
        "user": services.user or UserService,
    }
    router = EntityRouter(
        "comments",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            CommentService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.CommentPage)
    async def list_comments(
        db: ReadDb, service: Service, query: Annotated[schemas.CommentListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Comment)
    async def create_comment(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.CommentCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.CommentBatchResult)
    async def batch_comments(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.CommentBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{comment_id}", response_model=schemas.Comment)
    async def read_comment(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.CommentViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{comment_id}", response_model=schemas.Comment)
    async def update_comment(
        db: Db, service: Service, key: Key, data: schemas.CommentUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{comment_id}", response_model=schemas.Comment)
    async def replace_comment(
        db: Db, service: Service, key: Key, data: schemas.CommentReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{comment_id}", status_code=204)
    async def delete_comment(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    @router.post("/{comment_id}/restore", response_model=schemas.Comment)
    async def restore_comment(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await restore_one(service, db, key, if_match)

    return router
