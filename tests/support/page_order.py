"""Rows of `tests/specs/pages/rows.yaml`, and the order in which lists must return them, computed in Python."""

from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from functools import cmp_to_key
from pathlib import Path
from random import Random
from typing import Any

SPEC = Path(__file__).parents[1] / "specs" / "pages"
SORTS = (
    *(
        "same",
        "-same",
        "same,-id",
        "rank",
        "-rank",
        "rank,-price",
        "-rank,price",
        "-price,rank,-text",
        "text",
    ),
    *("-text,fair", "name,-text", "exact", "-exact,name", "time,-moment", "-moment,-time,-fair,rank"),
    *("-id", "-fair,-same,-name", "fair,name,same"),
)
"""Orders with ties and nulls, over all types, in one direction and in mixed ones."""
DEFAULT = "-rank,price"
"""The order of a list that asks for none."""
COMPARED = 255
"""Characters of a text that count."""

_LONG = "x" * 300
_CHOICES: dict[str, tuple[Any, ...]] = {
    "same": (7,),
    "rank": (None, -1, 0, 0, 2, 2_147_483_647),
    "price": (None, "-1.00", "0.00", "9.00", "10.00", "10.00"),
    "exact": (None, "9.0000000000", "10.0000000000", "-0.0000000001", "1234567890123456789012345678.0000000001"),
    "text": (None, "", "a", "B", "é", "\U0001f600", "\ufffd", _LONG, "x" * 260 + "y", "x" * 254 + "y"),
    "name": ("", "a", "a ", "B", "ß", "\U0001f600\u0001", "\ufffd"),
    "time": (None, "00:00:00", "09:00:00", "09:00:00.000001", "23:59:59.999999"),
    "moment": (None, "0001-01-01T00:00:00Z", "2024-06-01T12:00:00Z", "2024-06-01T12:00:00.000001Z"),
    "fair": (False, True),
}  # fmt: skip
_AS_PYTHON: dict[str, Callable[[str], Any]] = {
    "price": Decimal,
    "exact": Decimal,
    "text": lambda text: text[:COMPARED],
    "time": time.fromisoformat,
    "moment": datetime.fromisoformat,
}


def body(random: Random, *, kept: bool) -> dict[str, Any]:
    """Return the body of a new row of few different values; `kept` says whether it is to stay."""
    return {name: random.choice(values) for name, values in _CHOICES.items()} | {"kept": kept}


def key_of(sort: str) -> Callable[[dict[str, Any]], Any]:
    """Return the key by which Python sorts rows, as JSON has them, into an order. Nulls come last, ids break ties."""
    terms = [(term.removeprefix("-"), term.startswith("-")) for term in sort.split(",")]
    terms.append(("id", False))

    def compare(one: dict[str, Any], other: dict[str, Any]) -> int:
        for name, descending in terms:
            left, right = (_value(name, row[name]) for row in (one, other))
            if left != right:
                if left is None or right is None:
                    return 1 if left is None else -1
                return -1 if (left < right) != descending else 1
        return 0

    return cmp_to_key(compare)


def _value(name: str, value: Any) -> Any:
    read = _AS_PYTHON.get(name)
    return value if value is None or read is None else read(value)
