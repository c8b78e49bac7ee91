# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: c69e23dc9e5e37a01ea7510ba5c86672
"""Routes of users."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..runtime.dependencies import Sessions, provide
from ..runtime.etags import IfMatch, IfNoneMatch
from ..runtime.responses import created_response, deleted_response, page_response, row_response
from ..runtime.routing import Route
from ..runtime.transactions import transaction
from ..runtime.types import Uuid
from ..schemas import user as schemas
from ..services import Services
from ..services.user import UserService

Key = Annotated[Uuid, Path(alias="user_id")]


def user_router(sessions: Sessions, services: Services) -> APIRouter:
    """Return the routes of User on the application's sessions and services."""
    router = APIRouter(prefix="/users", tags=["users"], route_class=Route)
    resource = UserService.resource
    Db = Annotated[AsyncSession, Depends(sessions.write)]
    ReadDb = Annotated[AsyncSession, Depends(sessions.read)]
    service = provide(
        services.user or UserService,
    )
    Service = Annotated[UserService, Depends(service)]

    @router.get("", response_model=schemas.UserPage)
    async def list_users(
        db: ReadDb, service: Service, query: Annotated[schemas.UserQuery, Query()]
    ) -> Response:
        return page_response(resource, await service.list(db, query))

    @router.post("", status_code=201, response_model=schemas.User)
    async def create_user(
        request: Request, db: Db, service: Service, data: schemas.UserCreate
    ) -> Response:
        async with transaction(db):
            row = await service.create(db, data)
        return created_response(request, resource, row)

    @router.get("/{user_id}", response_model=schemas.User)
    async def read_user(
        db: ReadDb, service: Service, key: Key, if_none_match: IfNoneMatch = None
    ) -> Response:
        row = await service.read(db, key)
        return row_response(resource, row, if_none_match)

    @router.patch("/{user_id}", response_model=schemas.User)
    async def update_user(
        db: Db, service: Service, key: Key, data: schemas.UserUpdate, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.update(db, key, data, if_match)
        return row_response(resource, row)

    @router.put("/{user_id}", response_model=schemas.User)
    async def replace_user(
        db: Db, service: Service, key: Key, data: schemas.UserReplace, if_match: IfMatch = None
    ) -> Response:
        async with transaction(db):
            row = await service.replace(db, key, data, if_match)
        return row_response(resource, row)

    @router.delete("/{user_id}", status_code=204)
    async def delete_user(db: Db, service: Service, key: Key, if_match: IfMatch = None) -> Response:
        async with transaction(db):
            await service.delete(db, key, if_match)
        return deleted_response()

    return router
