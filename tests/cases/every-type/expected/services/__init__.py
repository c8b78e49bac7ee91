# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 6a3ed866b9ecccda2be2ad4139fa8836
"""The operations of each entity: one class for each, which applications extend by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.http.argument_checks import NamesEntities

if TYPE_CHECKING:
    from .everything import EverythingService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services of the API. The default is the generated service. Constructors are FastAPI dependencies."""

    everything: "Callable[..., EverythingService] | None" = None
