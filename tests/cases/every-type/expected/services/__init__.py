# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: c8f0b3b47767492d4d9bc4e71e6b5959
"""What each operation does, a class for each entity, to be extended by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.http.argument_checks import NamesEntities

if TYPE_CHECKING:
    from .everything import EverythingService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services that the API uses; the generated one where none is given. Constructors are dependencies."""

    everything: "Callable[..., EverythingService] | None" = None
