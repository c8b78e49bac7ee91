# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4b529ee525318746aa9626f52cd6f70a
"""Requests and responses of places."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, OrNull
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import Date, DateTime, NameList, Uuid
from ..runtime.types.schemas import Items, RequestModel, ResponseModel, Versioned

_SHOWN = "shelf_id|person_id|since|created_at|updated_at"
_PATHS = "shelf(?:\\.(?:people))?|person(?:\\.(?:friends|friend_of))?"


class Place(ResponseModel):
    """One of the places."""

    shelf_id: Uuid
    person_id: Uuid
    since: Date | None
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class PlaceCreate(RequestModel):
    """A new place."""

    shelf_id: Uuid
    person_id: Uuid
    since: Date | None = None


class PlaceUpdate(RequestModel):
    """Changes to one place. Absent members keep their values."""

    since: Date | MISSING | None = MISSING


class PlaceReplace(RequestModel):
    """All changeable members of one place."""

    since: Date | None


class PlacePage(ResponseModel):
    """A page of places."""

    items: list[Place]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class _Item(Versioned):
    """The key of one of the places."""

    person_id: Uuid
    shelf_id: Uuid


class _Change(_Item):
    """The update of one of the places."""

    changes: PlaceUpdate


class _Deleted(ResponseModel):
    """The key of one of the deleted places."""

    person_id: Uuid
    shelf_id: Uuid


class PlaceBatch(RequestModel):
    """Changes to places: all or none are made."""

    create: Items[PlaceCreate] = Field(default_factory=list)
    update: Items[_Change] = Field(default_factory=list)
    delete: Items[_Item] = Field(default_factory=list)


class PlaceBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Place]
    updated: list[Place]
    deleted: list[_Deleted]


class PlaceQuery(ListQuery):
    """Filters and order of a list of places."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    shelf_id: OrderFilter[Uuid] = None
    person_id: OrderFilter[Uuid] = None
    since: OrNull[OrderFilter[Date]] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class PlaceViewQuery(ReadParameters):
    """Selected and expanded members of one place."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class PlaceListQuery(PlaceQuery, PlaceViewQuery):
    """All query parameters of a list of places."""
