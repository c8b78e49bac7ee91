# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 31ea59443b9967cb3dc5126f3f445579
"""Suggests the closest match for an unknown query parameter."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from ..problems.problem import ErrorItem

MAX_SUGGESTIONS = 3
"""Errors of a response that get a suggestion. The search takes most of the time of such a response."""

_UNKNOWN = "extra_forbidden"


def suggestion(name: str, parameters: Iterable[str]) -> str | None:
    """Return the parameter that is closest to a name, or None if no field name is similar."""
    field, _, operator = name.lower().partition("__")
    by_field: dict[str, dict[str, str]] = {}
    for each in parameters:
        by_field.setdefault(each.partition("__")[0], {})[each.partition("__")[2]] = each
    for match in get_close_matches(field, by_field, n=1, cutoff=0.7):
        operators = by_field[match]
        return operators[next(iter(get_close_matches(operator, operators, n=1) or operators))]
    return None


def no_such_parameter(name: str, parameters: Iterable[str]) -> str:
    """Return the message for an unknown parameter. It depends only on the names, never on a value."""
    match = suggestion(name, parameters)
    return f"There is no such parameter. Did you mean `{match}`?" if match else "There is no such parameter."


def with_suggestions(items: Iterable[ErrorItem], parameters: Sequence[str]) -> list[ErrorItem]:
    """Return errors. Those about unknown query parameters suggest the closest match."""
    found, left = [], MAX_SUGGESTIONS
    for item in items:
        _, place, name, *_ = [*item.pointer.split("/"), ""]
        if item.code != _UNKNOWN or place != "query":
            found.append(item)
            continue
        found.append(item._replace(message=no_such_parameter(name, parameters if left else ())))
        left = max(0, left - 1)
    return found
