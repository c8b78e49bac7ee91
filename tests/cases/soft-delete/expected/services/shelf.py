# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: d864a0d898044261cf91bdcb0eda5ca8
"""What the API does with shelves."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.shelf import Shelf
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import shelf as schemas


@dataclass(slots=True)
class ShelfRow:
    """The columns of Shelf that a response may hold, as the database gives them."""

    id: UUID
    name: str
    finest_id: str | None
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


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
            "fk_shelves_finest_id": ("finest_id",),
        },
        references={"finest_id": "book"},
        referrers=REFERRERS,
        relations=RELATIONS,
        soft_delete_references=("finest_id",),
    )
