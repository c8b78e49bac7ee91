"""Rows as the driver gives them, straight to the JSON that the response schema would write."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Dialect,
    Integer,
    String,
    Text,
    Uuid,
    cast,
)

from ..driver.direct_statements import from_driver
from ..types.columns import Double, EmailText, EnumText, UtcDateTime
from ..types.date_clamping import clamped
from ..types.decimals import FixedDecimal
from ..types.json_columns import Array
from ..types.json_texts import BigIntegerAsText, json_text_converter

Convert = Callable[[Any], Any]

_AS_TEXT: dict[type[Any], Convert] = {Uuid: UUID, FixedDecimal: Decimal, BigIntegerAsText: int}
"""Types whose text in PostgreSQL is that of their JSON, so that the server writes it; and how to read it back."""
_AS_IT_IS = (BigInteger, Boolean, Date, Double, EmailText, EnumText, Integer, String, UtcDateTime)
"""Types whose values the encoder writes as the driver gives them. A moment without a zone is in UTC."""


class Wire(NamedTuple):
    """How the columns of a response are selected, and their values turned into JSON."""

    selected: tuple[ColumnElement[Any], ...]
    names: tuple[str, ...]
    """The JSON name of each; columns that stand behind are in no response."""
    converted: tuple[tuple[str, Convert], ...]
    """What is done to values before they are encoded."""
    values: Mapping[str, tuple[int, Convert | None]]
    """The place of each attribute's value in a row, and how it becomes the value that Python would have."""
    id: Callable[[Any], Any]
    """Returns the id of a row as the driver has it, of a composite key a tuple."""

    def object(self, row: Iterable[Any]) -> dict[str, Any]:
        """Return the JSON object of a row."""
        made = dict(zip(self.names, row, strict=False))
        for name, convert in self.converted:
            made[name] = convert(made[name])
        return made

    def value(self, row: Sequence[Any], attribute: str) -> Any:
        """Return one value of a row, as Python would have it."""
        place, convert = self.values[attribute]
        value = row[place]
        return value if convert is None or value is None else convert(value)


def wire(
    columns: Mapping[str, Column[Any]],
    names: Mapping[str, str],
    dialect: Dialect,
    key: Sequence[str] = ("id",),
    *,
    lenient: bool = False,
) -> Wire:
    """Return the wire of columns, by attribute; those without a JSON name must be the last.

    `key` are the attributes of the primary key. If `lenient`, what Python cannot hold is read as the nearest value.
    """
    selected: list[ColumnElement[Any]] = []
    converted: list[tuple[str, Convert]] = []
    values: dict[str, tuple[int, Convert | None]] = {}
    for place, (attribute, column) in enumerate(columns.items()):
        read = _AS_TEXT.get(type(column.type))
        process = None if read else from_driver(column.type, dialect)
        read_as = clamped(column, dialect) if lenient else column
        selected.append(cast(column, Text).label(attribute) if read else read_as)
        values[attribute] = place, read or process
        convert = json_text_converter(column.type) or (None if _holds(column, _AS_IT_IS) else process)
        if convert is not None and not read and attribute in names:
            converted.append((names[attribute], convert))
    shown = tuple(names[attribute] for attribute in columns if attribute in names)
    id = itemgetter(*(values[attribute][0] for attribute in key))
    return Wire(tuple(selected), shown, tuple(converted), values, id)


def _holds(column: Column[Any], kinds: type[Any] | tuple[type[Any], ...]) -> bool:
    """Return True if a column holds values of these types, or lists of them."""
    item = column.type.item if isinstance(column.type, Array) else column.type
    return isinstance(item, kinds)
