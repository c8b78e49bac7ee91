# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 58fa743a068804c8e2b8a03814e3507c
"""The operations of each entity: one class for each, which applications extend by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.http.argument_checks import NamesEntities

if TYPE_CHECKING:
    from .friendship import FriendshipService
    from .letter import LetterService
    from .person import PersonService
    from .place import PlaceService
    from .post import PostService
    from .post_tag import PostTagService
    from .shelf import ShelfService
    from .tag import TagService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services of the API. The default is the generated service. Constructors are FastAPI dependencies."""

    friendship: "Callable[..., FriendshipService] | None" = None
    letter: "Callable[..., LetterService] | None" = None
    person: "Callable[..., PersonService] | None" = None
    place: "Callable[..., PlaceService] | None" = None
    post: "Callable[..., PostService] | None" = None
    post_tag: "Callable[..., PostTagService] | None" = None
    shelf: "Callable[..., ShelfService] | None" = None
    tag: "Callable[..., TagService] | None" = None
