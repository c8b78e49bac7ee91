"""Values of a row that keep the checks of its entity, or break one of them."""

from collections.abc import Collection, Mapping
from typing import Any

from codegen.expressions.outcomes import outcomes
from codegen.model import Check, Entity, Field, fixed
from tests.canaries.world import World
from tests.values import value_of

TRIES = 1000
"""How often the values that checks look at are made up; no request is sent for that."""
SIZES = (1, 6, 24)
"""Characters of texts, of which a check may take but the short ones, or the long ones."""
_NULLS = 0.2
"""The share of nulls where a value may be null."""


def keeping(
    world: World, entity: Entity, body: dict[str, Any], stored: Mapping[str, Any], given: Collection[str]
) -> dict[str, Any]:
    """Return a body whose row keeps all checks: what they look at is made up anew until it does.

    `stored` has the other values of a row that is changed, and the members that are `given` stay as they are. If they
    break a check whatever the others are, so does what is returned.
    """
    found = body
    for _ in range(TRIES):
        broken = [each for each in entity.checks if _is_broken(entity, each, {**stored, **found})]
        if not broken:
            break
        found = {**found, **_anew(world, entity, world.random.choice(broken), body, given)}
    return found


def breaking(
    world: World, entity: Entity, check: Check, body: dict[str, Any], stored: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return a body whose row breaks a check, made as in `keeping`, or None if none was found."""
    found = body
    for _ in range(TRIES):
        if _is_broken(entity, check, {**stored, **found}):
            return found
        found = {**found, **_anew(world, entity, check, body, ())}
    return None


def are_refused(entity: Entity, values: Mapping[str, Any]) -> bool:
    """Return True if no row can have some values, by name in JSON: a check is broken whatever the others are."""
    return any(_is_broken(entity, each, values) for each in entity.checks)


def new_value(world: World, field: Field) -> Any:
    """Return a value of any size for a field that checks look at, which is never a hidden one."""
    if field.nullable and world.random.random() < _NULLS:
        return None
    return value_of(field.type, world.random, size=world.random.choice(SIZES))


def _is_broken(entity: Entity, check: Check, values: Mapping[str, Any]) -> bool:
    """Return True if a row of values, by name in JSON, is certain to break a check."""
    known = fixed(entity.fields) | {
        each.attribute: values[each.name] for each in entity.fields if each.name in values
    }
    return outcomes(check.condition, known) == {False}


def _anew(
    world: World, entity: Entity, check: Check, body: Mapping[str, Any], given: Collection[str]
) -> dict[str, Any]:
    """Return other values for what a check looks at. A reference is that of the body, or null where it may be."""
    values: dict[str, Any] = {}
    for each in (entity.field(name) for name in check.fields):
        if each.name not in body or each.name in given:
            continue
        if each.reference is None:
            values[each.name] = new_value(world, each)
        elif each.nullable and not each.reference.parts:
            values[each.name] = world.random.choice((None, body[each.name]))
    return values
