# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 79f5e68cee15f5427179c21031ceb562
"""Routes of friendships."""

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
from ..runtime.types.json_types import Int64
from ..schemas import friendship as schemas
from ..services import Services
from ..services.friendship import FriendshipService
from ..services.person import PersonService

Key = Annotated[Int64, Path(alias="friendship_id")]
Service = Annotated[FriendshipService, Depends(FriendshipService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Friendship. `expanded` has the services of expanded entities."""
    make_service = services.friendship or FriendshipService
    related: Related = {
        "person": services.person or PersonService,
    }
    router = EntityRouter(
        "friendships",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            FriendshipService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.FriendshipPage)
    async def list_friendships(
        db: ReadDb, service: Service, query: Annotated[schemas.FriendshipListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Friendship)
    async def create_friendship(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.FriendshipCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.FriendshipBatchResult)
    async def batch_friendships(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.FriendshipBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{friendship_id}", response_model=schemas.Friendship)
    async def read_friendship(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.FriendshipViewQuery, Query()],
    ) -> Response:
        return await read_one(service, db, key, query)

    @router.patch("/{friendship_id}", response_model=schemas.Friendship)
    async def update_friendship(
        db: Db, service: Service, key: Key, data: schemas.FriendshipUpdate
    ) -> Response:
        return await change_one("update", service, db, key, data)

    @router.put("/{friendship_id}", response_model=schemas.Friendship)
    async def replace_friendship(
        db: Db, service: Service, key: Key, data: schemas.FriendshipReplace
    ) -> Response:
        return await change_one("replace", service, db, key, data)

    @router.delete("/{friendship_id}", status_code=204)
    async def delete_friendship(db: Db, service: Service, key: Key) -> Response:
        return await delete_one(service, db, key)

    return router
