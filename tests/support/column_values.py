"""A table with a column of every type, and a strategy for the values of each."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.types import TypeEngine

from specloom.runtime.types import columns


class Color(StrEnum):
    """Values whose order is not that of the members."""

    RED = "red"
    BLUE = "Blue"
    GREEN = "grün"


def decimals(digits: int, places: int) -> st.SearchStrategy[Decimal]:
    """Return decimals that fill a column of that size."""
    largest = 10**digits - 1
    return st.integers(-largest, largest).map(lambda scaled: Decimal(f"{scaled}E-{places}"))


WIDEST = dt.timedelta(microseconds=2**63 - 1)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
offsets = st.timedeltas(dt.timedelta(hours=-23), dt.timedelta(hours=23)).map(dt.timezone)
first, last = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)
day = dt.timedelta(days=1)
moments = st.builds(
    dt.datetime.astimezone,
    st.datetimes(
        (first + day).replace(tzinfo=None), (last - day).replace(tzinfo=None), timezones=st.just(dt.UTC)
    ),
    offsets,
) | st.sampled_from([first, last])

SCALARS: dict[str, tuple[TypeEngine[Any] | type[TypeEngine[Any]], st.SearchStrategy[Any]]] = {
    "varchar": (columns.varchar(20), texts),
    "text": (columns.text(), texts),
    "email": (columns.EmailText(40), texts.map(str.lower)),
    "integer": (columns.Integer, st.integers(-(2**31), 2**31 - 1)),
    "bigint": (columns.BigInteger, st.integers(-(2**63), 2**63 - 1)),
    "float": (columns.Double, st.floats(allow_nan=False, allow_infinity=False)),
    "boolean": (columns.Boolean, st.booleans()),
    "fixed_4_2": (columns.FixedDecimal(4, 2), decimals(4, 2)),
    "fixed_18_0": (columns.FixedDecimal(18, 0), decimals(18, 0)),
    "fixed_19_19": (columns.FixedDecimal(19, 19), decimals(19, 19)),
    "fixed_40_7": (columns.FixedDecimal(40, 7), decimals(40, 7)),
    "date": (columns.Date, st.dates()),
    "time": (columns.Time, st.times()),
    "datetime": (columns.UtcDateTime, moments),
    "duration": (columns.Duration, st.timedeltas(-WIDEST, WIDEST)),
    "uuid": (columns.Uuid, st.uuids()),
    "bytes": (columns.LargeBinary, st.binary(max_size=20)),
    "enum": (columns.EnumText(Color), st.sampled_from(Color)),
}
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
documents = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=8)

values = Table(
    "stored",
    MetaData(),
    Column("id", Integer, primary_key=True),
    *[Column(name, type_) for name, (type_, _) in SCALARS.items()],
    *[Column(f"{name}_list", columns.Array(type_)) for name, (type_, _) in SCALARS.items()],
    Column("json", columns.Json),
    sqlite_autoincrement=True,
)
