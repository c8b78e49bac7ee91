# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3f054cd562d471beb49d2b719bc319a1
"""Requests and responses of shelves."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, OrNull, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, NameList, Text, Uuid
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_Name = Annotated[Text, Field(max_length=40)]
_FinestId = Annotated[
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
_SHOWN = "id|name|finest_id|created_at|updated_at"
_PATHS = "finest(?:\\.(?:author|topics|shelves))?"


class Shelf(ResponseModel):
    """One of the shelves."""

    id: Uuid
    name: str
    finest_id: str | None
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class ShelfCreate(RequestModel):
    """A new shelf."""

    name: _Name
    finest_id: _FinestId | None = None


class ShelfUpdate(RequestModel):
    """Changes to one shelf. Absent members keep their values."""

    name: _Name | MISSING = MISSING
    finest_id: _FinestId | MISSING | None = MISSING


class ShelfReplace(RequestModel):
    """All changeable members of one shelf."""

    name: _Name
    finest_id: _FinestId | None


class ShelfPage(ResponseModel):
    """A page of shelves."""

    items: list[Shelf]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class ShelfBatch(RequestModel):
    """Changes to shelves: all or none are made."""

    create: Items[ShelfCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, ShelfUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class ShelfBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Shelf]
    updated: list[Shelf]
    deleted: list[Uuid]


class ShelfQuery(ListQuery):
    """Filters and order of a list of shelves."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    name: TextFilter[_Name] = None
    finest_id: OrNull[TextFilter[_FinestId]] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class ShelfViewQuery(ReadParameters):
    """Selected and expanded members of one shelf."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class ShelfListQuery(ShelfQuery, ShelfViewQuery):
    """All query parameters of a list of shelves."""
