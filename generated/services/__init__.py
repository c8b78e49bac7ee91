# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7476b3590a576539c39d87f2b5044b97
"""The operations of each entity: one class for each, which applications extend by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.http.argument_checks import NamesEntities

if TYPE_CHECKING:
    from .comment import CommentService
    from .post import PostService
    from .tag import TagService
    from .user import UserService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services of the API. The default is the generated service. Constructors are FastAPI dependencies."""

    comment: "Callable[..., CommentService] | None" = None
    post: "Callable[..., PostService] | None" = None
    tag: "Callable[..., TagService] | None" = None
    user: "Callable[..., UserService] | None" = None
