"""The options of a type, with their places, and validation of which options it takes."""

from collections.abc import Callable
from dataclasses import dataclass

from specloom.diagnostics.diagnostic import Place
from specloom.language.field_spec import ItemSpec
from specloom.resolve.scope import Scope

_ELSEWHERE = {"as": "`bigint` takes `as: string`: write `{type: bigint, as: string}`"}
"""The help for options of only one type."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one type, which is that of a field or of an array's items, with their places."""

    spec: ItemSpec
    label: str
    place: Callable[..., Place]
    key_place: Callable[..., Place]
    flawed: bool

    def given(self, option: str) -> bool:
        """Return whether the spec gives an option."""
        return option in self.spec.model_fields_set


def refuse_options(scope: Scope, kind: str, allowed: frozenset[str], options: Options) -> None:
    """Report options that the type does not take. The common options are validated by the rules of fields."""
    for name, info in ItemSpec.model_fields.items():
        option = info.alias or name
        if options.given(name) and option not in allowed:
            message = f"`{options.label}`: {kind} takes no `{option}`"
            help = _ELSEWHERE.get(option) or scope.closest(option, allowed)
            scope.report("T002", message, options.key_place(option), help)


def check_range(
    scope: Scope, label: str, option: str, value: int | None, low: int, high: int, place: Callable[..., Place]
) -> bool:
    """Report a number that is out of range. Return whether it is valid."""
    if value is None or low <= value <= high:
        return True
    scope.report("S008", f"`{label}`: {option} must be between {low} and {high}", place(option))
    return False
