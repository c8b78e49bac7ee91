# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: d654260b6542e4844387b2bbd06f976e
"""Table `Pages`."""

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from ..runtime.search.full_text import FullText
from ..runtime.types.columns import (
    Base,
    BigInteger,
    EmailText,
    Integer,
    UtcDateTime,
    text,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow


class Page(Base):
    """A row of `Pages`."""

    __tablename__ = "Pages"
    __table_args__ = (
        FullText("Pages_search", "title", "body", "Contact", "address", "slug"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(varchar(80))
    body: Mapped[str | None] = mapped_column(text())
    contact: Mapped[str | None] = mapped_column("Contact", EmailText(254))
    address: Mapped[str | None] = mapped_column(varchar(2048))
    slug: Mapped[str] = mapped_column(varchar(100))
    q: Mapped[str | None] = mapped_column(varchar(20))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("Pages")
    )
