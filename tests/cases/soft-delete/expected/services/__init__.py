# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: eb0c95765f2eb69c76090f323228957b
"""What each operation does, a class for each entity, to be extended by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.http.argument_checks import NamesEntities

if TYPE_CHECKING:
    from .author import AuthorService
    from .book import BookService
    from .place import PlaceService
    from .shelf import ShelfService
    from .topic import TopicService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services that the API uses; the generated one where none is given. Constructors are dependencies."""

    author: "Callable[..., AuthorService] | None" = None
    book: "Callable[..., BookService] | None" = None
    place: "Callable[..., PlaceService] | None" = None
    shelf: "Callable[..., ShelfService] | None" = None
    topic: "Callable[..., TopicService] | None" = None
