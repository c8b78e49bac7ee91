# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 8dc9ab549300db7c6fc2603cf74b4db6
"""Requests and responses of teams."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.filters import OrderFilter, TextFilter
from ..runtime.query import ListQuery
from ..runtime.schemas import RequestModel, ResponseModel
from ..runtime.types import DateTime, Int32, Text, Uuid

_Name = Annotated[Text, Field(max_length=60)]


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
    """Changes to a team. What is absent stays as it is."""

    name: _Name | MISSING = MISSING
    lead_id: Uuid | MISSING = MISSING


class TeamReplace(RequestModel):
    """All that can be changed of a team."""

    name: _Name
    lead_id: Uuid


class TeamPage(ResponseModel):
    """A page of teams."""

    items: list[Team]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class TeamQuery(ListQuery):
    """Which teams to list."""

    sort: Annotated[
        str | None,
        Field(
            pattern=(
                "^-?(?:id|name|lead_id|created_at|updated_at)(?:,-?(?:id|name|lead_id|cre"
                "ated_at|updated_at)){0,3}$"
            )
        ),
    ] = None
    id: OrderFilter[Int32] = None
    name: TextFilter[_Name] = None
    lead_id: OrderFilter[Uuid] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None
