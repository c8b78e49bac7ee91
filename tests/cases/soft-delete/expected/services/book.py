# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 8088ca88670cba9fd8be6d1f9f28e611
"""The operations on books."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.book import Book, book_topics
from ..models.place import Place
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.links import Links
from ..runtime.resources.model_columns import column_of
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import book as schemas


@dataclass(slots=True)
class BookRow:
    """The columns of Book that a response may contain."""

    id: str
    title: str
    author_id: UUID
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int
    topic_ids: list[UUID]
    shelf_ids: list[UUID]


class BookService(
    Service[
        str,
        BookRow,
        schemas.BookCreate,
        schemas.BookUpdate,
        schemas.BookReplace,
        schemas.BookQuery,
    ]
):
    """Lists, creates, reads, updates, replaces, deletes and restores books. Extend it by subclassing."""

    resource = Resource(
        model=Book,
        row=BookRow,
        schema=schemas.Book,
        create=schemas.BookCreate,
        update=schemas.BookUpdate,
        constraints={
            "uq_books_author_id_title": ("author_id", "title"),
            "fk_books_author_id": ("author_id",),
            "fk_books_editor_id": (),
            "fk_book_topics_topic_id": ("topic_ids",),
            "fk_places_shelf_id": ("shelf_ids",),
        },
        links=(
            Links(
                "topic_ids",
                owner=book_topics.c["book_id"],
                target=book_topics.c["topic_id"],
                relation="topic",
                soft=True,
            ),
            Links(
                "shelf_ids",
                owner=column_of(Place, "book_id"),
                target=column_of(Place, "shelf_id"),
                relation="shelf",
                through="place",
                stamped=True,
                soft=True,
            ),
        ),
        references={"author_id": "author", "editor_id": "author"},
        referrers=REFERRERS,
        relations=RELATIONS,
        match_required=True,
        soft_delete=True,
        soft_delete_references=("author_id", "editor_id", "topic_ids"),
    )
