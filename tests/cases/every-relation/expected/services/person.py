# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 88a0931bf7b5ff662aea3baa42d1d80f
"""The operations on people."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.person import Person, person_friends, person_teams
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.links import Links
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import person as schemas


@dataclass(slots=True)
class PersonRow:
    """The columns of Person that a response may contain."""

    id: UUID
    name: str
    home_id: str | None
    boss_id: UUID | None
    team_id: int | None
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int
    friend_ids: list[UUID]
    team_ids: list[int]


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
            "uq_people_name": ("name",),
            "fk_people_home_id": ("home_id",),
            "fk_people_boss_id": ("boss_id",),
            "fk_people_team_id": ("team_id",),
            "fk_person_friends_friend_id": ("friend_ids",),
            "fk_memberships_team_id": ("team_ids",),
        },
        sort=(("name", False),),
        links=(
            Links(
                "friend_ids",
                owner=person_friends.c["person_id"],
                target=person_friends.c["friend_id"],
                relation="person",
            ),
            Links(
                "team_ids",
                owner=person_teams.c["person_id"],
                target=person_teams.c["team_id"],
                relation="team",
            ),
        ),
        references={"home_id": "country", "boss_id": "person", "team_id": "team"},
        referrers=REFERRERS,
        relations=RELATIONS,
    )
