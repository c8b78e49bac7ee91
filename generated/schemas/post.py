# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: fa8fbcc5d9ec161c026274729e5deb3a
"""Requests and responses of posts."""

from decimal import Decimal
from typing import Annotated

from pydantic import MISSING, Field

from ..enums import PostStatus
from ..runtime.queries.filters import LinkFilter, OrderFilter, OrNull, TextFilter
from ..runtime.queries.list_parameters import FullTextQuery, ReadParameters
from ..runtime.types.json_types import (
    DateTime,
    DecimalText,
    Digits,
    Int32,
    JsonValue,
    NameList,
    Text,
    Unique,
    Uuid,
)
from ..runtime.types.schemas import (
    Items,
    RequestModel,
    ResponseModel,
    VersionedChange,
    VersionedDeletion,
)

_Title = Annotated[Text, Field(min_length=1, max_length=200)]
_Slug = Annotated[str, Field(max_length=80, pattern="^[0-9a-z-]+$")]
_Body = Annotated[Text, Field(max_length=65536)]
_Rating = Annotated[Decimal, Digits(4, 2, ge="0", le="10")]
_Keywords = Annotated[list[Annotated[Text, Field(max_length=40)]], Field(max_length=20)]
_TagIds = Annotated[list[Int32], Field(max_length=100), Unique()]
_SHOWN = (
    "id|title|slug|body|status|rating|published_at|keywords|metadata|"
    "author_id|parent_id|created_at|updated_at|tag_ids"
)
_PATHS = (
    "author(?:\\.(?:comments|posts))?|parent(?:\\.(?:author|parent|tags|"
    "comments))?|tags|comments(?:\\.(?:post|author|parent))?"
)
_SORTED = (
    "-?(?:id|title|slug|body|status|rating|published_at|author_id|parent_id|created_at|updated_at)"
)


class Post(ResponseModel):
    """An article."""

    id: Uuid
    title: str
    slug: str
    body: str
    status: PostStatus
    rating: DecimalText | None
    published_at: DateTime | None
    keywords: list[str]
    metadata_: Annotated[JsonValue, Field(alias="metadata")]
    author_id: Uuid
    parent_id: Uuid | None
    created_at: DateTime
    """When the resource was created."""
    updated_at: DateTime
    """When the resource was last changed."""
    tag_ids: list[Int32]


class PostCreate(RequestModel):
    """A new post."""

    title: _Title
    slug: _Slug
    body: _Body
    status: PostStatus = PostStatus.DRAFT
    rating: _Rating | None = None
    published_at: DateTime | None = None
    keywords: _Keywords
    metadata_: Annotated[JsonValue | MISSING, Field(alias="metadata")] = MISSING
    author_id: Uuid
    parent_id: Uuid | None = None
    tag_ids: _TagIds | MISSING = MISSING


class PostUpdate(RequestModel):
    """Changes to one post. Absent members keep their values."""

    title: _Title | MISSING = MISSING
    body: _Body | MISSING = MISSING
    status: PostStatus | MISSING = MISSING
    rating: _Rating | MISSING | None = MISSING
    published_at: DateTime | MISSING | None = MISSING
    keywords: _Keywords | MISSING = MISSING
    metadata_: Annotated[JsonValue | MISSING, Field(alias="metadata")] = MISSING
    author_id: Uuid | MISSING = MISSING
    parent_id: Uuid | MISSING | None = MISSING
    tag_ids: _TagIds | MISSING = MISSING


class PostReplace(RequestModel):
    """All changeable members of one post."""

    title: _Title
    body: _Body
    status: PostStatus
    rating: _Rating | None
    published_at: DateTime | None
    keywords: _Keywords
    metadata_: Annotated[JsonValue, Field(alias="metadata")]
    author_id: Uuid
    parent_id: Uuid | None
    tag_ids: _TagIds


class PostPage(ResponseModel):
    """A page of posts."""

    items: list[Post]
    next_cursor: str | None
    previous_cursor: str | None
    total: int | MISSING = MISSING


class PostBatch(RequestModel):
    """Changes to posts: all or none are made."""

    create: Items[PostCreate] = Field(default_factory=list)
    update: Items[VersionedChange[Uuid, PostUpdate]] = Field(default_factory=list)
    delete: Items[VersionedDeletion[Uuid]] = Field(default_factory=list)


class PostBatchResult(ResponseModel):
    """The result of a batch."""

    created: list[Post]
    updated: list[Post]
    deleted: list[Uuid]


class PostQuery(FullTextQuery):
    """Filters and order of a list of posts."""

    sort: Annotated[str, NameList(_SORTED, most=4)] | None = None
    id: OrderFilter[Uuid] = None
    title: TextFilter[_Title] = None
    slug: TextFilter[_Slug] = None
    body: TextFilter[Annotated[Text, Field(max_length=255)]] = None
    status: OrderFilter[PostStatus] = None
    rating: OrNull[OrderFilter[_Rating]] = None
    published_at: OrNull[OrderFilter[DateTime]] = None
    keywords__has: Annotated[Text, Field(max_length=40)] | None = None
    author_id: OrderFilter[Uuid] = None
    parent_id: OrNull[OrderFilter[Uuid]] = None
    created_at: OrderFilter[DateTime] = None
    updated_at: OrderFilter[DateTime] = None
    tag_id: LinkFilter[Int32] = None


class PostViewQuery(ReadParameters):
    """Selected and expanded members of one post."""

    fields: Annotated[str, NameList(_SHOWN)] | None = None
    expand: Annotated[str, NameList(_PATHS, most=10)] | None = None


class PostListQuery(PostQuery, PostViewQuery):
    """All query parameters of a list of posts."""
