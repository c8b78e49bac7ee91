"""One type of a field, with its options settled, and the limits where a spec gives none."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

Bound = int | float | Decimal | dt.date | dt.datetime | dt.time | dt.timedelta
JsonSchema = dict[str, Any]

STRING_LENGTH = 255
"""`max_length` of a `string` where the spec gives none."""
TEXT_LENGTH = 65_536
"""`max_length` of a `text` where the spec gives none, so that no request is unbounded."""
ARRAY_LENGTH = 100
"""`max_items` of an array where the spec gives none."""
LINK_LENGTH = 100
"""`max_items` of a many-to-many relation's ids in a body where the spec gives none."""
BYTES_LENGTH = 65_535
"""`max_length` of `bytes`, in bytes before base64, where the spec gives none. A multiple of three."""
MAX_DOUBLE = 1.7976931348623157e308


@dataclass(frozen=True, slots=True)
class Type:
    """A type with its options settled: defaults filled in, patterns in their portable form."""

    kind: str
    """Key of `TYPES`; an array is of kind `array` and has an `item`."""
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    """In the portable form of `patterns.portable`, which matches no NUL; None where any text will do."""
    minimum: Bound | None = None
    maximum: Bound | None = None
    multiple_of: int | None = None
    as_text: bool = False
    """True if JSON holds the integer as a text of digits."""
    max_digits: int = 0
    decimal_places: int = 0
    enum: str | None = None
    """Name of the enum, for kind `enum`."""
    values: tuple[str, ...] = ()
    """Values of the enum."""
    schema: str | None = None
    """JSON text of the schema that a `json` value must fit."""
    item: "Type | None" = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False

    def as_key(self) -> "Type":
        """Return the type of values that name a row: the rules for new ones do not matter, since rows may be older."""
        return replace(self, minimum=None, maximum=None, multiple_of=None)
