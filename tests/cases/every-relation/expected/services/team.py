# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 139385d2c2d7ec6870dacf3836f1d622
"""The operations on teams."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.team import Team
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import team as schemas


@dataclass(slots=True)
class TeamRow:
    """The columns of Team that a response may contain."""

    id: int
    name: str
    lead_id: UUID
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class TeamService(
    Service[
        int,
        TeamRow,
        schemas.TeamCreate,
        schemas.TeamUpdate,
        schemas.TeamReplace,
        schemas.TeamQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes teams. Extend it by subclassing."""

    resource = Resource(
        model=Team,
        row=TeamRow,
        schema=schemas.Team,
        create=schemas.TeamCreate,
        update=schemas.TeamUpdate,
        constraints={
            "uq_teams_name": ("name",),
            "uq_teams_lead_id": ("lead_id",),
            "fk_teams_lead_id": ("lead_id",),
        },
        references={"lead_id": "person"},
        referrers=REFERRERS,
        relations=RELATIONS,
    )
