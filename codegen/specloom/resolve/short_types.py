"""The short form of a type, as in `type:`: `Tag[]?`."""

import re
from typing import NamedTuple

from specloom.resolve.scope import Scope
from specloom.types import TYPES

_SHORT = re.compile(r"([A-Za-z][A-Za-z0-9_]*)(\[\])?(\?)?")


class ShortType(NamedTuple):
    """A parsed type in short form: `Tag[]?`."""

    base: str
    array: bool
    nullable: bool


def parse_short_type(text: str) -> ShortType | None:
    """Parse the short form of a type, or return None if it is invalid."""
    found = _SHORT.fullmatch(text)
    return None if found is None else ShortType(found[1], bool(found[2]), bool(found[3]))


def is_relation(scope: Scope, type_: ShortType) -> bool:
    """Return whether a type names an entity."""
    return type_.base in scope.entities


def is_known(scope: Scope, type_: ShortType) -> bool:
    """Return whether a type is a scalar type or a named enum."""
    return type_.base in scope.enums or (type_.base in TYPES and type_.base != "array")
