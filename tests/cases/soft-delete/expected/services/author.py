# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 8e080ce49cb8a8921f7a786d076a35e9
"""The operations on authors."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..models.author import Author
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import author as schemas


@dataclass(slots=True)
class AuthorRow:
    """The columns of Author that a response may contain."""

    id: UUID
    email: str
    deleted: bool
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class AuthorService(
    Service[
        UUID,
        AuthorRow,
        schemas.AuthorCreate,
        schemas.AuthorUpdate,
        schemas.AuthorReplace,
        schemas.AuthorQuery,
    ]
):
    """Lists, creates, reads, updates, replaces, deletes and restores authors. Extend it by subclassing."""

    resource = Resource(
        model=Author,
        row=AuthorRow,
        schema=schemas.Author,
        create=schemas.AuthorCreate,
        update=schemas.AuthorUpdate,
        constraints={
            "uq_authors_email": ("email",),
        },
        referrers=REFERRERS,
        relations=RELATIONS,
        soft_delete=True,
    )
