# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 735fee0cd9e835dfe3116fab75b3cc6c
"""Requests and responses of countries."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import NameList, Text
from ..runtime.types.schemas import Change, Deletion, Items, RequestModel, ResponseModel

_Id = Annotated[str, Field(min_length=1, max_length=2, pattern="^[A-Z]{2}$")]
_Name = Annotated[Text, Field(max_length=60)]
_SHOWN = "id|name"
_PATHS = "people(?:\\.(?:home|boss|team|friends|teams|staff|friend_of|leads))?"


class Country(ResponseModel):
    """One of the countries."""

    id: str
    name: str


class CountryCreate(RequestModel):
    """A new country."""

    id: _Id
    name: _Name


class CountryUpdate(RequestModel):
    """Changes to one country. Absent members keep their values."""

    name: _Name | MISSING = MISSING


class CountryReplace(RequestModel):
    """All changeable members of one country."""

    name: _Name


class CountryPage(ResponseModel):
    """A page of countries."""

    items: list[Country]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class CountryBatch(RequestModel):
    """Changes to countries: all or none are made."""

    create: Items[CountryCreate] = Field(default_factory=list)
    update: Items[
        Change[
            Annotated[str, Field(min_length=1, max_length=2, pattern="^[A-Z]{2}$")], CountryUpdate
        ]
    ] = Field(default_factory=list)
    delete: Items[
        Deletion[Annotated[str, Field(min_length=1, max_length=2, pattern="^[A-Z]{2}$")]]
    ] = Field(default_factory=list)


class CountryBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Country]
    updated: list[Country]
    deleted: list[str]


class CountryQuery(ListQuery):
    """Filters and order of a list of countries."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: TextFilter[_Id] = None
    name: TextFilter[_Name] = None


class CountryViewQuery(ReadParameters):
    """Selected and expanded members of one country."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class CountryListQuery(CountryQuery, CountryViewQuery):
    """All query parameters of a list of countries."""
