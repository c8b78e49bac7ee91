# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 11563cf1326112c2f13a21550b39ea4e
"""Table `countries`."""

from typing import TYPE_CHECKING

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..runtime.types.columns import Base, varchar

if TYPE_CHECKING:
    from .person import Person


class Country(Base):
    """A row of `countries`."""

    __tablename__ = "countries"
    __table_args__ = (UniqueConstraint("name", name="uq_countries_name"),)

    id: Mapped[str] = mapped_column(varchar(2), primary_key=True)
    name: Mapped[str] = mapped_column(varchar(60))

    people: Mapped[list["Person"]] = relationship(
        foreign_keys="Person.home_id", back_populates="home", passive_deletes=True, lazy="raise"
    )
