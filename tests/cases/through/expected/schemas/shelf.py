# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3679cac5fdbbd2c2a89ebc7100b51761
"""Requests and responses of shelves."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import LinkFilter, OrderFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, NameList, Unique, Uuid
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_PersonIds = Annotated[list[Uuid], Field(max_length=100), Unique()]
_SHOWN = "id|created_at|updated_at|person_ids"
_PATHS = "people(?:\\.(?:friends|friend_of))?"
_SORTED = "-?(?:id|created_at|updated_at)"


class Shelf(ResponseModel):
    """One of the shelves."""

    id: Uuid
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""
    person_ids: list[Uuid]


class ShelfCreate(RequestModel):
    """A new shelf."""

    person_ids: _PersonIds | MISSING = MISSING


class ShelfUpdate(RequestModel):
    """Changes to one shelf. Absent members keep their values."""

    person_ids: _PersonIds | MISSING = MISSING


class ShelfReplace(RequestModel):
    """All changeable members of one shelf."""

    person_ids: _PersonIds


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

    sort: Annotated[str, NameList(_SORTED, most=4)] | None = None
    id: OrderFilter[Uuid] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None
    person_id: LinkFilter[Uuid] = None


class ShelfViewQuery(ReadParameters):
    """Selected and expanded members of one shelf."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class ShelfListQuery(ShelfQuery, ShelfViewQuery):
    """All query parameters of a list of shelves."""
