# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2ed60b20ce404069bb656e507234a0ca
"""The operations on tags."""

import datetime as dt
from dataclasses import dataclass

from ..models.tag import Tag
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import tag as schemas


@dataclass(slots=True)
class TagRow:
    """The columns of Tag that a response may contain."""

    id: int
    name: str
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class TagService(
    Service[
        int,
        TagRow,
        schemas.TagCreate,
        schemas.TagUpdate,
        schemas.TagReplace,
        schemas.TagQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes tags. Extend it by subclassing."""

    resource = Resource(
        model=Tag,
        row=TagRow,
        schema=schemas.Tag,
        create=schemas.TagCreate,
        update=schemas.TagUpdate,
        constraints={
            "uq_tags_name": ("name",),
        },
        referrers=REFERRERS,
        relations=RELATIONS,
    )
