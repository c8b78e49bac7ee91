"""The options of a type: where they stand, and which of them it takes."""

from collections.abc import Callable
from dataclasses import dataclass

from specloom.diagnostics.diagnostic import Place
from specloom.language.field_spec import ItemSpec
from specloom.resolve.scope import Scope

_ELSEWHERE = {"as": "`bigint` takes `as: string`: write `{type: bigint, as: string}`"}
"""Help for an option that one type alone takes."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one type, of a field or of an array's items, and where each stands."""

    spec: ItemSpec
    label: str
    place: Callable[..., Place]
    key_place: Callable[..., Place]
    flawed: bool

    def given(self, option: str) -> bool:
        """Tell whether the spec gives an option."""
        return option in self.spec.model_fields_set


def refuse_options(scope: Scope, said: str, allowed: frozenset[str], options: Options) -> None:
    """Report the options of a type that it does not take; the common ones are looked at by the field's own rules."""
    for name, info in ItemSpec.model_fields.items():
        option = info.alias or name
        if options.given(name) and option not in allowed:
            message = f"`{options.label}`: {said} takes no `{option}`"
            help = _ELSEWHERE.get(option) or scope.closest(option, allowed)
            scope.report("T002", message, options.key_place(option), help)


def check_range(
    scope: Scope, label: str, option: str, value: int | None, low: int, high: int, place: Callable[..., Place]
) -> bool:
    """Report a number out of its range, and return whether it is fine."""
    if value is None or low <= value <= high:
        return True
    scope.report("S008", f"`{label}`: {option} must be between {low} and {high}", place(option))
    return False
