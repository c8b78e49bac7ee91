"""Enums: their values, and the Python member of each value."""

from collections.abc import Callable, Mapping

from specloom.diagnostics.diagnostic import Place
from specloom.model import Enum
from specloom.resolve.enum_members import check_members, members_of
from specloom.resolve.scope import Member, Scope

MAX_VALUE_LENGTH = 255
MAX_VALUES = 1_000


def named_enums(scope: Scope) -> list[Enum]:
    """Return the enums under `enums:`."""
    result = []
    for name, declared in scope.enums.items():
        spec = declared.spec
        _check(
            scope,
            f"`{name}`",
            spec.values,
            spec.members,
            declared.place,
            declared.key_place,
            declared.is_flawed,
        )
        members = members_of(spec.values[:MAX_VALUES], spec.members)
        result.append(Enum(name, members, spec.description))
    return result


def check_inline(scope: Scope, member: Member, values: list[str]) -> None:
    """Report the problems of an enum that a field declares."""
    inside = () if member.spec.values is not None else ("item",)
    spec = member.spec.item if inside else member.spec
    names = (spec and spec.members) or {}
    _check(
        scope,
        f"`{member.label}`",
        values,
        names,
        lambda *path: member.place(*inside, *path),
        lambda *path: member.key_place(*inside, *path),
        lambda *path: member.declared.is_flawed("fields", member.name, *inside, *path),
    )


def _check(
    scope: Scope,
    label: str,
    values: list[str],
    names: Mapping[str, str],
    place: Callable[..., Place],
    key_place: Callable[..., Place],
    is_flawed: Callable[..., bool],
) -> None:
    """Report the problems of an enum. The callables return the places of its options, and whether one is flawed."""
    whole = place("values")
    if not values and not is_flawed("values"):
        scope.report("N011", f"{label} has no value", whole, "give an enum at least one value")
    if len(values) > MAX_VALUES:
        scope.report("N011", f"{label} has {len(values)} values; the maximum is {MAX_VALUES}", whole)
    seen: dict[str, Place] = {}
    for index, value in enumerate(values):
        where = place("values", index)
        if value in seen:
            scope.report("S007", f"{label} lists the value `{value}` twice", where)
        elif not 1 <= len(value) <= MAX_VALUE_LENGTH:
            scope.report("N011", f"{label}: a value must have 1 to {MAX_VALUE_LENGTH} characters", where)
        elif not value.isprintable() and any(each in value for each in "\n\t"):
            scope.report("N011", f"{label}: a value must be one line without tabs", where)
        seen.setdefault(value, where)
    if len(values) <= MAX_VALUES and not is_flawed("values") and not is_flawed("members"):
        check_members(scope, label, seen, names, {value: key_place("members", value) for value in names})
