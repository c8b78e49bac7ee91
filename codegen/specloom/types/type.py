"""A resolved type of a field, and the default limits."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

Bound = int | float | Decimal | dt.date | dt.datetime | dt.time | dt.timedelta
JsonSchema = dict[str, Any]

STRING_LENGTH = 255
"""Default `max_length` of a `string`."""
TEXT_LENGTH = 65_536
"""Default `max_length` of a `text`, so that requests have a limit."""
ARRAY_LENGTH = 100
"""Default `max_items` of an array."""
LINK_LENGTH = 100
"""Default `max_items` of the ids of a many-to-many relation in a request."""
BYTES_LENGTH = 65_535
"""Default `max_length` of `bytes`, before base64 encoding. A multiple of three."""
MAX_DOUBLE = 1.7976931348623157e308


@dataclass(frozen=True, slots=True)
class Type:
    """A type with all options resolved: defaults filled in, and patterns in portable form."""

    kind: str
    """Key of `TYPES`. An array has the kind `array` and an `item`."""
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    """The portable form of the pattern, which does not match NUL; None if any text is accepted."""
    minimum: Bound | None = None
    maximum: Bound | None = None
    multiple_of: int | None = None
    as_text: bool = False
    """True if JSON has the integer as a text of digits."""
    max_digits: int = 0
    decimal_places: int = 0
    enum: str | None = None
    """Name of the enum, if the kind is `enum`."""
    values: tuple[str, ...] = ()
    """Values of the enum."""
    schema: str | None = None
    """JSON text of the schema for a `json` value."""
    item: "Type | None" = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False

    def as_key(self) -> "Type":
        """Return the type of a key in requests.

        It omits the rules for new values, since rows may be older than the rules.
        """
        return replace(self, minimum=None, maximum=None, multiple_of=None)
