# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 1fde5bb9c0bb12951d7494c50b402d50
"""Table `shipments`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..enums import PriceColour
from ..runtime.types.columns import (
    Base,
    BigInteger,
    Date,
    EnumText,
    Hidden,
    Integer,
    UtcDateTime,
    Uuid,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7

if TYPE_CHECKING:
    from .order_line import OrderLine
    from .price import Price


class Shipment(Base):
    """A row of `shipments`."""

    __tablename__ = "shipments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["line_order_id", "line_line"],
            ["order_lines.order_id", "order_lines.LineNumber"],
            name="fk_shipments_line_order_id_line_line",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["price_class", "price_colour", "price_day", "price_code_id"],
            ["prices.class", "prices.colour", "prices.day", "prices.code_id"],
            name="fk_shipments_price_class_price_colour_price_day_price_code_id",
        ),
        CheckConstraint("\"price_colour\" IN ('red', 'green')", name="ck_shipments_price_colour"),
        CheckConstraint(
            (
                '("price_class" IS NULL AND "price_colour" IS NULL AND "price_day" IS NUL'
                'L AND "price_code_id" IS NULL) OR ("price_class" IS NOT NULL AND "price_'
                'colour" IS NOT NULL AND "price_day" IS NOT NULL AND "price_code_id" IS N'
                "OT NULL)"
            ),
            name="ck_shipments_price_class_price_colour_price_day_price_code_id",
        ),
        Index("ix_shipments_line_order_id_line_line", "line_order_id", "line_line"),
        Index(
            "ix_shipments_price_class_price_colour_price_day_price_code_id",
            "price_class",
            "price_colour",
            "price_day",
            "price_code_id",
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    line_order_id: Mapped[UUID] = mapped_column(Uuid)
    line_line: Mapped[int] = mapped_column(Integer)
    price_class: Mapped[str | None] = mapped_column(Hidden(varchar(30)))
    price_colour: Mapped[PriceColour | None] = mapped_column(Hidden(EnumText(PriceColour)))
    price_day: Mapped[dt.date | None] = mapped_column(Hidden(Date))
    price_code_id: Mapped[str | None] = mapped_column(Hidden(varchar(64)))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("shipments")
    )

    line: Mapped["OrderLine"] = relationship(
        foreign_keys=[line_order_id, line_line], back_populates="shipments", lazy="raise"
    )
    price: Mapped["Price | None"] = relationship(
        foreign_keys=[price_class, price_colour, price_day, price_code_id], lazy="raise"
    )
