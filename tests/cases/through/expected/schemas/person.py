# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 0a1a9e18e97977c5108a887a613ec309
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
    """Changes to one person. What is absent stays as it is."""

    friend_ids: _FriendIds | MISSING = MISSING


class PersonReplace(RequestModel):
    """All that can be changed of one person."""

    friend_ids: _FriendIds


class PersonPage(ResponseModel):
    """A page of people."""

    items: list[Person]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class PersonBatch(RequestModel):
    """What to do with people: all of it, or nothing."""

    create: Items[PersonCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, PersonUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class PersonBatchResult(ResponseModel):
    """What a batch has done."""

    created: list[Person]
    updated: list[Person]
    deleted: list[Uuid]


class PersonQuery(ListQuery):
    """Which people to list."""

    sort: Annotated[str, NameList(_SORTED, most=4)] | None = None
    id: OrderFilter[Uuid] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None
    friend_id: LinkFilter[Uuid] = None


class PersonViewQuery(ReadParameters):
    """Which parts of one person to show, and what with it."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class PersonListQuery(PersonQuery, PersonViewQuery):
    """Which people to list, and which parts of them."""
