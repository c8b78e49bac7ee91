# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: a1d287233178f313c2173ee18d2d0e1f
"""Table `Friends`."""

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import Base, BigInteger, Uuid

if TYPE_CHECKING:
    from .person import Person


class Friendship(Base):
    """A row of `Friends`."""

    __tablename__ = "Friends"
    __table_args__ = (
        UniqueConstraint("friend_id", "Who", name="uq_Friends_friend_id_Who"),
        Index("ix_Friends_Who", "Who"),
        Index("ix_Friends_friend_id", "friend_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(
        "Who", Uuid, ForeignKey("people.id", name="fk_Friends_Who", ondelete="CASCADE")
    )
    friend_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("people.id", name="fk_Friends_friend_id")
    )

    person: Mapped["Person"] = relationship(foreign_keys=[person_id], lazy="raise")
    friend: Mapped["Person"] = relationship(foreign_keys=[friend_id], lazy="raise")
