"""Types that can be unique or indexed, and the maximum length of their values."""

from specloom.types import Type

MAX_KEY_BYTES = 2_600
"""Bytes that fit into every index entry of PostgreSQL (a third of a page, 2,704 bytes)."""
_ASCII = ("email", "url", "slug", "ip")


def is_key_type(type_: Type) -> bool:
    """Return whether the database can index and compare values of a type."""
    return type_.kind not in ("json", "text", "array", "bytes", "password")


def key_bytes(type_: Type) -> int:
    """Return the maximum number of bytes of a value in an index."""
    if type_.kind == "enum":
        return max(len(each.encode()) for each in type_.values)
    if type_.kind == "decimal":
        return type_.max_digits // 2 + 16
    return (type_.max_length or 16) * (1 if type_.kind in _ASCII or type_.max_length is None else 4)


def shown(type_: Type) -> str:
    """Return a type as a spec writes it."""
    return f"{shown(type_.item)}[]" if type_.item is not None else type_.enum or type_.kind
