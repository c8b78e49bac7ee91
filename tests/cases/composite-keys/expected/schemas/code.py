# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 77a827c8cea91cb7139c5b54eb8976e7
"""Requests and responses of codes."""

from typing import Annotated

from pydantic import MISSING, Field

from ..runtime.queries.filters import OrderFilter, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, NameList
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

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
_SHOWN = "id|created_at|updated_at"


class Code(ResponseModel):
    """One of the codes."""

    id: str
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class CodeCreate(RequestModel):
    """A new code."""

    id: _Id


class CodeUpdate(RequestModel):
    """Changes to one code. Absent members keep their values."""


class CodeReplace(RequestModel):
    """All changeable members of one code."""


class CodePage(ResponseModel):
    """A page of codes."""

    items: list[Code]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class CodeBatch(RequestModel):
    """Changes to codes: all or none are made."""

    create: Items[CodeCreate] = Field(default_factory=list)
    update: Items[
        VersionedChange[
            Annotated[
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
            ],
            CodeUpdate,
        ]
    ] = Field(default_factory=list)
    delete: Items[
        VersionedDeletion[
            Annotated[
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
        ]
    ] = Field(default_factory=list)


class CodeBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Code]
    updated: list[Code]
    deleted: list[str]


class CodeQuery(ListQuery):
    """Filters and order of a list of codes."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: TextFilter[_Id] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class CodeViewQuery(ReadParameters):
    """Selected and expanded members of one code."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None


class CodeListQuery(CodeQuery, CodeViewQuery):
    """All query parameters of a list of codes."""
