# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 20e941d75a2f992adb68372a506152ba
"""Requests and responses of people."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.filters import LinkFilter, OrderFilter
from ..runtime.query import ListQuery
from ..runtime.schemas import RequestModel, ResponseModel
from ..runtime.types import DateTime, Unique, Uuid

_FriendIds = Annotated[list[Uuid], Field(max_length=100), Unique()]


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
    """Changes to a person. What is absent stays as it is."""

    friend_ids: _FriendIds | MISSING = MISSING


class PersonReplace(RequestModel):
    """All that can be changed of a person."""

    friend_ids: _FriendIds


class PersonPage(ResponseModel):
    """A page of people."""

    items: list[Person]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class PersonQuery(ListQuery):
    """Which people to list."""

    sort: Annotated[
        str | None,
        Field(pattern="^-?(?:id|created_at|updated_at)(?:,-?(?:id|created_at|updated_at)){0,3}$"),
    ] = None
    id: OrderFilter[Uuid] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None
    friend_id: LinkFilter[Uuid] = None
