"""Encodes rows of the driver as the JSON objects that the response schema would write."""

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
from ..queries.pages import SortKey
from ..resources.resource import Resource
from ..types.columns import Double, EmailText, EnumText, UtcDateTime
from ..types.date_clamping import clamped
from ..types.decimals import FixedDecimal
from ..types.json_columns import Array
from ..types.json_texts import BigIntegerAsText, json_text_converter

Convert = Callable[[Any], Any]
Row = Sequence[Any]
"""The values of a row in the order of `RowEncoding.selected`, as the driver returns them."""

_CAST_TO_TEXT: dict[type[Any], Convert] = {Uuid: UUID, FixedDecimal: Decimal, BigIntegerAsText: int}
"""Types whose JSON is their text in PostgreSQL, so that the server writes it; and the function that parses the text."""
_UNCONVERTED = (BigInteger, Boolean, Date, Double, EmailText, EnumText, Integer, String, UtcDateTime)
"""Types whose driver values the JSON encoder can write. It writes times without a zone as UTC."""


class RowEncoding(NamedTuple):
    """The columns that statements select, and the functions that make JSON values of their values."""

    selected: tuple[ColumnElement[Any], ...]
    names: tuple[str, ...]
    """The JSON names of the first columns. The columns after these are in no response."""
    converted: tuple[tuple[str, Convert], ...]
    """JSON names of the members that are converted before they are encoded, each with its function."""
    links: tuple[tuple[str, Convert | None], ...]
    """The JSON name of each shown link, and the function that converts the list of its ids."""
    values: Mapping[str, tuple[int, Convert | None]]
    """By attribute: the position in a row, and the function that makes the Python value."""
    id: Callable[[Any], Any]
    """Returns the driver's value of a row's id, a tuple for a composite key."""

    def objects(
        self, rows: Iterable[Row], owners: Sequence[Any] = (), links: Sequence[Mapping[Any, list[Any]]] = ()
    ) -> list[dict[str, Any]]:
        """Return the JSON object of each row.

        `owners` are the ids of the rows. `links` holds, for each shown link, the ids that each owner is linked to.
        """
        names = self.names
        made = [dict(zip(names, row, strict=False)) for row in rows]
        for name, convert in self.converted:
            for item in made:
                item[name] = convert(item[name])
        for (name, convert_ids), targets in zip(self.links, links, strict=True) if links else ():
            for owner, item in zip(owners, made, strict=True):
                ids = targets[owner]
                item[name] = ids if convert_ids is None else convert_ids(ids)
        return made

    def value(self, row: Row, attribute: str) -> Any:
        """Return the Python value of an attribute of a row."""
        place, convert = self.values[attribute]
        value = row[place]
        return value if convert is None or value is None else convert(value)

    def sort_values(self, keys: Sequence[SortKey], row: Row) -> list[Any]:
        """Return the values of a row that a cursor holds for these sort keys."""
        return [key.value(self.value(row, key.attribute)) for key in keys]


def make_row_encoding(resource: Resource[Any], dialect: Dialect, *, lenient: bool = False) -> RowEncoding:
    """Return the encoding of a resource's rows.

    If `lenient`, the statements select the nearest value that Python can hold in place of one that it cannot.
    """
    names = resource.names
    selected: list[ColumnElement[Any]] = []
    converted: list[tuple[str, Convert]] = []
    values: dict[str, tuple[int, Convert | None]] = {}
    for place, (attribute, column) in enumerate(resource.selected.items()):
        parse = _CAST_TO_TEXT.get(type(column.type))
        process = None if parse else from_driver(column.type, dialect)
        read_as = clamped(column, dialect) if lenient else column
        selected.append(cast(column, Text).label(attribute) if parse else read_as)
        values[attribute] = place, parse or process
        convert = json_text_converter(column.type) or (None if _has_type(column, _UNCONVERTED) else process)
        if convert is not None and not parse and attribute in names:
            converted.append((names[attribute], convert))
    return RowEncoding(
        selected=tuple(selected),
        names=tuple(names[attribute] for attribute in resource.selected if attribute in names),
        converted=tuple(converted),
        links=tuple(
            (names[link.attribute], json_text_converter(link.target.type)) for link in resource.shown_links
        ),
        values=values,
        id=itemgetter(*(values[attribute][0] for attribute in resource.key_names)),
    )


def _has_type(column: Column[Any], kinds: tuple[type[Any], ...]) -> bool:
    """Return True if a column holds values of these types, or lists of them."""
    item = column.type.item if isinstance(column.type, Array) else column.type
    return isinstance(item, kinds)
