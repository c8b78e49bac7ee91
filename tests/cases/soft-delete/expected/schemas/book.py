# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: f11ce22e535da883dc706606f6233724
"""Requests and responses of books."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import LinkFilter, OrderFilter, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import Bool, DateTime, NameList, Text, Unique, Uuid
from ..runtime.types.schemas import (
    ConditionalChange,
    ConditionalDeletion,
    Items,
    RequestModel,
    ResponseModel,
)

_Id = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=(
            "^(?:[0-9A-Z_acdf-z-][0-9A-Z_a-z-]*|b(?:[0-9A-Z_b-z-][0-9A-Z_a-z-]*|"
            "a(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t(?:[0-9A-Z_abd-z-][0-9A-Z_a-z-]*|"
            "c(?:[0-9A-Z_a-gi-z-][0-9A-Z_a-z-]*|h[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?|"
            "e(?:[0-9A-Z_a-wyz-][0-9A-Z_a-z-]*|x(?:[0-9A-Z_a-oq-z-][0-9A-Z_a-z-]*|"
            "p(?:[0-9A-Z_a-np-z-][0-9A-Z_a-z-]*|o(?:[0-9A-Z_a-qs-z-][0-9A-Z_a-z-]*|"
            "r(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|"
            "t[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?)?)$"
        ),
    ),
]
_Title = Annotated[Text, Field(max_length=80)]
_TopicIds = Annotated[list[Uuid], Field(max_length=100), Unique()]
_ShelfIds = Annotated[list[Uuid], Field(max_length=100), Unique()]
_SHOWN = "id|title|author_id|created_at|updated_at|topic_ids|shelf_ids"
_PATHS = "author|topics|shelves(?:\\.(?:finest))?"
_SORTED = "-?(?:id|title|author_id|created_at|updated_at)"


class Book(ResponseModel):
    """One of the books."""

    id: str
    title: str
    author_id: Uuid
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""
    topic_ids: list[Uuid]
    shelf_ids: list[Uuid]


class BookCreate(RequestModel):
    """A new book."""

    id: _Id
    title: _Title
    author_id: Uuid
    editor_id: Annotated[Uuid | None, Field(repr=False)] = None
    topic_ids: _TopicIds | MISSING = MISSING
    shelf_ids: _ShelfIds | MISSING = MISSING


class BookUpdate(RequestModel):
    """Changes to one book. Absent members keep their values."""

    title: _Title | MISSING = MISSING
    author_id: Uuid | MISSING = MISSING
    editor_id: Annotated[Uuid | MISSING | None, Field(repr=False)] = MISSING
    topic_ids: _TopicIds | MISSING = MISSING
    shelf_ids: _ShelfIds | MISSING = MISSING


class BookReplace(RequestModel):
    """All changeable members of one book."""

    title: _Title
    author_id: Uuid
    editor_id: Annotated[Uuid | MISSING | None, Field(repr=False)] = MISSING
    topic_ids: _TopicIds
    shelf_ids: _ShelfIds


class BookPage(ResponseModel):
    """A page of books."""

    items: list[Book]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class BookBatch(RequestModel):
    """Changes to books: all or none are made."""

    create: Items[BookCreate] = Field(default_factory=list)
    update: Items[
        ConditionalChange[
            Annotated[
                str,
                Field(
                    min_length=1,
                    max_length=64,
                    pattern=(
                        "^(?:[0-9A-Z_acdf-z-][0-9A-Z_a-z-]*|b(?:[0-9A-Z_b-z-][0-9A-Z_a-z-]*|"
                        "a(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t(?:[0-9A-Z_abd-z-][0-9A-Z_a-z-]*|"
                        "c(?:[0-9A-Z_a-gi-z-][0-9A-Z_a-z-]*|h[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?|"
                        "e(?:[0-9A-Z_a-wyz-][0-9A-Z_a-z-]*|x(?:[0-9A-Z_a-oq-z-][0-9A-Z_a-z-]*|"
                        "p(?:[0-9A-Z_a-np-z-][0-9A-Z_a-z-]*|o(?:[0-9A-Z_a-qs-z-][0-9A-Z_a-z-]*|"
                        "r(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|"
                        "t[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?)?)$"
                    ),
                ),
            ],
            BookUpdate,
        ]
    ] = Field(default_factory=list)
    delete: Items[
        ConditionalDeletion[
            Annotated[
                str,
                Field(
                    min_length=1,
                    max_length=64,
                    pattern=(
                        "^(?:[0-9A-Z_acdf-z-][0-9A-Z_a-z-]*|b(?:[0-9A-Z_b-z-][0-9A-Z_a-z-]*|"
                        "a(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t(?:[0-9A-Z_abd-z-][0-9A-Z_a-z-]*|"
                        "c(?:[0-9A-Z_a-gi-z-][0-9A-Z_a-z-]*|h[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?|"
                        "e(?:[0-9A-Z_a-wyz-][0-9A-Z_a-z-]*|x(?:[0-9A-Z_a-oq-z-][0-9A-Z_a-z-]*|"
                        "p(?:[0-9A-Z_a-np-z-][0-9A-Z_a-z-]*|o(?:[0-9A-Z_a-qs-z-][0-9A-Z_a-z-]*|"
                        "r(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|"
                        "t[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?)?)$"
                    ),
                ),
            ]
        ]
    ] = Field(default_factory=list)


class BookBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Book]
    updated: list[Book]
    deleted: list[str]


class BookQuery(ListQuery):
    """Filters and order of a list of books."""

    sort: Annotated[str, NameList(_SORTED, most=4)] | None = None
    id: TextFilter[_Id] = None
    title: TextFilter[_Title] = None
    author_id: OrderFilter[Uuid] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None
    topic_id: LinkFilter[Uuid] = None
    shelf_id: LinkFilter[Uuid] = None


class BookViewQuery(ReadParameters):
    """Selected and expanded members of one book."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class BookListQuery(BookQuery, BookViewQuery):
    """All query parameters of a list of books."""

    deleted: Bool = False
