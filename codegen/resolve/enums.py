"""Enums: their values, and the Python member of each."""

from codegen.diagnostics import Place
from codegen.model import Enum
from codegen.resolve.fields import members_of
from codegen.resolve.scope import Member, Scope

LONGEST_VALUE = 255
MOST_VALUES = 1_000


def named_enums(scope: Scope) -> list[Enum]:
    """Return the enums that have a name of their own."""
    result = []
    for name, declared in scope.enums.items():
        values = declared.spec.values
        places = [declared.place("values", index) for index in range(len(values))]
        flawed = declared.is_flawed("values")
        _check(scope, f"`{name}`", values, places, declared.place("values"), flawed=flawed)
        result.append(Enum(name, members_of(tuple(values[:MOST_VALUES])), declared.spec.description))
    return result


def check_inline(scope: Scope, member: Member, values: list[str]) -> None:
    """Report what is wrong with the values of an enum that a field declares."""
    path = ("values",) if member.spec.values is not None else ("item", "values")
    places = [member.place(*path, index) for index in range(len(values))]
    flawed = member.declared.is_flawed("fields", member.name, *path)
    _check(scope, f"`{member.label}`", values, places, member.place(*path), flawed=flawed)


def _check(
    scope: Scope, label: str, values: list[str], places: list[Place], whole: Place, *, flawed: bool
) -> None:
    if not values and not flawed:
        scope.report("N011", f"{label} has no value", whole, "an enum needs at least one")
    if len(values) > MOST_VALUES:
        scope.report("N011", f"{label} has {len(values)} values; {MOST_VALUES} are the most", whole)
    seen: set[str] = set()
    for value, place in zip(values, places, strict=True):
        if value in seen:
            scope.report("S007", f"{label} lists the value `{value}` twice", place)
        elif not 1 <= len(value) <= LONGEST_VALUE:
            scope.report("N011", f"{label}: a value has 1 to {LONGEST_VALUE} characters", place)
        elif not value.isprintable() and any(each in value for each in "\n\t"):
            scope.report("N011", f"{label}: a value is one line without tabs", place)
        seen.add(value)
