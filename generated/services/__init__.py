# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 655304ffc615a24f9fa247c80753fb41
"""What each operation does, a class for each entity, to be extended by subclassing."""

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
    """The services that the API uses; the generated one where none is given. Constructors are dependencies."""

    comment: "Callable[..., CommentService] | None" = None
    post: "Callable[..., PostService] | None" = None
    tag: "Callable[..., TagService] | None" = None
    user: "Callable[..., UserService] | None" = None
