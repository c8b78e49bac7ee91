"""Values of YAML scalars without quotes.

The rules are a subset of YAML 1.2: only `true` and `false` are booleans; `null`, `~` and an empty scalar are null;
numbers are decimal; everything else (`no`, `012`, `1_000`, `2026-01-31`) is a string. A number with a fraction
becomes an exact `Decimal`.
"""

import re
from decimal import Decimal

from specloom.source.nodes import Scalar

MAX_NUMBER = 400
"""Maximum length of a number: enough to write out any double."""

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAYBE_NUMBER = frozenset("+-.0123456789")


def plain_scalar(text: str) -> Scalar:
    """Return the value of a plain scalar. Raises ValueError, with the reason, for a number that JSON does not have."""
    if text in ("", "null", "~"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if text[0] not in _MAYBE_NUMBER:
        return text
    if _INFINITE.fullmatch(text):
        raise ValueError(f"JSON has no number `{text}`")
    if _NUMBER.fullmatch(text) is None:
        return text
    if len(text) > MAX_NUMBER:
        raise ValueError(f"a number of {len(text)} characters is too long")
    return int(text) if _INTEGER.fullmatch(text) else Decimal(text)
