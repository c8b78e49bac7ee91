# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: ae740fb486894378e9b38c33253037da
"""Requests and responses of pages."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import EmailFilter, OrderFilter, OrNull, TextFilter
from ..runtime.queries.list_parameters import FullTextQuery, ReadParameters
from ..runtime.types.json_types import DateTime, Email, Int32, NameList, Slug, Text, Url
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_Title = Annotated[Text, Field(max_length=80)]
_Body = Annotated[Text, Field(max_length=65536)]
_Contact = Annotated[Email, Field(max_length=254)]
_Slug = Annotated[Slug, Field(max_length=100)]
_Q = Annotated[Text, Field(max_length=20)]
_SHOWN = "id|title|body|contact|address|slug|q|created_at|updated_at"


class Page(ResponseModel):
    """One of the pages."""

    id: Int32
    title: str
    body: str | None
    contact: str | None
    address: str | None
    slug: str
    q: str | None
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class PageCreate(RequestModel):
    """A new page."""

    title: _Title
    body: _Body | None = None
    contact: _Contact | None = None
    slug: _Slug
    q: _Q | None = None


class PageUpdate(RequestModel):
    """Changes to one page. Absent members keep their values."""

    title: _Title | MISSING = MISSING
    body: _Body | MISSING | None = MISSING
    contact: _Contact | MISSING | None = MISSING
    q: _Q | MISSING | None = MISSING


class PageReplace(RequestModel):
    """All changeable members of one page."""

    title: _Title
    body: _Body | None
    contact: _Contact | None
    q: _Q | None


class PagePage(ResponseModel):
    """A page of pages."""

    items: list[Page]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class PageBatch(RequestModel):
    """Changes to pages: all or none are made."""

    create: Items[PageCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Int32, PageUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Int32]] = Field(default_factory=list)


class PageBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Page]
    updated: list[Page]
    deleted: list[Int32]


class PageQuery(FullTextQuery):
    """Filters and order of a list of pages."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Int32] = None
    title: TextFilter[_Title] = None
    body: OrNull[TextFilter[Annotated[Text, Field(max_length=255)]]] = None
    contact: OrNull[EmailFilter[_Contact]] = None
    address: OrNull[TextFilter[Annotated[Url, Field(max_length=255)]]] = None
    slug: TextFilter[_Slug] = None
    q__eq: OrNull[TextFilter[_Q]] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class PageViewQuery(ReadParameters):
    """Selected and expanded members of one page."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None


class PageListQuery(PageQuery, PageViewQuery):
    """All query parameters of a list of pages."""
