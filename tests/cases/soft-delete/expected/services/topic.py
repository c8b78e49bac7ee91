# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 8f81d2f505a15790a13f34c126e02fcd
"""The operations on topics."""

from dataclasses import dataclass
from uuid import UUID

from ..models.topic import Topic
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import topic as schemas


@dataclass(slots=True)
class TopicRow:
    """The columns of Topic that a response may contain."""

    id: UUID
    name: str


class TopicService(
    Service[
        UUID,
        TopicRow,
        schemas.TopicCreate,
        schemas.TopicUpdate,
        schemas.TopicReplace,
        schemas.TopicQuery,
    ]
):
    """Lists, creates, reads, updates, replaces, deletes and restores topics. Extend it by subclassing."""

    resource = Resource(
        model=Topic,
        row=TopicRow,
        schema=schemas.Topic,
        create=schemas.TopicCreate,
        update=schemas.TopicUpdate,
        referrers=REFERRERS,
        relations=RELATIONS,
        timestamps=False,
        soft_delete=True,
    )
