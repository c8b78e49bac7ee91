# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 27e7ebc5a397bd6a65eda4e5aa80aa4e
"""Table `parcels`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import (
    Base,
    BigInteger,
    Integer,
    UtcDateTime,
    Uuid,
)
from ..runtime.types.defaults import first_version, next_version, utcnow

if TYPE_CHECKING:
    from .order_line import OrderLine


class Parcel(Base):
    """A row of `parcels`."""

    __tablename__ = "parcels"
    __table_args__ = (
        PrimaryKeyConstraint("line_order_id", "line_line", "number"),
        ForeignKeyConstraint(
            ["line_order_id", "line_line"],
            ["order_lines.order_id", "order_lines.LineNumber"],
            name="fk_parcels_line_order_id_line_line",
        ),
        ForeignKeyConstraint(
            ["beside_line_order_id", "beside_line_line", "beside_number"],
            ["parcels.line_order_id", "parcels.line_line", "parcels.number"],
            name="fk_parcels_beside_line_order_id_beside_line_line_beside_number",
            ondelete="CASCADE",
        ),
        CheckConstraint(
            (
                '("beside_line_order_id" IS NULL AND "beside_line_line" IS NULL AND "besi'
                'de_number" IS NULL) OR ("beside_line_order_id" IS NOT NULL AND "beside_l'
                'ine_line" IS NOT NULL AND "beside_number" IS NOT NULL)'
            ),
            name="ck_parcels_beside_line_order_id_beside_line_line_beside_number",
        ),
    )

    number: Mapped[int] = mapped_column(Integer)
    line_order_id: Mapped[UUID] = mapped_column(Uuid)
    line_line: Mapped[int] = mapped_column(Integer)
    beside_line_order_id: Mapped[UUID | None] = mapped_column(Uuid)
    beside_line_line: Mapped[int | None] = mapped_column(Integer)
    beside_number: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("parcels")
    )

    line: Mapped["OrderLine"] = relationship(foreign_keys=[line_order_id, line_line], lazy="raise")
    beside: Mapped["Parcel | None"] = relationship(
        foreign_keys=[beside_line_order_id, beside_line_line, beside_number],
        remote_side=lambda: [Parcel.line_order_id, Parcel.line_line, Parcel.number],
        lazy="raise",
    )
