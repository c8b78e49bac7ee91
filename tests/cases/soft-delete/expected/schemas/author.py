# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: c82681a0c66a03b3e3da4f3f37024765
"""Requests and responses of authors."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import EmailFilter, EqualFilter, OrderFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import Bool, DateTime, Email, NameList, Uuid
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_Email = Annotated[Email, Field(max_length=254)]
_SHOWN = "id|email|deleted|created_at|updated_at"


class Author(ResponseModel):
    """One of the authors."""

    id: Uuid
    email: str
    deleted: Bool
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class AuthorCreate(RequestModel):
    """A new author."""

    email: _Email
    deleted: Bool = False


class AuthorUpdate(RequestModel):
    """Changes to one author. Absent members keep their values."""

    email: _Email | MISSING = MISSING
    deleted: Bool | MISSING = MISSING


class AuthorReplace(RequestModel):
    """All changeable members of one author."""

    email: _Email
    deleted: Bool


class AuthorPage(ResponseModel):
    """A page of authors."""

    items: list[Author]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class AuthorBatch(RequestModel):
    """Changes to authors: all or none are made."""

    create: Items[AuthorCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, AuthorUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class AuthorBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Author]
    updated: list[Author]
    deleted: list[Uuid]


class AuthorQuery(ListQuery):
    """Filters and order of a list of authors."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    email: EmailFilter[_Email] = None
    deleted__eq: EqualFilter[Bool] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class AuthorViewQuery(ReadParameters):
    """Selected and expanded members of one author."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None


class AuthorListQuery(AuthorQuery, AuthorViewQuery):
    """All query parameters of a list of authors."""

    deleted: Bool = False
