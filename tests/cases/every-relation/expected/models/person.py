# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 595bc1dd0134333c41a5456d0890a366
"""Table `people`."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import (
    Base,
    BigInteger,
    Integer,
    UtcDateTime,
    Uuid,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7

if TYPE_CHECKING:
    from .country import Country
    from .team import Team

person_friends = Table(
    "person_friends",
    Base.metadata,
    Column(
        "person_id",
        Uuid,
        ForeignKey("people.id", name="fk_person_friends_person_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "friend_id",
        Uuid,
        ForeignKey("people.id", name="fk_person_friends_friend_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Index("ix_person_friends_friend_id", "friend_id"),
)

person_teams = Table(
    "memberships",
    Base.metadata,
    Column(
        "person_id",
        Uuid,
        ForeignKey("people.id", name="fk_memberships_person_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column(
        "team_id",
        Integer,
        ForeignKey("teams.id", name="fk_memberships_team_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Index("ix_memberships_team_id", "team_id"),
)


class Person(Base):
    """A row of `people`."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("name", name="uq_people_name"),
        Index("ix_people_home_id", "home_id"),
        Index("ix_people_boss_id", "boss_id"),
        Index("ix_people_team_id", "team_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(varchar(60))
    home_id: Mapped[str | None] = mapped_column(
        varchar(2), ForeignKey("countries.id", name="fk_people_home_id", ondelete="SET NULL")
    )
    boss_id: Mapped[UUID | None] = mapped_column(
        Uuid, ForeignKey("people.id", name="fk_people_boss_id", ondelete="SET NULL")
    )
    team_id: Mapped[int | None] = mapped_column(
        Integer,
        ForeignKey("teams.id", name="fk_people_team_id", ondelete="CASCADE", use_alter=True),
    )
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("people")
    )

    home: Mapped["Country | None"] = relationship(
        foreign_keys=[home_id], back_populates="people", lazy="raise"
    )
    boss: Mapped["Person | None"] = relationship(
        foreign_keys=[boss_id], remote_side=lambda: Person.id, back_populates="staff", lazy="raise"
    )
    team: Mapped["Team | None"] = relationship(foreign_keys=[team_id], lazy="raise")
    friends: Mapped[list["Person"]] = relationship(
        secondary=lambda: person_friends,
        primaryjoin=lambda: Person.id == person_friends.c["person_id"],
        secondaryjoin=lambda: Person.id == person_friends.c["friend_id"],
        back_populates="friend_of",
        lazy="raise",
    )
    teams: Mapped[list["Team"]] = relationship(
        secondary=lambda: person_teams, back_populates="members", lazy="raise"
    )
    staff: Mapped[list["Person"]] = relationship(
        foreign_keys="Person.boss_id", back_populates="boss", passive_deletes=True, lazy="raise"
    )
    friend_of: Mapped[list["Person"]] = relationship(
        secondary=lambda: Base.metadata.tables["person_friends"],
        back_populates="friends",
        passive_deletes=True,
        primaryjoin=lambda: Person.id == person_friends.c["friend_id"],
        secondaryjoin=lambda: Person.id == person_friends.c["person_id"],
        lazy="raise",
    )
    leads: Mapped["Team | None"] = relationship(
        foreign_keys="Team.lead_id", back_populates="lead", passive_deletes=True, lazy="raise"
    )
