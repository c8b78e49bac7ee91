# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2a628cef86129cbcbb502ebade15564f
"""The operations on badges."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.badge import Badge
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import badge as schemas


@dataclass(slots=True)
class BadgeRow:
    """The columns of Badge that a response may contain."""

    id: int
    owner_id: UUID
    number: int
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class BadgeService(
    Service[
        int,
        BadgeRow,
        schemas.BadgeCreate,
        schemas.BadgeUpdate,
        schemas.BadgeReplace,
        schemas.BadgeQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes badges. Extend it by subclassing."""

    resource = Resource(
        model=Badge,
        row=BadgeRow,
        schema=schemas.Badge,
        create=schemas.BadgeCreate,
        update=schemas.BadgeUpdate,
        constraints={
            "uq_Badges_OwnerId_No": ("owner_id", "number"),
            "fk_Badges_OwnerId": ("owner_id",),
        },
        references={"owner_id": "person"},
        referrers=REFERRERS,
        relations=RELATIONS,
        match_required=True,
    )
