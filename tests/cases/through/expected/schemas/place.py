# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2cf96f6706c13b9fd66278c2597078fc
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
    """Changes to one place. What is absent stays as it is."""

    since: Date | MISSING | None = MISSING


class PlaceReplace(RequestModel):
    """All that can be changed of one place."""

    since: Date | None


class PlacePage(ResponseModel):
    """A page of places."""

    items: list[Place]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class _Item(Versioned):
    """Which of the places is meant."""

    person_id: Uuid
    shelf_id: Uuid


class _Change(_Item):
    """Which of the places is changed, and how."""

    changes: PlaceUpdate


class _Deleted(ResponseModel):
    """Which of the places was deleted."""

    person_id: Uuid
    shelf_id: Uuid


class PlaceBatch(RequestModel):
    """What to do with places: all of it, or nothing."""

    create: Items[PlaceCreate] = Field(default_factory=list)
    update: Items[_Change] = Field(default_factory=list)
    delete: Items[_Item] = Field(default_factory=list)


class PlaceBatchResult(ResponseModel):
    """What a batch has done."""

    created: list[Place]
    updated: list[Place]
    deleted: list[_Deleted]


class PlaceQuery(ListQuery):
    """Which places to list."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    shelf_id: OrderFilter[Uuid] = None
    person_id: OrderFilter[Uuid] = None
    since: OrNull[OrderFilter[Date]] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class PlaceViewQuery(ReadParameters):
    """Which parts of one place to show, and what with it."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class PlaceListQuery(PlaceQuery, PlaceViewQuery):
    """Which places to list, and which parts of them."""
