# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7613d3a10163b2f2b0445139f9f4fd81
"""What the API does with orders."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.order import Order
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import order as schemas


@dataclass(slots=True)
class OrderRow:
    """The columns of Order that a response may hold, as the database gives them."""

    id: UUID
    number: str
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class OrderService(
    Service[
        UUID,
        OrderRow,
        schemas.OrderCreate,
        schemas.OrderUpdate,
        schemas.OrderReplace,
        schemas.OrderQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes orders. Extend it by subclassing."""

    resource = Resource(
        model=Order,
        row=OrderRow,
        schema=schemas.Order,
        create=schemas.OrderCreate,
        update=schemas.OrderUpdate,
        constraints={
            "uq_orders_number": ("number",),
        },
        referrers=REFERRERS,
        relations=RELATIONS,
    )
