# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 81719bf41c478d36d90f187c70e9aae9
"""What each operation does, a class for each entity, to be extended by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .everything import EverythingService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services that the API uses; the generated one where none is given. Constructors are dependencies."""

    everything: "Callable[..., EverythingService] | None" = None
