# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 651bb901120c7fb7f630e928f61d813d
"""The operations of each entity: one class for each, which applications extend by subclassing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..runtime.http.argument_checks import NamesEntities

if TYPE_CHECKING:
    from .code import CodeService
    from .event import EventService
    from .order import OrderService
    from .order_line import OrderLineService
    from .parcel import ParcelService
    from .price import PriceService
    from .shipment import ShipmentService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(NamesEntities):
    """The services of the API. The default is the generated service. Constructors are FastAPI dependencies."""

    code: "Callable[..., CodeService] | None" = None
    event: "Callable[..., EventService] | None" = None
    order: "Callable[..., OrderService] | None" = None
    order_line: "Callable[..., OrderLineService] | None" = None
    parcel: "Callable[..., ParcelService] | None" = None
    price: "Callable[..., PriceService] | None" = None
    shipment: "Callable[..., ShipmentService] | None" = None
