# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: ca943d9a54ae000fd8e2a86382356c65
"""Requests and responses of topics."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import Bool, NameList, Text, Uuid
from ..runtime.types.schemas import RequestModel, ResponseModel

_Name = Annotated[Text, Field(max_length=40)]
_SHOWN = "id|name"


class Topic(ResponseModel):
    """One of the topics."""

    id: Uuid
    name: str


class TopicCreate(RequestModel):
    """A new topic."""

    name: _Name


class TopicUpdate(RequestModel):
    """Changes to one topic. What is absent stays as it is."""

    name: _Name | MISSING = MISSING


class TopicReplace(RequestModel):
    """All that can be changed of one topic."""

    name: _Name


class TopicPage(ResponseModel):
    """A page of topics."""

    items: list[Topic]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class TopicQuery(ListQuery):
    """Which topics to list."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    name: TextFilter[_Name] = None


class TopicViewQuery(ReadParameters):
    """Which parts of one topic to show, and what with it."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None


class TopicListQuery(TopicQuery, TopicViewQuery):
    """Which topics to list, and which parts of them."""

    deleted: Bool = False
