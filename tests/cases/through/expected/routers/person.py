# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: d9b39a82d55387ed073e49422ca219ca
"""Routes of people."""

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
from ..runtime.endpoints.link_endpoints import add_link, list_linked, remove_link
from ..runtime.http.routing import EntityRouter
from ..runtime.types.etags import IfMatch, IfNoneMatch
from ..runtime.types.json_types import Uuid
from ..schemas import person as schemas
from ..services import Services
from ..services.friendship import FriendshipService
from ..services.person import PersonService

Key = Annotated[Uuid, Path(alias="person_id")]
Service = Annotated[PersonService, Depends(PersonService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Person. `expanded` has the services of expanded entities."""
    make_service = services.person or PersonService
    related: Related = {
        "person": make_service,
        "friendship": services.friendship or FriendshipService,
    }
    router = EntityRouter(
        "people",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            PersonService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.PersonPage)
    async def list_people(
        db: ReadDb, service: Service, query: Annotated[schemas.PersonListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Person)
    async def create_person(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PersonCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.PersonBatchResult)
    async def batch_people(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.PersonBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{person_id}", response_model=schemas.Person)
    async def read_person(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.PersonViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{person_id}", response_model=schemas.Person)
    async def update_person(
        db: Db, service: Service, key: Key, data: schemas.PersonUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{person_id}", response_model=schemas.Person)
    async def replace_person(
        db: Db, service: Service, key: Key, data: schemas.PersonReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{person_id}", status_code=204)
    async def delete_person(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await delete_one(service, db, key, if_match)

    _add_friends(router)
    return router


def _add_friends(router: APIRouter) -> None:
    """Add the routes of Person.friends."""

    @router.get("/{person_id}/friends", response_model=schemas.PersonPage)
    async def list_friends_of_person(
        db: Db, service: Service, key: Key, query: Annotated[schemas.PersonQuery, Query()]
    ) -> Response:
        return await list_linked(service, "friend_ids", service, db, key, query)

    @router.put("/{person_id}/friends/{friend_id}", status_code=204)
    async def add_friend_to_person(
        request: Request,
        db: Db,
        service: Service,
        key: Key,
        target: Annotated[Uuid, Path(alias="friend_id")],
    ) -> Response:
        return await add_link(request, service, "friend_ids", db, key, target)

    @router.delete("/{person_id}/friends/{friend_id}", status_code=204)
    async def remove_friend_from_person(
        request: Request,
        db: Db,
        service: Service,
        key: Key,
        target: Annotated[Uuid, Path(alias="friend_id")],
    ) -> Response:
        return await remove_link(request, service, "friend_ids", db, key, target)
