# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 6db067eac039c4255fec591972f9c601
"""What the API does with authors."""

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
    """The columns of Author that a response may hold, as the database gives them."""

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
