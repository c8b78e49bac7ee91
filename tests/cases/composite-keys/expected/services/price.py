# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: ff840995af6825b7f845847b435b9d8b
"""The operations on prices."""

import datetime as dt
from dataclasses import dataclass

from ..enums import PriceColour
from ..models.price import Price
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import price as schemas


@dataclass(slots=True)
class PriceRow:
    """The columns of Price that a response may contain."""

    class_: str
    colour: PriceColour
    day: dt.date
    code_id: str
    value: int
    row_version: int


class PriceService(
    Service[
        tuple[str, PriceColour, dt.date, str],
        PriceRow,
        schemas.PriceCreate,
        schemas.PriceUpdate,
        schemas.PriceReplace,
        schemas.PriceQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes prices. Extend it by subclassing."""

    resource = Resource(
        model=Price,
        row=PriceRow,
        schema=schemas.Price,
        create=schemas.PriceCreate,
        update=schemas.PriceUpdate,
        constraints={
            "uq_prices_value": ("value",),
            "fk_prices_code_id": ("code_id",),
        },
        key=("class_", "colour", "day", "code_id"),
        references={"code_id": "code"},
        referrers=REFERRERS,
        relations=RELATIONS,
        timestamps=False,
        match_required=True,
    )
