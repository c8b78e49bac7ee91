# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 5a9b6b6398f9c634753be7757197c151
"""The operations on friendships."""

from dataclasses import dataclass
from uuid import UUID

from ..models.friendship import Friendship
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import friendship as schemas


@dataclass(slots=True)
class FriendshipRow:
    """The columns of Friendship that a response may contain."""

    id: int
    person_id: UUID
    friend_id: UUID


class FriendshipService(
    Service[
        int,
        FriendshipRow,
        schemas.FriendshipCreate,
        schemas.FriendshipUpdate,
        schemas.FriendshipReplace,
        schemas.FriendshipQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes friendships. Extend it by subclassing."""

    resource = Resource(
        model=Friendship,
        row=FriendshipRow,
        schema=schemas.Friendship,
        create=schemas.FriendshipCreate,
        update=schemas.FriendshipUpdate,
        constraints={
            "uq_Friends_friend_id_Who": ("friend_id", "person_id"),
            "fk_Friends_Who": ("person_id",),
            "fk_Friends_friend_id": ("friend_id",),
        },
        references={"person_id": "person", "friend_id": "person"},
        referrers=REFERRERS,
        relations=RELATIONS,
        timestamps=False,
    )
