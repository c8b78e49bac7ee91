# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: c25c749e07eb659f299c41dc2b4a21f3
"""What each operation does, a class for each entity, to be extended by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.http.argument_checks import NamesEntities

if TYPE_CHECKING:
    from .thing import ThingService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services that the API uses; the generated one where none is given. Constructors are dependencies."""

    thing: "Callable[..., ThingService] | None" = None
