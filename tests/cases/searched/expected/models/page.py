# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: c995d6495784c148bfa6dd00d16b4d67
"""Table `Pages`."""

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from ..runtime.columns import (
    Base,
    BigInteger,
    EmailText,
    Integer,
    UtcDateTime,
    text,
    varchar,
)
from ..runtime.defaults import first_version, next_version, utcnow
from ..runtime.search import FullText


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
