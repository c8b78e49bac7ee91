# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 145babced6330608bab425f7083f192b
"""Routes of topics."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

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
    create_one,
    delete_one,
    list_page,
    read_one,
    restore_one,
)
from ..runtime.endpoints.idempotency import IdempotencyKey
from ..runtime.http.routing import EntityRouter
from ..runtime.types.json_types import Uuid
from ..schemas import topic as schemas
from ..services import Services
from ..services.topic import TopicService

Key = Annotated[Uuid, Path(alias="topic_id")]
Service = Annotated[TopicService, Depends(TopicService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Topic. `expanded` has the services of expanded entities."""
    make_service = services.topic or TopicService
    related: Related = {}
    router = EntityRouter(
        "topics",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            TopicService: provide(make_service, related, expanded),
        },
    )

    @router.get("", response_model=schemas.TopicPage)
    async def list_topics(
        db: ReadDb, service: Service, query: Annotated[schemas.TopicListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Topic)
    async def create_topic(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.TopicCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.get("/{topic_id}", response_model=schemas.Topic)
    async def read_topic(
        db: ReadDb, service: Service, key: Key, query: Annotated[schemas.TopicViewQuery, Query()]
    ) -> Response:
        return await read_one(service, db, key, query)

    @router.delete("/{topic_id}", status_code=204)
    async def delete_topic(db: Db, service: Service, key: Key) -> Response:
        return await delete_one(service, db, key)

    @router.post("/{topic_id}/restore", response_model=schemas.Topic)
    async def restore_topic(db: Db, service: Service, key: Key) -> Response:
        return await restore_one(service, db, key)

    return router
