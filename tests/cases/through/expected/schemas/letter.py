# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 988b4ec9aaff79ad67be461a5cf15a0b
"""Requests and responses of letters."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, OrNull
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, Int64, NameList, Uuid
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_SHOWN = "id|friendship_id|created_at|updated_at"
_PATHS = "friendship(?:\\.(?:person|friend))?"


class Letter(ResponseModel):
    """One of the letters."""

    id: Uuid
    friendship_id: Int64 | None
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class LetterCreate(RequestModel):
    """A new letter."""

    friendship_id: Int64 | None = None


class LetterUpdate(RequestModel):
    """Changes to one letter. Absent members keep their values."""

    friendship_id: Int64 | MISSING | None = MISSING


class LetterReplace(RequestModel):
    """All changeable members of one letter."""

    friendship_id: Int64 | None


class LetterPage(ResponseModel):
    """A page of letters."""

    items: list[Letter]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class LetterBatch(RequestModel):
    """Changes to letters: all or none are made."""

    create: Items[LetterCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, LetterUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class LetterBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Letter]
    updated: list[Letter]
    deleted: list[Uuid]


class LetterQuery(ListQuery):
    """Filters and order of a list of letters."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    friendship_id: OrNull[OrderFilter[Int64]] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class LetterViewQuery(ReadParameters):
    """Selected and expanded members of one letter."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class LetterListQuery(LetterQuery, LetterViewQuery):
    """All query parameters of a list of letters."""
