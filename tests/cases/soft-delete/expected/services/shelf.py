# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: aa8d490fddd3dea206895006d41df0ef
"""The operations on shelves."""

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
    """The columns of Shelf that a response may contain."""

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
