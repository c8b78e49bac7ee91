# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: bb98009d2cf8c792f580b1ac326c049c
"""Requests and responses of people."""

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

_FriendIds = Annotated[list[Uuid], Field(max_length=100), Unique()]
_SHOWN = "id|created_at|updated_at|friend_ids"
_PATHS = "friends(?:\\.(?:friends|friend_of))?|friend_of(?:\\.(?:friends|friend_of))?"
_SORTED = "-?(?:id|created_at|updated_at)"


class Person(ResponseModel):
    """One of the people."""

    id: Uuid
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""
    friend_ids: list[Uuid]


class PersonCreate(RequestModel):
    """A new person."""

    friend_ids: _FriendIds | MISSING = MISSING


class PersonUpdate(RequestModel):
    """Changes to one person. Absent members keep their values."""

    friend_ids: _FriendIds | MISSING = MISSING


class PersonReplace(RequestModel):
    """All changeable members of one person."""

    friend_ids: _FriendIds


class PersonPage(ResponseModel):
    """A page of people."""

    items: list[Person]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class PersonBatch(RequestModel):
    """Changes to people: all or none are made."""

    create: Items[PersonCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, PersonUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class PersonBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Person]
    updated: list[Person]
    deleted: list[Uuid]


class PersonQuery(ListQuery):
    """Filters and order of a list of people."""

    sort: Annotated[str, NameList(_SORTED, most=4)] | None = None
    id: OrderFilter[Uuid] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None
    friend_id: LinkFilter[Uuid] = None


class PersonViewQuery(ReadParameters):
    """Selected and expanded members of one person."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class PersonListQuery(PersonQuery, PersonViewQuery):
    """All query parameters of a list of people."""
