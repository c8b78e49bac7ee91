# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 0f92c32bfc25c08a5cc03ea88a0cf088
"""Requests and responses of events."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, NameList
from ..runtime.types.schemas import Items, RequestModel, ResponseModel

_Place = Annotated[str, Field(min_length=1, max_length=20, pattern="^[A-Za-z0-9_-]+$")]
_Kind = Annotated[str, Field(min_length=1, max_length=255, pattern="^[a-z]{1,9}$")]
_SHOWN = "place|kind|created_at|updated_at"


class Event(ResponseModel):
    """One of the events."""

    place: str
    kind: str
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class EventCreate(RequestModel):
    """A new event."""

    place: _Place
    kind: _Kind


class EventUpdate(RequestModel):
    """Changes to one event. Absent members keep their values."""


class EventReplace(RequestModel):
    """All changeable members of one event."""


class EventPage(ResponseModel):
    """A page of events."""

    items: list[Event]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class _Item(RequestModel):
    """The key of one of the events."""

    place: Annotated[str, Field(min_length=1, max_length=20, pattern="^[A-Za-z0-9_-]+$")]
    kind: Annotated[str, Field(min_length=1, max_length=255, pattern="^[a-z]{1,9}$")]


class _Deleted(ResponseModel):
    """The key of one of the deleted events."""

    place: str
    kind: str


class EventBatch(RequestModel):
    """Changes to events: all or none are made."""

    create: Items[EventCreate] = Field(default_factory=list)
    delete: Items[_Item] = Field(default_factory=list)


class EventBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Event]
    deleted: list[_Deleted]


class EventQuery(ListQuery):
    """Filters and order of a list of events."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    place: TextFilter[_Place] = None
    kind: TextFilter[_Kind] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class EventViewQuery(ReadParameters):
    """Selected and expanded members of one event."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None


class EventListQuery(EventQuery, EventViewQuery):
    """All query parameters of a list of events."""
