# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 956688f620a54450c638c8031f78b1a2
"""The operations of each entity: one class for each, which applications extend by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.http.argument_checks import NamesEntities

if TYPE_CHECKING:
    from .page import PageService
    from .search import SearchService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services of the API. The default is the generated service. Constructors are FastAPI dependencies."""

    page: "Callable[..., PageService] | None" = None
    search: "Callable[..., SearchService] | None" = None
