# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2c78918a0c3022559d37295a76984464
"""What each operation does, a class for each entity, to be extended by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.arguments import NamesEntities

if TYPE_CHECKING:
    from .page import PageService
    from .search import SearchService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services that the API uses; the generated one where none is given. Constructors are dependencies."""

    page: "Callable[..., PageService] | None" = None
    search: "Callable[..., SearchService] | None" = None
