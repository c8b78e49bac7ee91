"""Conversion and validation of names. Pure functions over the tables in `plurals` and `reserved`."""

import hashlib
import keyword
import re
from functools import cache
from typing import TYPE_CHECKING

from specloom.naming.plurals import PLURALS
from specloom.naming.reserved import (
    AMBIGUOUS,
    RESERVED_ATTRIBUTES,
    RESERVED_COLUMNS,
    RESERVED_MODULES,
    RESERVED_PREFIXES,
    RESERVED_TABLES,
)

if TYPE_CHECKING:
    from pluralizer import Pluralizer

MAX_IDENTIFIER_LENGTH = 63
"""Maximum length of a name in PostgreSQL, in bytes."""
MAX_CLASS_LENGTH = 64

_SINGULARS = {many: one for one, many in PLURALS.items()}
_ENTITY = re.compile(r"[A-Z][A-Za-z0-9]*")
_FIELD = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PATH = re.compile(r"[a-z0-9][a-z0-9_-]*")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def is_entity(name: str) -> bool:
    """Return whether a text can name an entity, an enum or a mixin."""
    return len(name) <= MAX_CLASS_LENGTH and _ENTITY.fullmatch(name) is not None


def is_field(name: str) -> bool:
    """Return whether a text can name a field or relation."""
    return len(name) <= MAX_IDENTIFIER_LENGTH and _FIELD.fullmatch(name) is not None


def identifier_problem(name: str, kind: str, longest: int = MAX_IDENTIFIER_LENGTH) -> str | None:
    """Return why a text cannot name a table or column (`kind`) in both databases, or None if it can."""
    if _IDENTIFIER.fullmatch(name) is None or len(name) > longest:
        return f"use letters, digits and underscores, no digit first, at most {longest} characters"
    if kind == "table" and name.lower().startswith(("sqlite_", "pg_")):
        return "names that begin with `sqlite_` or `pg_` are reserved for the databases"
    if kind == "table" and name.lower() in RESERVED_TABLES:
        return "generated code or its migrations use a table of this name"
    if kind == "column" and name.lower() in RESERVED_COLUMNS:
        return "PostgreSQL has a system column of this name in every table"
    return None


def is_path(name: str) -> bool:
    """Return whether a text can be the first segment of routes."""
    return len(name) <= MAX_IDENTIFIER_LENGTH and _PATH.fullmatch(name) is not None


def snake(name: str) -> str:
    """Return a class name in snake case: `HTTPServer` becomes `http_server`."""
    return _HUMP.sub("_", name).lower()


def camel(name: str) -> str:
    """Return a name in snake case as a class name: `order_status` becomes `OrderStatus`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def class_name(name: str) -> str:
    """Return the Python class of an entity or enum: its name, with the suffix `Class` if Python reserves the name."""
    return f"{name}Class" if keyword.iskeyword(name) or name in AMBIGUOUS else name


def attribute(name: str) -> str:
    """Return the Python attribute of a field: its name, with a trailing underscore if the name is reserved."""
    if name in RESERVED_ATTRIBUTES or name.startswith(RESERVED_PREFIXES):
        return f"{name}_"
    return name


def module(name: str) -> str:
    """Return the module of an entity: its name in snake case, with a trailing underscore if the name is reserved."""
    found = attribute(snake(name))
    return f"{found}_" if found in RESERVED_MODULES else found


def plural(name: str) -> str:
    """Return the plural of an English noun in snake case. Of several words, the last one changes."""
    if name in PLURALS:
        return PLURALS[name]
    head, last = _split(name)
    if last in PLURALS:
        return head + PLURALS[last]
    if last.endswith("tz"):
        return f"{name}es"
    return head + _english().plural(last)


def singular(name: str) -> str:
    """Return the singular of an English noun in snake case. A noun that is not a known plural stays as it is."""
    head, last = _split(name)
    if name in PLURALS or last in PLURALS:
        return name
    if name in _SINGULARS:
        return _SINGULARS[name]
    if last.endswith("tzes"):
        return name[:-2]
    return head + (_SINGULARS.get(last) or _english().singular(last) or last)


@cache
def _english() -> "Pluralizer":
    # Imported here, since a run that finds everything in the cache needs no plural.
    from pluralizer import Pluralizer

    return Pluralizer()  # type: ignore[no-untyped-call] # its constructor has no annotations


def constraint(prefix: str, table: str, *columns: str) -> str:
    """Return the conventional name of a constraint or index, such as `uq_users_email`, of at most 63 characters."""
    return shortened("_".join((prefix, table, *columns)))


def shortened(name: str, *, longest: int = MAX_IDENTIFIER_LENGTH, distinct: str = "") -> str:
    """Return the name if it is short enough, or else its start and a hash of the whole.

    A given `distinct` always adds the hash, and is part of it.
    """
    if len(name) <= longest and not distinct:
        return name
    digest = hashlib.sha256(f"{name}\0{distinct}".encode()).hexdigest()[:8]
    return f"{name[: longest - 9]}_{digest}"


def member(value: str) -> str:
    """Return the Python member for a value of an enum.

    `in progress` gives `IN_PROGRESS`, `3d` gives `VALUE_3D`, `O` gives `O_`. Signs and letters outside ASCII are
    replaced by their code points, so that different values rarely get the same member.
    """
    words = re.sub(r"[^A-Za-z0-9]+", _signs, _HUMP.sub("_", value))
    name = re.sub(r"_+", "_", words).strip("_").upper()
    if not name or name[0].isdigit():
        name = f"VALUE_{name}".rstrip("_")
    return f"{name}_" if name in AMBIGUOUS else name[:80].rstrip("_")


def _signs(found: re.Match[str]) -> str:
    signs = [each for each in found.group() if each not in " _-./:,"]
    return "_" + "_".join(f"U{ord(each):04X}" for each in signs) + "_"


def _split(name: str) -> tuple[str, str]:
    """Return the text before the last word, with its underscore, and the last word."""
    head, underscore, last = name.rpartition("_")
    return head + underscore, last
