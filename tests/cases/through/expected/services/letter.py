# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 5f0bacaf48d9cae23ce9860a96e8162a
"""The operations on letters."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.letter import Letter
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import letter as schemas


@dataclass(slots=True)
class LetterRow:
    """The columns of Letter that a response may contain."""

    id: UUID
    friendship_id: int | None
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class LetterService(
    Service[
        UUID,
        LetterRow,
        schemas.LetterCreate,
        schemas.LetterUpdate,
        schemas.LetterReplace,
        schemas.LetterQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes letters. Extend it by subclassing."""

    resource = Resource(
        model=Letter,
        row=LetterRow,
        schema=schemas.Letter,
        create=schemas.LetterCreate,
        update=schemas.LetterUpdate,
        constraints={
            "fk_letters_friendship_id": ("friendship_id",),
        },
        references={"friendship_id": "friendship"},
        referrers=REFERRERS,
        relations=RELATIONS,
    )
