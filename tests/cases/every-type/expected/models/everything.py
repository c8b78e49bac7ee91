# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 546eda8249d873b83bd62d6e2ebb14db
"""Table `all_of_it`."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..enums import Colour, EverythingSize
from ..runtime.types.check_constraints import ByDialect
from ..runtime.types.columns import (
    Array,
    Base,
    BigInteger,
    BigIntegerAsText,
    Boolean,
    Date,
    Double,
    Duration,
    EmailText,
    EnumText,
    FixedDecimal,
    Hidden,
    Integer,
    Json,
    LargeBinary,
    PasswordText,
    Time,
    UtcDateTime,
    Uuid,
    text,
    varchar,
)
from ..runtime.types.defaults import first_version, next_version, utcnow, uuid7
from ..runtime.types.json_types import parse_duration


class Everything(Base):
    """A row of `all_of_it`.

    One field of each type.

    It ends \"quoted\" with a \\ and \"\"\"three\"\"\".
    """

    __tablename__ = "all_of_it"
    __table_args__ = (
        UniqueConstraint("bigint", name="uq_all_of_it_bigint"),
        UniqueConstraint("email", name="uq_all_of_it_email"),
        CheckConstraint(
            "\"colour\" IN ('red', 'light blue', '3d', 'O')", name="ck_all_of_it_colour"
        ),
        CheckConstraint("\"size\" IN ('s', 'm', 'l')", name="ck_all_of_it_size"),
        CheckConstraint(
            ByDialect(
                ('"decimal" * 2 <= "precise_limit" - 0.5 OR "precise" IS NULL OR "precise" > 1.5'),
                sqlite=(
                    '"decimal" * 2 * 10 <= "precise_limit" - 500 OR "precise" IS NULL OR "pre'
                    "cise\" > 'p000000000000000000015000000000'"
                ),
            ),
            name="ck_all_of_it_affordable",
        ),
        CheckConstraint(
            ByDialect(
                "\"date\" >= '2020-01-01' AND \"datetime\" < '2100-01-01 00:00:00.000000+00'",
                sqlite="\"date\" >= '2020-01-01' AND \"datetime\" < '2100-01-01 00:00:00.000000'",
            ),
            name="ck_all_of_it_recent",
        ),
        CheckConstraint(
            'NOT ("size" = \'s\' AND "class" IS NOT NULL) OR "boolean"', name="ck_all_of_it_sized"
        ),
        CheckConstraint(
            'CAST("integer" AS BIGINT) * "bigint_part" BETWEEN -9000000000 AND "l"',
            name="ck_all_of_it_small",
        ),
        CheckConstraint(
            "\"text\" NOT IN ('it''s', '100%', 'a\\:b') AND length(\"text\") >= \"integer\"",
            name="ck_all_of_it_words",
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    string: Mapped[str] = mapped_column(varchar(20))
    text_: Mapped[str] = mapped_column("text", text(), default="none")
    integer: Mapped[int] = mapped_column(Integer, default=10)
    bigint: Mapped[int] = mapped_column(BigInteger)
    digits: Mapped[int] = mapped_column(BigIntegerAsText, default=9007199254740993)
    counters: Mapped[list[int]] = mapped_column(Array(BigIntegerAsText), default=lambda: [1])
    float_: Mapped[float] = mapped_column("float", Double)
    decimal: Mapped[Decimal] = mapped_column(FixedDecimal(6, 2), default=Decimal("1.50"))
    precise_limit: Mapped[Decimal] = mapped_column(FixedDecimal(8, 3), default=Decimal("99.000"))
    bigint_part: Mapped[int] = mapped_column(Integer, default=1)
    precise: Mapped[Decimal | None] = mapped_column(FixedDecimal(30, 10))
    boolean: Mapped[bool] = mapped_column(Boolean, default=False)
    date_: Mapped[dt.date] = mapped_column("date", Date)
    time_: Mapped[dt.time] = mapped_column("time", Time, default=dt.time.fromisoformat("09:30:00"))
    datetime_: Mapped[dt.datetime] = mapped_column("datetime", UtcDateTime, default=utcnow)
    duration: Mapped[dt.timedelta] = mapped_column(Duration, default=parse_duration("PT1H"))
    uuid: Mapped[UUID] = mapped_column(Uuid, default=uuid7)
    email: Mapped[str] = mapped_column(EmailText(254))
    url: Mapped[str | None] = mapped_column(varchar(300))
    slug: Mapped[str] = mapped_column(varchar(100))
    ip: Mapped[str | None] = mapped_column(varchar(45))
    colour: Mapped[Colour] = mapped_column(EnumText(Colour), default=Colour.LIGHT_BLUE)
    size: Mapped[EverythingSize] = mapped_column(EnumText(EverythingSize))
    json_: Mapped[Any] = mapped_column(
        "json", Json, nullable=False, default=lambda: {"a": [1, None]}
    )
    shape: Mapped[Any | None] = mapped_column(Json, nullable=True)
    bytes_: Mapped[bytes | None] = mapped_column("bytes", LargeBinary)
    tags: Mapped[list[str]] = mapped_column(Array(varchar(10)), default=lambda: ["a"])
    numbers: Mapped[list[Decimal] | None] = mapped_column(Array(FixedDecimal(5, 1)))
    colours: Mapped[list[Colour]] = mapped_column(Array(EnumText(Colour)), default=list)
    password: Mapped[str] = mapped_column(Hidden(PasswordText(255)))
    secret: Mapped[str | None] = mapped_column(Hidden(varchar(255)))
    score: Mapped[int] = mapped_column(Integer, default=0)
    token: Mapped[UUID | None] = mapped_column(Hidden(Uuid))
    class_: Mapped[str | None] = mapped_column("class", varchar(255))
    l_: Mapped[int | None] = mapped_column("l", Integer)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow)
    """When the resource was created."""
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utcnow, onupdate=utcnow)
    """When the resource was last changed."""
    row_version: Mapped[int] = mapped_column(
        BigInteger, default=first_version, onupdate=next_version("all_of_it")
    )
