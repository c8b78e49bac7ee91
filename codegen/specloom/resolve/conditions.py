"""Conversion of syntax trees to conditions: type checks, and rejection of conditions with a constant result."""

from collections.abc import Callable
from decimal import Decimal

from specloom.expressions import conditions as made
from specloom.expressions import syntax_tree
from specloom.expressions.numbers import is_exact, storable
from specloom.expressions.syntax_tree import Part
from specloom.resolve.operands import UNORDERED, ExpressionProblem, FieldOf, field_operand, operand, together
from specloom.types import Type

_ORDERED = ("<", "<=", ">", ">=")


def condition(
    part: Part, field_of: FieldOf, report: Callable[[ExpressionProblem], None]
) -> made.Condition | None:
    """Return the condition of an expression, or None after reporting a problem."""
    if isinstance(part, syntax_tree.Logic):
        parts = [condition(each, field_of, report) for each in part.parts]
        settled = tuple(each for each in parts if each is not None)
        return made.Logic(part.word, settled) if len(settled) == len(parts) else None
    if isinstance(part, syntax_tree.Not):
        inner = condition(part.condition, field_of, report)
        return None if inner is None else made.Not(inner)
    try:
        return _predicate(part, field_of)
    except ExpressionProblem as misuse:
        report(misuse)
        return None


def _predicate(part: Part, field_of: FieldOf) -> made.Condition:
    match part:
        case syntax_tree.Comparison():
            return _comparison(part, field_of)
        case syntax_tree.In():
            return _membership(part, field_of)
        case syntax_tree.Between():
            return _between(part, field_of)
        case syntax_tree.IsNull():
            return _is_null(part, field_of)
    value = operand(part, field_of)
    if isinstance(value, made.Value) and value.type.kind == "boolean":
        raise _constant(part, always=value.value is True)
    if not isinstance(value, made.Column) or value.type.kind != "boolean":
        raise ExpressionProblem(
            "C003", "this is a value, but a condition is needed", part, "compare it with a value"
        )
    return made.Truth(value)


def _comparison(part: syntax_tree.Comparison, field_of: FieldOf) -> made.Condition:
    equal = part.comparator in ("=", "!=")
    left, right = together(
        (part.left, part.right), field_of, ordered=part.comparator in _ORDERED, equal=equal
    )
    if left == right:
        raise _constant(part, always=part.comparator in ("=", "<=", ">="))
    always = _decided(part.comparator, left, right)
    if always is not None:
        raise _constant(part, always=always)
    return made.Comparison(part.comparator, left, right)


def _decided(comparator: str, left: made.Operand, right: made.Operand) -> bool | None:
    """Return the result of a comparison of a number with a literal if it is the same for all values of the column."""
    if isinstance(left, made.Value):
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(comparator, comparator)
        return _decided(turned, right, left)
    if not isinstance(right, made.Value) or not is_exact(left.type):
        return None
    assert not isinstance(right.value, str)
    match left:
        case made.Column():
            low, high = storable(left.type)
        case made.Length():
            low, high = Decimal(0), _longest(left.of.type)
        case _:
            return None
    value = right.value
    match comparator:
        case "<":
            return True if high < value else False if low >= value else None
        case "<=":
            return True if high <= value else False if low > value else None
        case ">":
            return True if low > value else False if high <= value else None
        case ">=":
            return True if low >= value else False if high < value else None
    within = low <= value <= high
    return None if within else comparator == "!="


def _longest(type_: Type) -> Decimal:
    """Return the maximum length of a text in the database. The type `text` has none."""
    return Decimal("Infinity" if type_.kind == "text" else type_.max_length or "Infinity")


def _membership(part: syntax_tree.In, field_of: FieldOf) -> made.Condition:
    value, *items = together((part.value, *part.items), field_of, ordered=False, equal=True)
    if value.type.kind == "boolean":
        raise ExpressionProblem(
            "C003", "a boolean is already a condition", part, "write the field alone, or `not`"
        )
    for index, item in enumerate(items):
        if item in items[:index]:
            raise ExpressionProblem("S007", "this value is already in the list", part.items[index])
    given = {item.value for item in items if isinstance(item, made.Value)}
    if value in items or (value.type.kind == "enum" and given >= set(value.type.values)):
        raise _constant(part, always=not part.negated)
    return made.In(value, tuple(items), part.negated)


def _between(part: syntax_tree.Between, field_of: FieldOf) -> made.Condition:
    value, low, high = together((part.value, part.low, part.high), field_of, ordered=True, equal=False)
    if isinstance(low, made.Value) and isinstance(high, made.Value) and _is_above(low, high):
        raise _constant(part, always=part.negated)
    return made.Between(value, low, high, part.negated)


def _is_above(one: made.Value, other: made.Value) -> bool:
    first, second = one.value, other.value
    if isinstance(first, str) and isinstance(second, str):
        return one.type.kind not in UNORDERED | {"duration", "time", "datetime"} and first > second
    assert not isinstance(first, str)
    assert not isinstance(second, str)
    return first > second


def _is_null(part: syntax_tree.IsNull, field_of: FieldOf) -> made.Condition:
    if not isinstance(part.value, syntax_tree.Name):
        raise ExpressionProblem("C003", "only a field can be compared with null", part.value)
    column = field_operand(part.value, field_of)
    if not column.nullable:
        raise _constant(part, always=part.negated, help=f"`{part.value.name}` is never null")
    return made.IsNull(column, part.negated)


def _constant(part: Part, *, always: bool, help: str | None = None) -> ExpressionProblem:
    return ExpressionProblem("C006", f"this is always {'true' if always else 'false'}", part, help)
