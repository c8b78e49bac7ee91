"""Evaluates the checks of an entity for some values."""

from collections.abc import Mapping
from typing import Any

from specloom.expressions.outcomes import outcomes
from specloom.model import Check, Entity, Field
from specloom.resolve.checks import fixed_values


def is_broken(entity: Entity, check: Check, values: Mapping[str, Any]) -> bool:
    """Return True if a row of values, by name in JSON, is certain to break a check."""
    known = fixed_values(entity.fields) | {
        each.attribute: _value(each, values[each.name]) for each in entity.fields if each.name in values
    }
    return outcomes(check.condition, known) == {False}


def _value(field: Field, sent: Any) -> Any:
    """Return a value as a check compares it: a `bigint` may be sent as a text."""
    return int(sent) if field.type.kind == "bigint" and isinstance(sent, str) else sent


def are_refused(entity: Entity, values: Mapping[str, Any]) -> bool:
    """Return True if no row can have some values, by name in JSON: a check is broken for any values of the others."""
    return any(is_broken(entity, each, values) for each in entity.checks)
