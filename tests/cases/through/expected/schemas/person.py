# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: dcfabdc08146d31285064aed234f0548
"""Requests and responses of people."""

from typing import Annotated

from pydantic import MISSING, Field

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
    id: Uuid | None = None
    created_at: DateTime | None = None
    updated_at: DateTime | None = None
