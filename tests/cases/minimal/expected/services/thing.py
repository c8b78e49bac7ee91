# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3816c14477ae7fe21038cd0f2d6a706e
"""The operations on things."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.thing import Thing
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import thing as schemas


@dataclass(slots=True)
class ThingRow:
    """The columns of Thing that a response may contain."""

    id: UUID
    name: str
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class ThingService(
    Service[
        UUID,
        ThingRow,
        schemas.ThingCreate,
        schemas.ThingUpdate,
        schemas.ThingReplace,
        schemas.ThingQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes things. Extend it by subclassing."""

    resource = Resource(
        model=Thing,
        row=ThingRow,
        schema=schemas.Thing,
        create=schemas.ThingCreate,
        update=schemas.ThingUpdate,
        referrers=REFERRERS,
        relations=RELATIONS,
    )
