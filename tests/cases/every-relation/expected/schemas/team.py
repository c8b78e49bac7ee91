# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 80ba9bc17d015f5cf2310f310fa69d85
"""Requests and responses of teams."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, Int32, NameList, Text, Uuid
from ..runtime.types.schemas import RequestModel, ResponseModel

_Name = Annotated[Text, Field(max_length=60)]
_SHOWN = "id|name|lead_id|created_at|updated_at"
_PATHS = (
    "lead(?:\\.(?:home|boss|team|friends|teams|staff|friend_of|leads))?|"
    "members(?:\\.(?:home|boss|team|friends|teams|staff|friend_of|leads))?"
)


class Team(ResponseModel):
    """One of the teams."""

    id: Int32
    name: str
    lead_id: Uuid
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class TeamCreate(RequestModel):
    """A new team."""

    name: _Name
    lead_id: Uuid


class TeamUpdate(RequestModel):
    """Changes to one team. Absent members keep their values."""

    name: _Name | MISSING = MISSING
    lead_id: Uuid | MISSING = MISSING


class TeamReplace(RequestModel):
    """All changeable members of one team."""

    name: _Name
    lead_id: Uuid


class TeamPage(ResponseModel):
    """A page of teams."""

    items: list[Team]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class TeamQuery(ListQuery):
    """Filters and order of a list of teams."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Int32] = None
    name: TextFilter[_Name] = None
    lead_id: OrderFilter[Uuid] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class TeamViewQuery(ReadParameters):
    """Selected and expanded members of one team."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class TeamListQuery(TeamQuery, TeamViewQuery):
    """All query parameters of a list of teams."""
