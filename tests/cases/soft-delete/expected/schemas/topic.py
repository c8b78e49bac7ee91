# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: bbff4d32c3c3507cb31fc44c98521598
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
    """Changes to one topic. Absent members keep their values."""

    name: _Name | MISSING = MISSING


class TopicReplace(RequestModel):
    """All changeable members of one topic."""

    name: _Name


class TopicPage(ResponseModel):
    """A page of topics."""

    items: list[Topic]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class TopicQuery(ListQuery):
    """Filters and order of a list of topics."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    name: TextFilter[_Name] = None


class TopicViewQuery(ReadParameters):
    """Selected and expanded members of one topic."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None


class TopicListQuery(TopicQuery, TopicViewQuery):
    """All query parameters of a list of topics."""

    deleted: Bool = False
