# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: f6378db88b6f30fd8ce68e55d9e1a763
"""The operations on orders."""

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
    """The columns of Order that a response may contain."""

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
