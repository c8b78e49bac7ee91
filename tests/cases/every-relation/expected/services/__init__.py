# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: a4aa998e32102f91f7bde28ab4526c9a
"""What each operation does, a class for each entity, to be extended by subclassing."""

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
    """The services that the API uses; the generated one where none is given. Constructors are dependencies."""

    badge: "Callable[..., BadgeService] | None" = None
    country: "Callable[..., CountryService] | None" = None
    person: "Callable[..., PersonService] | None" = None
    team: "Callable[..., TeamService] | None" = None
