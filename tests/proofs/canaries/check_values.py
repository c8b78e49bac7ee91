"""Values of a row that keep the checks of its entity, or break one of them."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from specloom.expressions.conditions import (
    Between,
    Column,
    Comparison,
    Condition,
    Constant,
    In,
    Logic,
    Not,
    Value,
)
from specloom.model import Check, Entity, Field
from tests.proofs.canaries.check_results import is_broken
from tests.proofs.canaries.context import Context
from tests.support.random_values import value_of

TRIES = 1000
"""How often the values that checks look at are made up; no request is sent for that."""
SIZES = (1, 6, 24)
"""Characters of texts, of which a check may take but the short ones, or the long ones."""
_NULLS = 0.2
"""The share of nulls where a value may be null."""
_NAMED = 0.3
"""The share of values that the check names, where it names any."""


def keeping(
    context: Context, entity: Entity, body: dict[str, Any], stored: Mapping[str, Any], given: Collection[str]
) -> dict[str, Any]:
    """Return a body whose row keeps all checks: what they look at is made up anew until it does.

    `stored` has the other values of a row that is changed, and the members that are `given` stay as they are. If they
    break a check for any values of the others, so does what is returned.
    """
    found = body
    for _ in range(TRIES):
        broken = [each for each in entity.checks if is_broken(entity, each, {**stored, **found})]
        if not broken:
            break
        found = {**found, **_anew(context, entity, context.random.choice(broken), body, given)}
    return found


def breaking(
    context: Context, entity: Entity, check: Check, body: dict[str, Any], stored: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return a body whose row breaks a check, made as in `keeping`, or None if none was found."""
    found = body
    for _ in range(TRIES):
        if is_broken(entity, check, {**stored, **found}):
            return found
        found = {**found, **_anew(context, entity, check, body, ())}
    return None


def new_value(context: Context, check: Check, field: Field) -> Any:
    """Return a value for a field that a check looks at, which is never a hidden one.

    It is of any size, or one that the check names: of all texts, a check may take the only one that it does not.
    """
    if field.nullable and context.random.random() < _NULLS:
        return None
    named = list(_named(check.condition, field.attribute))
    if named and context.random.random() < _NAMED:
        return _as_json(context.random.choice(named), field)
    return value_of(field.type, context.random, size=context.random.choice(SIZES))


def _named(condition: Condition, attribute: str) -> Iterator[Constant]:
    """Yield the values that a condition compares a field with."""
    match condition:
        case Comparison():
            pairs = [(condition.left, condition.right), (condition.right, condition.left)]
        case In():
            pairs = [(condition.value, each) for each in condition.items]
        case Between():
            pairs = [(condition.value, condition.low), (condition.value, condition.high)]
        case Not():
            pairs = []
            yield from _named(condition.condition, attribute)
        case Logic():
            pairs = []
            for each in condition.parts:
                yield from _named(each, attribute)
        case _:
            pairs = []
    for one, other in pairs:
        if isinstance(one, Column) and one.attribute == attribute and isinstance(other, Value):
            yield other.value


def _as_json(value: Constant, field: Field) -> Any:
    """Return a value of an expression as the field has it in JSON."""
    match field.type.kind:
        case "decimal":
            return f"{Decimal(value):f}"
        case "float":
            return float(value)
    return value


def _anew(
    context: Context, entity: Entity, check: Check, body: Mapping[str, Any], given: Collection[str]
) -> dict[str, Any]:
    """Return other values for what a check looks at. A reference is that of the body, or null where it may be."""
    values: dict[str, Any] = {}
    for each in (entity.field(name) for name in check.fields):
        if each.name not in body or each.name in given:
            continue
        if each.reference is None:
            values[each.name] = new_value(context, check, each)
        elif each.nullable and not each.reference.parts:
            values[each.name] = context.random.choice((None, body[each.name]))
    return values
