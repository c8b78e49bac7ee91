# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 1d16dfa48364c8a635e050efa2ce7dce
"""Requests and responses of places."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import Bool, DateTime, NameList, Uuid
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_BookId = Annotated[
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
_SHOWN = "id|book_id|shelf_id|created_at|updated_at"
_PATHS = "book(?:\\.(?:author|topics|shelves))?|shelf(?:\\.(?:finest))?"


class Place(ResponseModel):
    """One of the places."""

    id: Uuid
    book_id: str
    shelf_id: Uuid
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class PlaceCreate(RequestModel):
    """A new place."""

    book_id: _BookId
    shelf_id: Uuid


class PlaceUpdate(RequestModel):
    """Changes to one place. Absent members keep their values."""

    book_id: _BookId | MISSING = MISSING
    shelf_id: Uuid | MISSING = MISSING


class PlaceReplace(RequestModel):
    """All changeable members of one place."""

    book_id: _BookId
    shelf_id: Uuid


class PlacePage(ResponseModel):
    """A page of places."""

    items: list[Place]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class PlaceBatch(RequestModel):
    """Changes to places: all or none are made."""

    create: Items[PlaceCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, PlaceUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class PlaceBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Place]
    updated: list[Place]
    deleted: list[Uuid]


class PlaceQuery(ListQuery):
    """Filters and order of a list of places."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    book_id: TextFilter[_BookId] = None
    shelf_id: OrderFilter[Uuid] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class PlaceViewQuery(ReadParameters):
    """Selected and expanded members of one place."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class PlaceListQuery(PlaceQuery, PlaceViewQuery):
    """All query parameters of a list of places."""

    deleted: Bool = False
