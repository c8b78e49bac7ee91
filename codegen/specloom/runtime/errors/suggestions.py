"""What a client may have meant by a parameter that there is not."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from ..problems.problem import ErrorItem

MAX_SUGGESTIONS = 3
"""Errors of an answer that come with one: to look for it takes longer than everything else."""

_UNKNOWN = "extra_forbidden"


def suggestion(name: str, parameters: Iterable[str]) -> str | None:
    """Return the parameter that is the most like a name, if the name of a field in it is like it at all."""
    field, _, operator = name.lower().partition("__")
    by_field: dict[str, dict[str, str]] = {}
    for each in parameters:
        by_field.setdefault(each.partition("__")[0], {})[each.partition("__")[2]] = each
    for near in get_close_matches(field, by_field, n=1, cutoff=0.7):
        operators = by_field[near]
        return operators[next(iter(get_close_matches(operator, operators, n=1) or operators))]
    return None


def no_such_parameter(name: str, parameters: Iterable[str]) -> str:
    """Return what is said of a name that is none. It depends on nothing but this name and those of the parameters."""
    near = suggestion(name, parameters)
    return f"There is no such parameter. Did you mean `{near}`?" if near else "There is no such parameter."


def with_suggestions(items: Iterable[ErrorItem], parameters: Sequence[str]) -> list[ErrorItem]:
    """Return errors of which those about unknown parameters say what is near."""
    told, left = [], MAX_SUGGESTIONS
    for item in items:
        _, place, name, *_ = [*item.pointer.split("/"), ""]
        if item.code != _UNKNOWN or place != "query":
            told.append(item)
            continue
        told.append(item._replace(message=no_such_parameter(name, parameters if left else ())))
        left = max(0, left - 1)
    return told
