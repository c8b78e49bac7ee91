# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 02e1c55215d4e95f5d3f2ff1b30d1cff
"""What each operation does, a class for each entity, to be extended by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.arguments import NamesEntities

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
