# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 40474b71884dfc57c39f5a62f1f292af
"""The operations on people."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.friendship import Friendship
from ..models.person import Person
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.links import Links
from ..runtime.resources.model_columns import column_of
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import person as schemas


@dataclass(slots=True)
class PersonRow:
    """The columns of Person that a response may contain."""

    id: UUID
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int
    friend_ids: list[UUID]


class PersonService(
    Service[
        UUID,
        PersonRow,
        schemas.PersonCreate,
        schemas.PersonUpdate,
        schemas.PersonReplace,
        schemas.PersonQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes people. Extend it by subclassing."""

    resource = Resource(
        model=Person,
        row=PersonRow,
        schema=schemas.Person,
        create=schemas.PersonCreate,
        update=schemas.PersonUpdate,
        constraints={
            "fk_Friends_friend_id": ("friend_ids",),
        },
        links=(
            Links(
                "friend_ids",
                owner=column_of(Friendship, "Who"),
                target=column_of(Friendship, "friend_id"),
                relation="person",
                through="friendship",
            ),
        ),
        referrers=REFERRERS,
        relations=RELATIONS,
    )
