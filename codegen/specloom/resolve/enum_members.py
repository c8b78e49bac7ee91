"""The Python members of an enum: each follows from its value alone, or is named by the spec.

A number behind the later of two equal names would make a member mean another value as soon as a value is added in
front of it. So equal names are reported, and the spec says what one of them is called.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from specloom.diagnostics.diagnostic import Place, Related
from specloom.naming import identifiers
from specloom.naming.reserved import AMBIGUOUS
from specloom.resolve.scope import Scope

LONGEST_MEMBER = 80
_MEMBER = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_?")


def members_of(values: Sequence[str], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return each value behind its Python member: the one that `names` has for it, or else the one derived from it."""
    return tuple((names.get(value) or identifiers.member(value), value) for value in values)


def check_members(
    scope: Scope,
    label: str,
    values: Mapping[str, Place],
    names: Mapping[str, str],
    places: Mapping[str, Place],
) -> None:
    """Report names that no member can have, names for values that there are not, and values with the same member.

    `values` holds the place of each value, `places` that of each name that the spec gives.
    """
    for value, name in names.items():
        if value not in values:
            help = scope.closest(value, values)
            scope.report(
                "S004",
                f"{label} names a member for `{value}`, which is none of its values",
                places[value],
                help,
            )
        elif not is_member(name):
            help = f"capital letters, digits and single underscores, no digit first, at most {LONGEST_MEMBER}"
            scope.report("N014", f"{label}: `{name}` cannot name a member", places[value], help)
    members = members_of(list(values), names)
    every = {name for name, _ in members}
    taken: dict[str, str] = {}
    for name, value in members:
        other = taken.setdefault(name, value)
        if other != value:
            message = f"{label}: `{value}` has the member `{name}`, as `{other}` has"
            free = _proposal(name, every)
            every.add(free)  # another clash is proposed another name
            ways = " or ".join(f"`members: {{{_key(each)}: {free}}}`" for each in (other, value))
            help = f"name that of the newer value: {ways}"
            scope.report("N015", message, values[value], help, Related(values[other], f"`{other}` is here"))


def is_member(name: str) -> bool:
    """Tell whether a text can name a member of an enum."""
    return len(name) <= LONGEST_MEMBER and name not in AMBIGUOUS and _MEMBER.fullmatch(name) is not None


def _key(value: str) -> str:
    """Return a value as a key in YAML's braces."""
    return value if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", value) else "'" + value.replace("'", "''") + "'"


def _proposal(name: str, taken: Collection[str]) -> str:
    """Return a name that no member has."""
    base = name[: LONGEST_MEMBER - 6].rstrip("_")
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"
