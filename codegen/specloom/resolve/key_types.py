"""Which types can be unique or indexed, and how long their values can be."""

from specloom.types import Type

MAX_KEY_BYTES = 2_600
"""What an index entry of PostgreSQL (a third of a page, 2,704 bytes) holds for certain."""
_ASCII = ("email", "url", "slug", "ip")


def is_key_type(type_: Type) -> bool:
    """Tell whether values of a type can be unique, indexed and compared by the database."""
    return type_.kind not in ("json", "text", "array", "bytes", "password")


def key_bytes(type_: Type) -> int:
    """Return the bytes that a value can need in an index."""
    if type_.kind == "enum":
        return max(len(each.encode()) for each in type_.values)
    if type_.kind == "decimal":
        return type_.max_digits // 2 + 16
    return (type_.max_length or 16) * (1 if type_.kind in _ASCII or type_.max_length is None else 4)


def shown(type_: Type) -> str:
    """Return a type as a spec writes it."""
    return f"{shown(type_.item)}[]" if type_.item is not None else type_.enum or type_.kind
