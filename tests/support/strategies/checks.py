"""Strategies for checks that most random rows satisfy and some break."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from specloom.expressions.conditions import Condition, columns
from specloom.expressions.outcomes import outcomes
from specloom.model import Entity, Field, Role
from specloom.resolve.checks import fixed_values
from specloom.resolve.operands import INCOMPARABLE
from tests.support.comparable_requests import LETTERS
from tests.support.random_expressions import Expressions, settled, usable
from tests.support.random_values import PLAIN, NoValue, value_of

_MOST = 2
"""Checks of an entity."""
_TRIES = 40
_ROWS = 40
_KEPT = 0.6
"""The share of rows that keep a check, at least."""
_BROKEN = 0.08
"""The share of rows that break it, at least."""
_NAMES = (
    "rule",
    "in_order",
    "class",
    "check",
    "x1",
    "a_long_name_that_says_what_the_rule_is_about_and_still_fits",
)


@st.composite
def checks(draw: DrawFn, entity: Entity) -> dict[str, str]:
    """Checks of an entity that is valid without them: expressions by name, perhaps none."""
    if not draw(st.booleans()):
        return {}
    random = Random(draw(st.integers(0, 2**32)))
    fields = [each for each in usable(entity) if each.role is Role.FIELD and each.in_create]
    fields = [each for each in fields if each.type.kind not in INCOMPARABLE or each.nullable]
    taken = {each.column for each in entity.fields if each.type.kind == "enum"}
    names = [name for name in _NAMES if name not in taken]
    try:
        found = list(_found(entity, fields, random))
    except NoValue:
        return {}
    return dict(zip(names, found, strict=False))


def _found(entity: Entity, fields: list[Field], random: Random) -> Iterator[str]:
    """Yield at most two expressions."""
    pool = {each.name: [value_of(each.type, random) for _ in range(3)] for each in fields}
    drawn = Expressions(fields, pool, random)
    taken: tuple[Condition, ...] = ()
    for _ in range(_TRIES if fields else 0):
        text = drawn.draw(depth=1)
        condition = settled(entity, text)
        if not isinstance(condition, Exception) and _is_usual(condition, taken, entity, random):
            yield text
            taken = (*taken, condition)
        if len(taken) == _MOST:
            return


def _is_usual(condition: Condition, others: tuple[Condition, ...], entity: Entity, random: Random) -> bool:
    """Tell whether some rows break a check and most keep it and the others, whatever the values are made of."""
    used = {each.attribute for part in (condition, *others) for each in columns(part)}
    fields = [each for each in entity.fields if each.attribute in used]
    known = fixed_values(entity.fields)
    for full in (True, False):
        for letters in (PLAIN, LETTERS):
            rows = [known | _row(fields, random, letters, full=full) for _ in range(_ROWS)]
            kept = [all(_keeps(each, row) for each in (condition, *others)) for row in rows]
            if sum(kept) < _KEPT * _ROWS:
                return False
            if (
                full
                and letters is PLAIN
                and sum(_keeps(condition, row) for row in rows) > (1 - _BROKEN) * _ROWS
            ):
                return False
    return True


def _keeps(condition: Condition, row: dict[str, Any]) -> bool:
    return outcomes(condition, row) != {False}


def _row(fields: list[Field], random: Random, letters: str, *, full: bool) -> dict[str, Any]:
    """Return the values of a row, in JSON form; if it is not `full`, with those of a create that lacks what it may."""
    row = {}
    for each in fields:
        if full or not (each.nullable or each.default):
            made = value_of(each.type, random, letters=letters, size=random.choice((1, 6, 24)))
            row[each.attribute] = (
                int(made) if each.type.kind == "bigint" else made
            )  # a text with `as: string`
        elif each.default is not None and each.default.kind == "value":
            row[each.attribute] = each.default.value
        else:
            row[each.attribute] = None
    return row
