# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 9950fd9249ee33893a2c474b8ca74091
"""The operations on parcels."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.parcel import Parcel
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import parcel as schemas


@dataclass(slots=True)
class ParcelRow:
    """The columns of Parcel that a response may contain."""

    number: int
    line_order_id: UUID
    line_line: int
    beside_line_order_id: UUID | None
    beside_line_line: int | None
    beside_number: int | None
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class ParcelService(
    Service[
        tuple[UUID, int, int],
        ParcelRow,
        schemas.ParcelCreate,
        schemas.ParcelUpdate,
        schemas.ParcelReplace,
        schemas.ParcelQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes parcels. Extend it by subclassing."""

    resource = Resource(
        model=Parcel,
        row=ParcelRow,
        schema=schemas.Parcel,
        create=schemas.ParcelCreate,
        update=schemas.ParcelUpdate,
        constraints={
            "fk_parcels_line_order_id_line_line": ("line_order_id", "line_line"),
            "fk_parcels_beside_line_order_id_beside_line_line_beside_number": (
                "beside_line_order_id",
                "beside_line_line",
                "beside_number",
            ),
            "ck_parcels_beside_line_order_id_beside_line_line_beside_number": (
                "beside_line_order_id",
                "beside_line_line",
                "beside_number",
            ),
        },
        key=("line_order_id", "line_line", "number"),
        references={
            ("line_order_id", "line_line"): "order_line",
            ("beside_line_order_id", "beside_line_line", "beside_number"): "parcel",
        },
        referrers=REFERRERS,
        relations=RELATIONS,
    )
