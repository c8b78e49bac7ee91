# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 718e5e922eaeacf53019d0ceabc54d82
"""The operations on events."""

import datetime as dt
from dataclasses import dataclass

from ..models.event import Event
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import event as schemas


@dataclass(slots=True)
class EventRow:
    """The columns of Event that a response may contain."""

    place: str
    kind: str
    created_at: dt.datetime
    updated_at: dt.datetime


class EventService(
    Service[
        tuple[str, str],
        EventRow,
        schemas.EventCreate,
        schemas.EventUpdate,
        schemas.EventReplace,
        schemas.EventQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes events. Extend it by subclassing."""

    resource = Resource(
        model=Event,
        row=EventRow,
        schema=schemas.Event,
        create=schemas.EventCreate,
        update=schemas.EventUpdate,
        key=("place", "kind"),
        referrers=REFERRERS,
        relations=RELATIONS,
    )
