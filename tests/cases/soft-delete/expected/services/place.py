# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: dc0461310b62ec129f8a856e0b7cdc4e
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

    id: UUID
    book_id: str
    shelf_id: UUID
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class PlaceService(
    Service[
        UUID,
        PlaceRow,
        schemas.PlaceCreate,
        schemas.PlaceUpdate,
        schemas.PlaceReplace,
        schemas.PlaceQuery,
    ]
):
    """Lists, creates, reads, updates, replaces, deletes and restores places. Extend it by subclassing."""

    resource = Resource(
        model=Place,
        row=PlaceRow,
        schema=schemas.Place,
        create=schemas.PlaceCreate,
        update=schemas.PlaceUpdate,
        constraints={
            "uq_places_book_id_shelf_id": ("book_id", "shelf_id"),
            "fk_places_book_id": ("book_id",),
            "fk_places_shelf_id": ("shelf_id",),
        },
        references={"book_id": "book", "shelf_id": "shelf"},
        referrers=REFERRERS,
        relations=RELATIONS,
        soft_delete=True,
        soft_delete_references=("book_id",),
    )
