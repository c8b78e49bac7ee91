# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: fc859a23b73a63dce7e2f9190d30c474
"""The operations on shipments."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.shipment import Shipment
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import shipment as schemas


@dataclass(slots=True)
class ShipmentRow:
    """The columns of Shipment that a response may contain."""

    id: UUID
    line_order_id: UUID
    line_line: int
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class ShipmentService(
    Service[
        UUID,
        ShipmentRow,
        schemas.ShipmentCreate,
        schemas.ShipmentUpdate,
        schemas.ShipmentReplace,
        schemas.ShipmentQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes shipments. Extend it by subclassing."""

    resource = Resource(
        model=Shipment,
        row=ShipmentRow,
        schema=schemas.Shipment,
        create=schemas.ShipmentCreate,
        update=schemas.ShipmentUpdate,
        constraints={
            "fk_shipments_line_order_id_line_line": ("line_order_id", "line_line"),
            "fk_shipments_price_class_price_colour_price_day_price_code_id": (),
            "ck_shipments_price_class_price_colour_price_day_price_code_id": (
                "price_class",
                "price_colour",
                "price_day",
                "price_code_id",
            ),
        },
        references={
            ("line_order_id", "line_line"): "order_line",
            ("price_class", "price_colour", "price_day", "price_code_id"): "price",
        },
        referrers=REFERRERS,
        relations=RELATIONS,
    )
