"""The Python members of an enum: each is derived from its value, or named by the spec.

Members are not numbered: a new value before the others would then change the meaning of their members. So two values
with the same member are an error, and the spec must name one of them.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from specloom.diagnostics.diagnostic import Place, Related
from specloom.naming import identifiers
from specloom.naming.reserved import AMBIGUOUS
from specloom.resolve.scope import Scope

MAX_MEMBER_LENGTH = 80
_MEMBER = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_?")


def members_of(values: Sequence[str], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return pairs of Python member and value. `names` has the members that the spec names; others are derived."""
    return tuple((names.get(value) or identifiers.member(value), value) for value in values)


def check_members(
    scope: Scope,
    label: str,
    values: Mapping[str, Place],
    names: Mapping[str, str],
    places: Mapping[str, Place],
) -> None:
    """Report invalid member names, members of unknown values, and values with the same member.

    `values` holds the place of each value, `places` that of each given name.
    """
    for value, name in names.items():
        if value not in values:
            help = scope.closest(value, values)
            scope.report(
                "S004",
                f"{label} names a member for `{value}`, which is not one of its values",
                places[value],
                help,
            )
        elif not is_member(name):
            help = (
                f"use capital letters, digits and single underscores, no digit first, at most {MAX_MEMBER_LENGTH}"
                " characters"
            )
            scope.report("N014", f"{label}: `{name}` cannot name a member", places[value], help)
    members = members_of(list(values), names)
    every = {name for name, _ in members}
    taken: dict[str, str] = {}
    for name, value in members:
        other = taken.setdefault(name, value)
        if other != value:
            message = f"{label}: `{value}` has the member `{name}`, which is also the member of `{other}`"
            free = _proposal(name, every)
            every.add(free)  # each conflict gets a different suggestion
            ways = " or ".join(f"`members: {{{_key(each)}: {free}}}`" for each in (other, value))
            help = f"name the member of the newer value: {ways}"
            scope.report("N015", message, values[value], help, Related(values[other], f"`{other}` is here"))


def is_member(name: str) -> bool:
    """Return whether a text can name a member of an enum."""
    return len(name) <= MAX_MEMBER_LENGTH and name not in AMBIGUOUS and _MEMBER.fullmatch(name) is not None


def _key(value: str) -> str:
    """Return a value as a key of a YAML mapping in braces."""
    return value if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", value) else "'" + value.replace("'", "''") + "'"


def _proposal(name: str, taken: Collection[str]) -> str:
    """Return a member name that is not used."""
    base = name[: MAX_MEMBER_LENGTH - 6].rstrip("_")
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"
