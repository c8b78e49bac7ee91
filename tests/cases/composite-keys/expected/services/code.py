# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 1ffa82aa14cc1f0855c10da39c841704
"""The operations on codes."""

import datetime as dt
from dataclasses import dataclass

from ..models.code import Code
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import code as schemas


@dataclass(slots=True)
class CodeRow:
    """The columns of Code that a response may contain."""

    id: str
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class CodeService(
    Service[
        str,
        CodeRow,
        schemas.CodeCreate,
        schemas.CodeUpdate,
        schemas.CodeReplace,
        schemas.CodeQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes codes. Extend it by subclassing."""

    resource = Resource(
        model=Code,
        row=CodeRow,
        schema=schemas.Code,
        create=schemas.CodeCreate,
        update=schemas.CodeUpdate,
        referrers=REFERRERS,
        relations=RELATIONS,
    )
