# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 07656d9894bbf3f25574a85de0ec04aa
"""Requests and responses of friendships."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import Int64, NameList, Uuid
from ..runtime.types.schemas import Change, Deletion, Items, RequestModel, ResponseModel

_SHOWN = "id|person_id|friend_id"
_PATHS = "person(?:\\.(?:friends|friend_of))?|friend(?:\\.(?:friends|friend_of))?"


class Friendship(ResponseModel):
    """One of the friendships."""

    id: Int64
    person_id: Uuid
    friend_id: Uuid


class FriendshipCreate(RequestModel):
    """A new friendship."""

    person_id: Uuid
    friend_id: Uuid


class FriendshipUpdate(RequestModel):
    """Changes to one friendship. Absent members keep their values."""

    person_id: Uuid | MISSING = MISSING
    friend_id: Uuid | MISSING = MISSING


class FriendshipReplace(RequestModel):
    """All changeable members of one friendship."""

    person_id: Uuid
    friend_id: Uuid


class FriendshipPage(ResponseModel):
    """A page of friendships."""

    items: list[Friendship]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class FriendshipBatch(RequestModel):
    """Changes to friendships: all or none are made."""

    create: Items[FriendshipCreate] = Field(default_factory=list)
    update: Items[Change[Int64, FriendshipUpdate]] = Field(default_factory=list)
    delete: Items[Deletion[Int64]] = Field(default_factory=list)


class FriendshipBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Friendship]
    updated: list[Friendship]
    deleted: list[Int64]


class FriendshipQuery(ListQuery):
    """Filters and order of a list of friendships."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Int64] = None
    person_id: OrderFilter[Uuid] = None
    friend_id: OrderFilter[Uuid] = None


class FriendshipViewQuery(ReadParameters):
    """Selected and expanded members of one friendship."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class FriendshipListQuery(FriendshipQuery, FriendshipViewQuery):
    """All query parameters of a list of friendships."""
