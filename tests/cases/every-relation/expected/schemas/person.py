# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: e978b9e003fbb3377b4ba8e2e6b5949e
"""Requests and responses of people."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import LinkFilter, OrderFilter, OrNull, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, Int32, NameList, Text, Unique, Uuid
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_Name = Annotated[Text, Field(max_length=60)]
_HomeId = Annotated[str, Field(min_length=1, max_length=2, pattern="^[A-Z]{2}$")]
_FriendIds = Annotated[list[Uuid], Field(max_length=100), Unique()]
_TeamIds = Annotated[list[Int32], Field(max_length=100), Unique()]
_SHOWN = "id|name|home_id|boss_id|team_id|created_at|updated_at|friend_ids|team_ids"
_PATHS = (
    "home(?:\\.(?:people))?|boss(?:\\.(?:home|boss|team|friends|teams|staff|"
    "friend_of|leads))?|team(?:\\.(?:lead|members))?|friends(?:\\.(?:home|boss|"
    "team|friends|teams|staff|friend_of|leads))?|teams(?:\\.(?:lead|"
    "members))?|staff(?:\\.(?:home|boss|team|friends|teams|staff|friend_of|"
    "leads))?|friend_of(?:\\.(?:home|boss|team|friends|teams|staff|friend_of|"
    "leads))?|leads(?:\\.(?:lead|members))?"
)
_SORTED = "-?(?:id|name|home_id|boss_id|team_id|created_at|updated_at)"


class Person(ResponseModel):
    """One of the people."""

    id: Uuid
    name: str
    home_id: str | None
    boss_id: Uuid | None
    team_id: Int32 | None
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""
    friend_ids: list[Uuid]
    team_ids: list[Int32]


class PersonCreate(RequestModel):
    """A new person."""

    name: _Name
    home_id: _HomeId | None = None
    boss_id: Uuid | None = None
    team_id: Int32 | None = None
    friend_ids: _FriendIds | MISSING = MISSING
    team_ids: _TeamIds | MISSING = MISSING


class PersonUpdate(RequestModel):
    """Changes to one person. Absent members keep their values."""

    name: _Name | MISSING = MISSING
    home_id: _HomeId | MISSING | None = MISSING
    boss_id: Uuid | MISSING | None = MISSING
    team_id: Int32 | MISSING | None = MISSING
    friend_ids: _FriendIds | MISSING = MISSING
    team_ids: _TeamIds | MISSING = MISSING


class PersonReplace(RequestModel):
    """All changeable members of one person."""

    name: _Name
    home_id: _HomeId | None
    boss_id: Uuid | None
    team_id: Int32 | None
    friend_ids: _FriendIds
    team_ids: _TeamIds


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
    name: TextFilter[_Name] = None
    home_id: OrNull[TextFilter[_HomeId]] = None
    boss_id: OrNull[OrderFilter[Uuid]] = None
    team_id: OrNull[OrderFilter[Int32]] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None
    friend_id: LinkFilter[Uuid] = None
    team_ids__has: Int32 | None = None


class PersonViewQuery(ReadParameters):
    """Selected and expanded members of one person."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class PersonListQuery(PersonQuery, PersonViewQuery):
    """All query parameters of a list of people."""
