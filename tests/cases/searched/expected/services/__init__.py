# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 710e9db94e89d54f7bc4f7a754e12971
"""What each operation does, a class for each entity, to be extended by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.http.argument_checks import NamesEntities

if TYPE_CHECKING:
    from .page import PageService
    from .search import SearchService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services that the API uses; the generated one where none is given. Constructors are dependencies."""

    page: "Callable[..., PageService] | None" = None
    search: "Callable[..., SearchService] | None" = None
