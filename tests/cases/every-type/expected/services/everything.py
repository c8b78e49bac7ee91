# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4d84d36f55ec773282618d779240bcd1
"""The operations on everythings."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from ..enums import Colour, EverythingSize
from ..models.everything import Everything
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import everything as schemas


@dataclass(slots=True)
class EverythingRow:
    """The columns of Everything that a response may contain."""

    id: UUID
    string: str
    text_: str
    integer: int
    bigint: int
    digits: int
    counters: list[int]
    float_: float
    decimal: Decimal
    precise_limit: Decimal
    bigint_part: int
    precise: Decimal | None
    boolean: bool
    date_: dt.date
    time_: dt.time
    datetime_: dt.datetime
    duration: dt.timedelta
    uuid: UUID
    email: str
    url: str | None
    slug: str
    ip: str | None
    colour: Colour
    size: EverythingSize
    json_: Any
    shape: Any | None
    bytes_: bytes | None
    tags: list[str]
    numbers: list[Decimal] | None
    colours: list[Colour]
    score: int
    class_: str | None
    l_: int | None
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class EverythingService(
    Service[
        UUID,
        EverythingRow,
        schemas.EverythingCreate,
        schemas.EverythingUpdate,
        schemas.EverythingReplace,
        schemas.EverythingQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes everythings. Extend it by subclassing."""

    resource = Resource(
        model=Everything,
        row=EverythingRow,
        schema=schemas.Everything,
        create=schemas.EverythingCreate,
        update=schemas.EverythingUpdate,
        constraints={
            "uq_all_of_it_bigint": ("bigint",),
            "uq_all_of_it_email": ("email",),
            "ck_all_of_it_affordable": ("decimal", "precise_limit", "precise"),
            "ck_all_of_it_recent": ("date_", "datetime_"),
            "ck_all_of_it_sized": ("size", "class_", "boolean"),
            "ck_all_of_it_small": ("integer", "bigint_part", "l_"),
            "ck_all_of_it_words": ("text_", "integer"),
        },
        passwords=("password",),
        referrers=REFERRERS,
        relations=RELATIONS,
    )
