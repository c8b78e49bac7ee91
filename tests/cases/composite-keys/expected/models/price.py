# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4bc94aac9a08509d0d3a4c7c23c2624b
"""Table `prices`."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..enums import PriceColour
from ..runtime.types.columns import (
    Base,
    BigInteger,
    Date,
    EnumText,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version

if TYPE_CHECKING:
    from .code import Code


class Price(Base):
    """A row of `prices`."""

    __tablename__ = "prices"
    __table_args__ = (
        PrimaryKeyConstraint("class", "colour", "day", "code_id"),
        UniqueConstraint("value", name="uq_prices_value"),
        CheckConstraint("\"colour\" IN ('red', 'green')", name="ck_prices_colour"),
        Index("ix_prices_code_id", "code_id"),
    )

    class_: Mapped[str] = mapped_column("class", varchar(30))
    colour: Mapped[PriceColour] = mapped_column(EnumText(PriceColour))
    day: Mapped[dt.date] = mapped_column(Date)
    code_id: Mapped[str] = mapped_column(
        varchar(64), ForeignKey("codes.id", name="fk_prices_code_id")
    )
    value: Mapped[int] = mapped_column(BigInteger)
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("prices")
    )

    code: Mapped["Code"] = relationship(foreign_keys=[code_id], lazy="raise")
