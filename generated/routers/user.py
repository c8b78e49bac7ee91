# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3132789dfdfbef9e85eb2361e37a5eed
"""Routes of users."""

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
from ..schemas import user as schemas
from ..services import Services
from ..services.user import UserService

Key = Annotated[Uuid, Path(alias="user_id")]
Service = Annotated[UserService, Depends(UserService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of User. `expanded` has the services of expanded entities."""
    make_service = services.user or UserService
    related: Related = {}
    router = EntityRouter(
        "users",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            UserService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.UserPage)
    async def list_users(
        db: ReadDb, service: Service, query: Annotated[schemas.UserListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.User)
    async def create_user(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.UserCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.UserBatchResult)
    async def batch_users(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.UserBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{user_id}", response_model=schemas.User)
    async def read_user(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.UserViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{user_id}", response_model=schemas.User)
    async def update_user(
        db: Db, service: Service, key: Key, data: schemas.UserUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{user_id}", response_model=schemas.User)
    async def replace_user(
        db: Db, service: Service, key: Key, data: schemas.UserReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{user_id}", status_code=204)
    async def delete_user(db: Db, service: Service, key: Key, if_match: IfMatch = None) -> Response:
        return await delete_one(service, db, key, if_match)

    return router
