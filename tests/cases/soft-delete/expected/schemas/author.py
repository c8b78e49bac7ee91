# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2edd25b1785d12330a680b74b9581dc8
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
    """Changes to one author. What is absent stays as it is."""

    email: _Email | MISSING = MISSING
    deleted: Bool | MISSING = MISSING


class AuthorReplace(RequestModel):
    """All that can be changed of one author."""

    email: _Email
    deleted: Bool


class AuthorPage(ResponseModel):
    """A page of authors."""

    items: list[Author]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class AuthorBatch(RequestModel):
    """What to do with authors: all of it, or nothing."""

    create: Items[AuthorCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, AuthorUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class AuthorBatchResult(ResponseModel):
    """What a batch has done."""

    created: list[Author]
    updated: list[Author]
    deleted: list[Uuid]


class AuthorQuery(ListQuery):
    """Which authors to list."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    email: EmailFilter[_Email] = None
    deleted__eq: EqualFilter[Bool] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class AuthorViewQuery(ReadParameters):
    """Which parts of one author to show, and what with it."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None


class AuthorListQuery(AuthorQuery, AuthorViewQuery):
    """Which authors to list, and which parts of them."""

    deleted: Bool = False
