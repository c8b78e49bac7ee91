# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: a78f9d8bb603e51c965fb375d038cc69
"""Table `orders`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import (
    Base,
    BigInteger,
    UtcDateTime,
    Uuid,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7

if TYPE_CHECKING:
    from .order_line import OrderLine


class Order(Base):
    """A row of `orders`."""

    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("number", name="uq_orders_number"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(varchar(20))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("orders")
    )

    lines: Mapped[list["OrderLine"]] = relationship(
        foreign_keys="OrderLine.order_id",
        back_populates="order",
        passive_deletes=True,
        lazy="raise",
    )
