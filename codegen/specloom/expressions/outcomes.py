"""The possible results of a condition when the values of some fields are known.

A result is true, false or null (None), in SQL's three-valued logic. A row breaks a check only if the result is false.
"""

import datetime as dt
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import product
from typing import Any

from specloom.expressions import conditions as made
from specloom.expressions.numbers import EXACT
from specloom.types import Type

Outcome = bool | None
_UNKNOWN = object()
"""Represents an unknown value."""
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPUTE: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": EXACT.add,
    "-": EXACT.subtract,
    "*": EXACT.multiply,
}
_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


def outcomes(condition: made.Condition, known: Mapping[str, Any]) -> frozenset[Outcome]:
    """Return the possible results of a condition.

    `known` has values in JSON form by attribute; other values are unknown.

    The set may be too large if the condition uses an unknown field several times.
    """
    match condition:
        case made.Truth():
            return _over([condition.value], known, lambda value: value is True)
        case made.Comparison():
            return _over([condition.left, condition.right], known, _COMPARE[condition.comparator])
        case made.In():
            return _in(condition, known)
        case made.Between():
            return _between(condition, known)
        case made.IsNull():
            value = _value(condition.value, known)
            if value is _UNKNOWN:
                return frozenset({True, False})
            return frozenset({(value is None) is not condition.negated})
        case made.Not():
            return _negated(outcomes(condition.condition, known))
        case made.Logic():
            return _joined(condition.word, [outcomes(each, known) for each in condition.parts])


def _in(condition: made.In, known: Mapping[str, Any]) -> frozenset[Outcome]:
    each = [_over([condition.value, item], known, operator.eq) for item in condition.items]
    found = _joined("or", each)
    return _negated(found) if condition.negated else found


def _between(condition: made.Between, known: Mapping[str, Any]) -> frozenset[Outcome]:
    above = _over([condition.low, condition.value], known, operator.le)
    below = _over([condition.value, condition.high], known, operator.le)
    found = _joined("and", [above, below])
    return _negated(found) if condition.negated else found


def _over(
    operands: Iterable[made.Operand], known: Mapping[str, Any], ask: Callable[..., bool]
) -> frozenset[Outcome]:
    """Return the possible results of a predicate on values. It is null if one of them is null."""
    given = list(operands)
    values = [_value(each, known) for each in given]
    if None in values:
        return frozenset({None})
    if any(each is _UNKNOWN for each in values):
        nullable = any(
            column.nullable and column.attribute not in known
            for each in given
            for column in made.columns(each)
        )
        return frozenset({True, False, None} if nullable else {True, False})
    return frozenset({ask(*values)})


def _joined(word: str, parts: list[frozenset[Outcome]]) -> frozenset[Outcome]:
    """Return the possible results of a conjunction or disjunction."""
    decisive = word == "or"
    found: frozenset[Outcome] = frozenset({not decisive})
    for part in parts:
        found = frozenset(
            decisive if decisive in pair else None if None in pair else not decisive
            for pair in product(found, part)
        )
    return found


def _negated(found: frozenset[Outcome]) -> frozenset[Outcome]:
    return frozenset(None if each is None else not each for each in found)


def _value(operand: made.Operand, known: Mapping[str, Any]) -> Any:
    """Return the value of an operand in a form that Python compares as the database does."""
    match operand:
        case made.Column():
            return (
                comparable(operand.type, known[operand.attribute]) if operand.attribute in known else _UNKNOWN
            )
        case made.Value():
            return comparable(operand.type, operand.value)
        case made.Length():
            text = _value(operand.of, known)
            return len(text) if isinstance(text, str) else text
        case made.Arithmetic():
            left, right = _value(operand.left, known), _value(operand.right, known)
            if left is None or right is None:
                return None
            if left is _UNKNOWN or right is _UNKNOWN:
                return _UNKNOWN
            return _COMPUTE[operand.sign](Decimal(left), Decimal(right))


def comparable(type_: Type, value: Any) -> Any:
    """Return a value in JSON form, converted so that Python compares it as the database does."""
    if value is None:
        return None
    match type_.kind:
        case "decimal":
            return Decimal(value)
        case "float":
            return float(value)
        case "time":
            return dt.time.fromisoformat(value)
        case "datetime":
            return dt.datetime.fromisoformat(value)
        case "duration":
            return microseconds(value)
        case "uuid" | "email":
            return value.lower()
    return value


def microseconds(duration: str) -> int:
    """Return the length of a duration such as `P1DT2H30M`, in microseconds."""
    found = _DURATION.fullmatch(duration)
    assert found is not None
    weeks, days, hours, minutes = (int(each or 0) for each in found.groups()[:4])
    minutes += 60 * (hours + 24 * (days + 7 * weeks))
    return 60_000_000 * minutes + int(Decimal(found[5] or 0).scaleb(6))
