# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: bb220fee2ce69cbb220d08fd3f1ec2d6
"""Requests and responses of users."""

from typing import Annotated

from pydantic import MISSING, Field, SecretStr

from ..enums import Role
from ..runtime.queries.filters import EmailFilter, OrderFilter, OrNull, TextFilter
from ..runtime.queries.list_parameters import ListQuery, ReadParameters
from ..runtime.types.json_types import DateTime, Email, NameList, Secret, Text, Uuid
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_Email = Annotated[Email, Field(max_length=254)]
_Password = Annotated[SecretStr, Secret(min_length=1, max_length=128)]
_Name = Annotated[Text, Field(max_length=80)]
_Bio = Annotated[Text, Field(max_length=65536)]
_SHOWN = "id|email|name|role|bio|created_at|updated_at"
_PATHS = "comments(?:\\.(?:post|author|parent))?|posts(?:\\.(?:author|parent|tags|comments))?"


class User(ResponseModel):
    """Someone who can sign in."""

    id: Uuid
    email: str
    name: str | None
    role: Role
    bio: str | None
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""


class UserCreate(RequestModel):
    """A new user."""

    email: _Email
    password: Annotated[_Password, Field(repr=False)]
    name: _Name | None = None
    bio: _Bio | None = None


class UserUpdate(RequestModel):
    """Changes to one user. Absent members keep their values."""

    email: _Email | MISSING = MISSING
    password: Annotated[_Password | MISSING, Field(repr=False)] = MISSING
    name: _Name | MISSING | None = MISSING
    bio: _Bio | MISSING | None = MISSING


class UserReplace(RequestModel):
    """All changeable members of one user."""

    email: _Email
    password: Annotated[_Password | MISSING, Field(repr=False)] = MISSING
    name: _Name | None
    bio: _Bio | None


class UserPage(ResponseModel):
    """A page of users."""

    items: list[User]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class UserBatch(RequestModel):
    """Changes to users: all or none are made."""

    create: Items[UserCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, UserUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class UserBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[User]
    updated: list[User]
    deleted: list[Uuid]


class UserQuery(ListQuery):
    """Filters and order of a list of users."""

    sort: Annotated[str, NameList(f"-?(?:{_SHOWN})", most=4)] | None = None
    id: OrderFilter[Uuid] = None
    email: EmailFilter[_Email] = None
    name: OrNull[TextFilter[_Name]] = None
    role: OrderFilter[Role] = None
    bio: OrNull[TextFilter[Annotated[Text, Field(max_length=255)]]] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None


class UserViewQuery(ReadParameters):
    """Selected and expanded members of one user."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class UserListQuery(UserQuery, UserViewQuery):
    """All query parameters of a list of users."""
