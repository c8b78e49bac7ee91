# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: c29930614584b8f7209a4a2cd325c00d
"""The operations of each entity: one class for each, which applications extend by subclassing."""

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
    """The services of the API. The default is the generated service. Constructors are FastAPI dependencies."""

    author: "Callable[..., AuthorService] | None" = None
    book: "Callable[..., BookService] | None" = None
    place: "Callable[..., PlaceService] | None" = None
    shelf: "Callable[..., ShelfService] | None" = None
    topic: "Callable[..., TopicService] | None" = None
