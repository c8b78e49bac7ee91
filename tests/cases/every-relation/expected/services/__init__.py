# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2382724cc33e8ed9eef3f8773abe4ba7
"""The operations of each entity: one class for each, which applications extend by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.http.argument_checks import NamesEntities

if TYPE_CHECKING:
    from .badge import BadgeService
    from .country import CountryService
    from .person import PersonService
    from .team import TeamService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services of the API. The default is the generated service. Constructors are FastAPI dependencies."""

    badge: "Callable[..., BadgeService] | None" = None
    country: "Callable[..., CountryService] | None" = None
    person: "Callable[..., PersonService] | None" = None
    team: "Callable[..., TeamService] | None" = None
