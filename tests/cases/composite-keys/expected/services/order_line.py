# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 6d1067ca159b093499f9ede1dc461856
"""The operations on order_lines."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from ..models.order_line import OrderLine
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import order_line as schemas


@dataclass(slots=True)
class OrderLineRow:
    """The columns of OrderLine that a response may contain."""

    amount: Decimal
    order_id: UUID
    line: int
    note: str | None
    parent_order_id: UUID | None
    parent_line: int | None
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class OrderLineService(
    Service[
        tuple[UUID, int],
        OrderLineRow,
        schemas.OrderLineCreate,
        schemas.OrderLineUpdate,
        schemas.OrderLineReplace,
        schemas.OrderLineQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes order_lines. Extend it by subclassing."""

    resource = Resource(
        model=OrderLine,
        row=OrderLineRow,
        schema=schemas.OrderLine,
        create=schemas.OrderLineCreate,
        update=schemas.OrderLineUpdate,
        constraints={
            "uq_order_lines_parent_order_id_parent_line": ("parent_order_id", "parent_line"),
            "fk_order_lines_order_id": ("order_id",),
            "fk_order_lines_parent_order_id_parent_line": ("parent_order_id", "parent_line"),
            "ck_order_lines_parent_order_id_parent_line": ("parent_order_id", "parent_line"),
        },
        key=("order_id", "line"),
        sort=(("amount", True),),
        references={"order_id": "order", ("parent_order_id", "parent_line"): "order_line"},
        referrers=REFERRERS,
        relations=RELATIONS,
    )
