# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: b43075896c26fe615a902149f335f1ca
"""What each operation does, a class for each entity, to be extended by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.arguments import NamesEntities

if TYPE_CHECKING:
    from .everything import EverythingService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services that the API uses; the generated one where none is given. Constructors are dependencies."""

    everything: "Callable[..., EverythingService] | None" = None
