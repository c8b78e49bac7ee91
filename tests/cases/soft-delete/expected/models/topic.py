# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 62633155e2d439c5814b7c67a22b267d
"""Table `topics`."""

import datetime as dt
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from ..runtime.types.columns import (
    Base,
    UtcDateTime,
    Uuid,
    varchar,
)
from ..runtime.types.defaults import uuid7


class Topic(Base):
    """A row of `topics`."""

    __tablename__ = "topics"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(varchar(40))
    deleted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
