# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 93e7ce46733566bdf299cc279797f3e4
"""The operations on shelves."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.place import Place
from ..models.shelf import Shelf
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.links import Links
from ..runtime.resources.model_columns import column_of
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import shelf as schemas


@dataclass(slots=True)
class ShelfRow:
    """The columns of Shelf that a response may contain."""

    id: UUID
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int
    person_ids: list[UUID]


class ShelfService(
    Service[
        UUID,
        ShelfRow,
        schemas.ShelfCreate,
        schemas.ShelfUpdate,
        schemas.ShelfReplace,
        schemas.ShelfQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes shelves. Extend it by subclassing."""

    resource = Resource(
        model=Shelf,
        row=ShelfRow,
        schema=schemas.Shelf,
        create=schemas.ShelfCreate,
        update=schemas.ShelfUpdate,
        constraints={
            "fk_places_person_id": ("person_ids",),
        },
        links=(
            Links(
                "person_ids",
                owner=column_of(Place, "shelf_id"),
                target=column_of(Place, "person_id"),
                relation="person",
                through="place",
                stamped=True,
            ),
        ),
        referrers=REFERRERS,
        relations=RELATIONS,
    )
