"""The types of the spec language. `Type` is the type of one field; `TYPES` describes all types."""

from specloom.types.table import TYPES, Operator, Row, row
from specloom.types.type import (
    ARRAY_LENGTH,
    BYTES_LENGTH,
    LINK_LENGTH,
    MAX_DOUBLE,
    STRING_LENGTH,
    TEXT_LENGTH,
    Bound,
    JsonSchema,
    Type,
)

__all__ = [
    "ARRAY_LENGTH",
    "BYTES_LENGTH",
    "LINK_LENGTH",
    "MAX_DOUBLE",
    "STRING_LENGTH",
    "TEXT_LENGTH",
    "TYPES",
    "Bound",
    "JsonSchema",
    "Operator",
    "Row",
    "Type",
    "row",
]
