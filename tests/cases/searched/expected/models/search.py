# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: c6c89664f12d2103bbaac4cf88410e84
"""Table `searches`."""

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from ..runtime.search.full_text import FullText
from ..runtime.types.columns import (
    Base,
    BigInteger,
    UtcDateTime,
    text,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow


class Search(Base):
    """A row of `searches`."""

    __tablename__ = "searches"
    __table_args__ = (FullText("searches_search", "text"),)

    id: Mapped[str] = mapped_column(varchar(64), primary_key=True)
    text_: Mapped[str] = mapped_column("text", text())
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("searches")
    )
