"""What a scalar of YAML stands for that is written without quotes.

The scalars are those of YAML 1.2, narrowed: `true` and `false` are the only booleans, `null`, `~` and nothing are null,
numbers are decimal, and everything else (`no`, `012`, `1_000`, `2026-01-31`) is a string. A number with a fraction
comes as the exact `Decimal` that was written.
"""

import re
from decimal import Decimal

from specloom.source.nodes import Scalar

MAX_NUMBER = 400
"""Characters that a number may have: enough for any double written out."""

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAYBE_NUMBER = frozenset("+-.0123456789")


def plain_scalar(text: str) -> Scalar:
    """Return the value of a scalar. Raises ValueError, with the reason, for a number that JSON does not have."""
    if text in ("", "null", "~"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if text[0] not in _MAYBE_NUMBER:
        return text
    if _INFINITE.fullmatch(text):
        raise ValueError(f"`{text}` is no number that JSON has")
    if _NUMBER.fullmatch(text) is None:
        return text
    if len(text) > MAX_NUMBER:
        raise ValueError(f"a number of {len(text)} characters is too long")
    return int(text) if _INTEGER.fullmatch(text) else Decimal(text)
