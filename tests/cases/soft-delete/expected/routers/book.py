# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 41b82c07f3e5c772c824176942e47a3a
"""Routes of books."""

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
from ..runtime.endpoints.link_endpoints import add_link, list_linked, related_to, remove_link
from ..runtime.http.routing import EntityRouter
from ..runtime.types.etags import IfMatch, IfNoneMatch
from ..runtime.types.json_types import Uuid
from ..schemas import book as schemas
from ..schemas import shelf as shelf_schemas
from ..schemas import topic as topic_schemas
from ..services import Services
from ..services.author import AuthorService
from ..services.book import BookService
from ..services.place import PlaceService
from ..services.shelf import ShelfService
from ..services.topic import TopicService

Key = Annotated[
    str,
    Path(
        alias="book_id",
        min_length=1,
        max_length=64,
        pattern="^(?:[0-9A-Z_acdf-z-][0-9A-Z_a-z-]*|b(?:[0-9A-Z_b-z-][0-9A-Z_a-z-]*|a(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t(?:[0-9A-Z_abd-z-][0-9A-Z_a-z-]*|c(?:[0-9A-Z_a-gi-z-][0-9A-Z_a-z-]*|h[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?|e(?:[0-9A-Z_a-wyz-][0-9A-Z_a-z-]*|x(?:[0-9A-Z_a-oq-z-][0-9A-Z_a-z-]*|p(?:[0-9A-Z_a-np-z-][0-9A-Z_a-z-]*|o(?:[0-9A-Z_a-qs-z-][0-9A-Z_a-z-]*|r(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?)?)$",
    ),
]
Service = Annotated[BookService, Depends(BookService)]


def make_router(sessions: Sessions, services: Services, expanded: Related | None) -> APIRouter:
    """Return the routes of Book. `expanded` has the services of expanded entities."""
    make_service = services.book or BookService
    related: Related = {
        "author": services.author or AuthorService,
        "place": services.place or PlaceService,
        "shelf": services.shelf or ShelfService,
        "topic": services.topic or TopicService,
    }
    router = EntityRouter(
        "books",
        {
            get_db: sessions.write,
            get_read_db: sessions.for_reads(make_service, related),
            BookService: provide(make_service, related, expanded),
            ShelfService: provide(
                services.shelf or ShelfService, related_to(ShelfService, services)
            ),
            TopicService: provide(
                services.topic or TopicService, related_to(TopicService, services)
            ),
        },
    )

    @router.get("", response_model=schemas.BookPage)
    async def list_books(
        db: ReadDb, service: Service, query: Annotated[schemas.BookListQuery, Query()]
    ) -> Response:
        return await list_page(service, db, query)

    @router.post("", status_code=201, response_model=schemas.Book)
    async def create_book(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.BookCreate,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await create_one(request, service, db, data, idempotency_key)

    @router.post("/batch", response_model=schemas.BookBatchResult)
    async def batch_books(
        request: Request,
        db: Db,
        service: Service,
        data: schemas.BookBatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        return await do_batch(request, service, db, data, idempotency_key)

    @router.get("/{book_id}", response_model=schemas.Book)
    async def read_book(
        db: ReadDb,
        service: Service,
        key: Key,
        query: Annotated[schemas.BookViewQuery, Query()],
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        return await read_one(service, db, key, query, if_none_match)

    @router.patch("/{book_id}", response_model=schemas.Book)
    async def update_book(
        db: Db, service: Service, key: Key, data: schemas.BookUpdate, if_match: IfMatch = None
    ) -> Response:
        return await change_one("update", service, db, key, data, if_match)

    @router.put("/{book_id}", response_model=schemas.Book)
    async def replace_book(
        db: Db, service: Service, key: Key, data: schemas.BookReplace, if_match: IfMatch = None
    ) -> Response:
        return await change_one("replace", service, db, key, data, if_match)

    @router.delete("/{book_id}", status_code=204)
    async def delete_book(db: Db, service: Service, key: Key, if_match: IfMatch = None) -> Response:
        return await delete_one(service, db, key, if_match)

    @router.post("/{book_id}/restore", response_model=schemas.Book)
    async def restore_book(
        db: Db, service: Service, key: Key, if_match: IfMatch = None
    ) -> Response:
        return await restore_one(service, db, key, if_match)

    _add_topics(router)
    _add_shelves(router)
    return router


def _add_topics(router: APIRouter) -> None:
    """Add the routes of Book.topics."""

    @router.get("/{book_id}/topics", response_model=topic_schemas.TopicPage)
    async def list_topics_of_book(
        db: Db,
        service: Service,
        targets: Annotated[TopicService, Depends(TopicService)],
        key: Key,
        query: Annotated[topic_schemas.TopicQuery, Query()],
    ) -> Response:
        return await list_linked(service, "topic_ids", targets, db, key, query)

    @router.put("/{book_id}/topics/{topic_id}", status_code=204)
    async def add_topic_to_book(
        request: Request,
        db: Db,
        service: Service,
        key: Key,
        target: Annotated[Uuid, Path(alias="topic_id")],
    ) -> Response:
        return await add_link(request, service, "topic_ids", db, key, target)

    @router.delete("/{book_id}/topics/{topic_id}", status_code=204)
    async def remove_topic_from_book(
        request: Request,
        db: Db,
        service: Service,
        key: Key,
        target: Annotated[Uuid, Path(alias="topic_id")],
    ) -> Response:
        return await remove_link(request, service, "topic_ids", db, key, target)


def _add_shelves(router: APIRouter) -> None:
    """Add the routes of Book.shelves."""

    @router.get("/{book_id}/shelves", response_model=shelf_schemas.ShelfPage)
    async def list_shelves_of_book(
        db: Db,
        service: Service,
        targets: Annotated[ShelfService, Depends(ShelfService)],
        key: Key,
        query: Annotated[shelf_schemas.ShelfQuery, Query()],
    ) -> Response:
        return await list_linked(service, "shelf_ids", targets, db, key, query)

    @router.put("/{book_id}/shelves/{shelf_id}", status_code=204)
    async def add_shelf_to_book(
        request: Request,
        db: Db,
        service: Service,
        key: Key,
        target: Annotated[Uuid, Path(alias="shelf_id")],
    ) -> Response:
        return await add_link(request, service, "shelf_ids", db, key, target)

    @router.delete("/{book_id}/shelves/{shelf_id}", status_code=204)
    async def remove_shelf_from_book(
        request: Request,
        db: Db,
        service: Service,
        key: Key,
        target: Annotated[Uuid, Path(alias="shelf_id")],
    ) -> Response:
        return await remove_link(request, service, "shelf_ids", db, key, target)
