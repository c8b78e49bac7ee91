# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 8f792831d29f136cd2376bf7db67cf26
"""Requests and responses of searches."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, TextFilter
from ..runtime.queries.list_parameters import FullTextQuery, ReadParameters
from ..runtime.types.json_types import DateTime, NameList, Text
from ..runtime.types.schemas import RequestModel, ResponseModel

_Id = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=(
            "^(?:[0-9A-Z_acdf-z-][0-9A-Z_a-z-]*|b(?:[0-9A-Z_b-z-][0-9A-Z_a-z-]*|"
            "a(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|t(?:[0-9A-Z_abd-z-][0-9A-Z_a-z-]*|"
            "c(?:[0-9A-Z_a-gi-z-][0-9A-Z_a-z-]*|h[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?|"
            "e(?:[0-9A-Z_a-wyz-][0-9A-Z_a-z-]*|x(?:[0-9A-Z_a-oq-z-][0-9A-Z_a-z-]*|"
            "p(?:[0-9A-Z_a-np-z-][0-9A-Z_a-z-]*|o(?:[0-9A-Z_a-qs-z-][0-9A-Z_a-z-]*|"
            "r(?:[0-9A-Z_a-su-z-][0-9A-Z_a-z-]*|"
            "t[0-9A-Z_a-z-][0-9A-Z_a-z-]*)?)?)?)?)?)$"
        ),
    ),
]
_Text = Annotated[Text, Field(max_length=65536)]
_SHOWN = "id|text|created_at|updated_at"


class Search(ResponseModel):
    """One of the searches."""

    id: str
    text_: Annotated[str, Field(alias="text")]
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class SearchCreate(RequestModel):
    """A new search."""

    id: _Id
    text_: Annotated[_Text, Field(alias="text")]


class SearchUpdate(RequestModel):
    """Changes to one search. Absent members keep their values."""

    text_: Annotated[_Text | MISSING, Field(alias="text")] = MISSING


class SearchReplace(RequestModel):
    """All changeable members of one search."""

    text_: Annotated[_Text, Field(alias="text")]


class SearchPage(ResponseModel):
    """A page of searches."""

    items: list[Search]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class SearchQuery(FullTextQuery):
    """Filters and order of a list of searches."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: TextFilter[_Id] = None
    text_: Annotated[TextFilter[Annotated[Text, Field(max_length=255)]], Field(alias="text")] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class SearchViewQuery(ReadParameters):
    """Selected and expanded members of one search."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None


class SearchListQuery(SearchQuery, SearchViewQuery):
    """All query parameters of a list of searches."""
