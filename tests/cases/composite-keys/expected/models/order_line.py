# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4d6617199a2c8bbf072aabddae897ce2
"""Table `order_lines`."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.search.full_text import FullText
from ..runtime.types.columns import (
    Base,
    BigInteger,
    FixedDecimal,
    Integer,
    UtcDateTime,
    Uuid,
    text,
)
from ..runtime.types.defaults import first_version, next_version, utcnow

if TYPE_CHECKING:
    from .order import Order
    from .shipment import Shipment


class OrderLine(Base):
    """What is ordered."""

    __tablename__ = "order_lines"
    __table_args__ = (
        PrimaryKeyConstraint("order_id", "LineNumber"),
        ForeignKeyConstraint(
            ["parent_order_id", "parent_line"],
            ["order_lines.order_id", "order_lines.LineNumber"],
            name="fk_order_lines_parent_order_id_parent_line",
            ondelete="SET NULL",
        ),
        UniqueConstraint(
            "parent_order_id", "parent_line", name="uq_order_lines_parent_order_id_parent_line"
        ),
        CheckConstraint(
            (
                '("parent_order_id" IS NULL AND "parent_line" IS NULL) OR ("parent_order_'
                'id" IS NOT NULL AND "parent_line" IS NOT NULL)'
            ),
            name="ck_order_lines_parent_order_id_parent_line",
        ),
        FullText("order_lines_search", "note"),
    )

    amount: Mapped[Decimal] = mapped_column(FixedDecimal(10, 2))
    order_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("orders.id", name="fk_order_lines_order_id", ondelete="CASCADE")
    )
    line: Mapped[int] = mapped_column("LineNumber", Integer)
    note: Mapped[str | None] = mapped_column(text())
    parent_order_id: Mapped[UUID | None] = mapped_column(Uuid)
    parent_line: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("order_lines")
    )

    order: Mapped["Order"] = relationship(
        foreign_keys=[order_id], back_populates="lines", lazy="raise"
    )
    parent: Mapped["OrderLine | None"] = relationship(
        foreign_keys=[parent_order_id, parent_line],
        remote_side=lambda: [OrderLine.order_id, OrderLine.line],
        back_populates="children",
        lazy="raise",
    )
    children: Mapped["OrderLine | None"] = relationship(
        foreign_keys="[OrderLine.parent_order_id, OrderLine.parent_line]",
        back_populates="parent",
        passive_deletes=True,
        lazy="raise",
    )
    shipments: Mapped[list["Shipment"]] = relationship(
        foreign_keys="[Shipment.line_order_id, Shipment.line_line]",
        back_populates="line",
        passive_deletes=True,
        lazy="raise",
    )
