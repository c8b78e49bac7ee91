# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: b60e61318ccc1c8c843b1a5e2d047283
"""The operations on places."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.place import Place
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import place as schemas


@dataclass(slots=True)
class PlaceRow:
    """The columns of Place that a response may contain."""

    shelf_id: UUID
    person_id: UUID
    since: dt.date | None
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class PlaceService(
    Service[
        tuple[UUID, UUID],
        PlaceRow,
        schemas.PlaceCreate,
        schemas.PlaceUpdate,
        schemas.PlaceReplace,
        schemas.PlaceQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes places. Extend it by subclassing."""

    resource = Resource(
        model=Place,
        row=PlaceRow,
        schema=schemas.Place,
        create=schemas.PlaceCreate,
        update=schemas.PlaceUpdate,
        constraints={
            "fk_places_shelf_id": ("shelf_id",),
            "fk_places_person_id": ("person_id",),
        },
        key=("person_id", "shelf_id"),
        references={"shelf_id": "shelf", "person_id": "person"},
        referrers=REFERRERS,
        relations=RELATIONS,
    )
