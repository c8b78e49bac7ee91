# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.
# digest: 65e6138c7c2d10cec8e5e469b3e722f1
"""The operations on users."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from ..enums import Role
from ..models.user import User
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import user as schemas


@dataclass(slots=True)
class UserRow:
    """The columns of User that a response may contain."""

    id: UUID
    email: str
    name: str | None
    role: Role
    bio: str | None
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class UserService(
    Service[
        UUID,
        UserRow,
        schemas.UserCreate,
        schemas.UserUpdate,
        schemas.UserReplace,
        schemas.UserQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes users. Extend it by subclassing."""

    resource = Resource(
        model=User,
        row=UserRow,
        schema=schemas.User,
        create=schemas.UserCreate,
        update=schemas.UserUpdate,
        constraints={
            "uq_users_email": ("email",),
        },
        passwords=("password",),
        referrers=REFERRERS,
        relations=RELATIONS,
    )
