# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 9e8370d5fa32357206647451b7144c66
"""The operations of each entity: one class for each, which applications extend by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.http.argument_checks import NamesEntities

if TYPE_CHECKING:
    from .thing import ThingService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services of the API. The default is the generated service. Constructors are FastAPI dependencies."""

    thing: "Callable[..., ThingService] | None" = None
