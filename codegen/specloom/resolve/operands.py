"""The typed values of an expression: fields, literals and computed values.

Only combinations that both databases compare and compute alike are allowed. Texts compare by code point, decimals and
integers exactly. Doubles can be compared but not computed with, since the databases handle an overflow differently.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from specloom.expressions import conditions as made
from specloom.expressions import syntax_tree
from specloom.expressions.numbers import (
    EXACT,
    constant,
    extent,
    fits,
    is_exact,
    is_wide,
    places,
    result,
    storable,
)
from specloom.expressions.syntax_tree import Constant, Part, Span
from specloom.model import Field
from specloom.resolve.key_types import shown
from specloom.resolve.literals import Misfit, literal
from specloom.types import Type

TEXTS = frozenset({"string", "text", "email", "url", "slug", "ip"})
INCOMPARABLE = frozenset({"json", "bytes", "array", "password"})
UNORDERED = frozenset({"boolean", "enum", "uuid"})
_DOUBLE_INTEGERS = 2**53
"""Integers up to this are exact doubles, so both databases compare them with doubles alike."""
_DOUBLE_DIGITS, _DOUBLE_EXPONENT = 15, 22
"""Decimal digits and exponents that both databases convert to the same double."""
_TYPE_NAMES = {
    "boolean": "a boolean",
    "date": "a date",
    "time": "a time",
    "datetime": "a datetime",
    "duration": "a duration",
    "uuid": "a UUID",
    "enum": "an enum",
    "float": "a float",
}


class ExpressionProblem(Exception):
    """An invalid part of an expression. Without a code, the problem has been reported elsewhere."""

    def __init__(self, code: str, message: str, span: Span, help: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.span = span
        self.help = help


FieldOf = Callable[[syntax_tree.Name], Field]
"""Returns the field of a name. Raises ExpressionProblem."""


def field_operand(part: syntax_tree.Name, field_of: FieldOf) -> made.Column:
    """Return a field of any type as an operand. Raises ExpressionProblem."""
    field = field_of(part)
    return made.Column(field.attribute, field.type, field.nullable)


def together(
    parts: Iterable[Part], field_of: FieldOf, *, ordered: bool, equal: bool
) -> tuple[made.Operand, ...]:
    """Return values that are compared with each other as operands of compatible types. Raises ExpressionProblem.

    `ordered` requires a type with an order. `equal` is True for equality, where a literal that the field can never
    have is an error.
    """
    given = list(parts)
    found = [operand(part, field_of) for part in given]
    settled = [
        (part, each) for part, each in zip(given, found, strict=True) if not isinstance(each, made.Value)
    ]
    if not settled:
        raise ExpressionProblem("C006", "this uses no field, so it is the same for every row", _around(given))
    first, lead = settled[0]
    if ordered and lead.type.kind in UNORDERED:
        help = "compare it with `=`, `!=` or `in`" if lead.type.kind != "boolean" else "compare it with `=`"
        raise ExpressionProblem("C003", f"{_label(lead)} has no order", first, help)
    for part, each in settled[1:]:
        _check_pair(lead, each, part)
    fitting = [
        _value(part, lead, equal=equal) if isinstance(part, Constant) else each
        for part, each in zip(given, found, strict=True)
    ]
    _check_size(given, fitting)
    return tuple(fitting)


def operand(part: Part, field_of: FieldOf) -> made.Operand:
    """Return a part of an expression as a value. A literal gets the type of its own form. Raises ExpressionProblem."""
    match part:
        case syntax_tree.Name():
            column = field_operand(part, field_of)
            if column.type.kind in INCOMPARABLE:
                message = f"`{part.name}` is of type `{shown(column.type)}`, which cannot be compared"
                help = "only `is null` and `is not null` are possible"
                raise ExpressionProblem("C004", message, part, help)
            return column
        case syntax_tree.Constant(value=value):
            if isinstance(value, bool):
                return made.Value(value, Type("boolean"))
            return made.Value(value, Type("text") if isinstance(value, str) else constant(value))
        case syntax_tree.Length():
            of = operand(part.of, field_of)
            if not isinstance(of, made.Column) or of.type.kind not in TEXTS:
                raise ExpressionProblem("C003", "`length` needs a text field", part.of)
            return made.Length(of, Type("integer", minimum=0, maximum=of.type.max_length))
        case syntax_tree.Arithmetic():
            return _arithmetic(part, field_of)
    raise ExpressionProblem(
        "C003", "this is a condition, but a value is needed", part, "join conditions with `and` or `or`"
    )


def _arithmetic(part: syntax_tree.Arithmetic, field_of: FieldOf) -> made.Operand:
    sides = []
    for side in (part.left, part.right):
        found = operand(side, field_of)
        if not is_exact(found.type):
            help = "make it a `decimal`, which is exact" if found.type.kind == "float" else None
            raise ExpressionProblem("C003", f"arithmetic with {_label(found)} is not possible", side, help)
        if is_wide(found.type):
            raise ExpressionProblem(
                "C008",
                f"arithmetic with {_label(found)} is not possible, as it has more than 18 digits",
                side,
            )
        sides.append(found)
    left, right = sides
    type_ = result(part.sign, left.type, right.type)
    if not fits(type_, places(type_)):
        raise _too_large(part)
    return made.Arithmetic(part.sign, left, right, type_)


def _check_pair(one: made.Operand, other: made.Operand, part: Part) -> None:
    """Raise ExpressionProblem if two values that are not literals cannot be compared."""
    types = (one.type, other.type)
    kinds = {each.kind for each in types}
    if kinds <= TEXTS:
        return
    if "float" in kinds and len(kinds) > 1 and all(is_exact(each) or each.kind == "float" for each in types):
        exact = next(each for each in types if each.kind != "float")
        bounds = extent(exact)
        if exact.kind != "decimal" and max(map(abs, bounds)) <= _DOUBLE_INTEGERS:
            return
        message = f"{_label(one)} and {_label(other)} cannot be compared exactly"
        raise ExpressionProblem("C008", message, part, "compare numbers of the same type")
    if all(map(is_exact, types)):
        sizes = {(each.max_digits, each.decimal_places) for each in types}
        if any(map(is_wide, types)) and len(sizes) > 1:
            message = f"{_label(one)} and {_label(other)} cannot be compared"
            help = "decimals with more than 18 digits need the same `max_digits` and `decimal_places` to be compared"
            raise ExpressionProblem("C008", message, part, help)
        return
    if len(kinds) > 1 or types[0].enum != types[1].enum:
        raise ExpressionProblem("C003", f"{_label(one)} and {_label(other)} cannot be compared", part)


def _value(part: Constant, lead: made.Operand, *, equal: bool) -> made.Value:
    """Return a literal with the type of the value that it is compared with. Raises ExpressionProblem."""
    raw, type_ = part.value, lead.type
    if is_exact(type_) or type_.kind == "float":
        if isinstance(raw, bool | str):
            raise ExpressionProblem(
                "C003", f"{_label(lead)} can only be compared with numbers, written without quotes", part
            )
        number = _double(part, raw) if type_.kind == "float" else _exact(part, raw, lead)
        if equal and isinstance(lead, made.Column):
            _literal(part, lead, type_, raw)
        return number
    if type_.kind == "boolean":
        if not isinstance(raw, bool):
            raise ExpressionProblem(
                "C003", f"{_label(lead)} can only be compared with `true` and `false`", part
            )
        return made.Value(raw, type_)
    if not isinstance(raw, str):
        raise ExpressionProblem(
            "C003", f"{_label(lead)} can only be compared with texts in single quotes", part
        )
    if not equal:
        type_ = Type("text") if type_.kind in TEXTS else replace(type_, minimum=None, maximum=None)
    return made.Value(_literal(part, lead, type_, raw), type_)


def _literal(part: Constant, lead: made.Operand, type_: Type, raw: object) -> str:
    try:
        return str(literal(type_, raw))
    except Misfit as error:
        raise ExpressionProblem("C005", f"{_label(lead)} never has this value: {error}", part) from None


def _double(part: Constant, raw: int | Decimal) -> made.Value:
    number = Decimal(raw).normalize()
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    if len(digits) > _DOUBLE_DIGITS or not -_DOUBLE_EXPONENT <= exponent <= _DOUBLE_EXPONENT:
        message = f"a float can only be compared with numbers of at most {_DOUBLE_DIGITS} digits"
        raise ExpressionProblem("C005", f"{message}, below 1e{_DOUBLE_EXPONENT}", part)
    return made.Value(raw, Type("float"))


def _exact(part: Constant, raw: int | Decimal, lead: made.Operand) -> made.Value:
    behind = places(lead.type)
    number = Decimal(raw)
    rounded = number.quantize(Decimal(1).scaleb(-behind), context=EXACT)
    if number != rounded:
        expected = f"numbers with at most {behind} decimal places" if behind else "whole numbers"
        raise ExpressionProblem("C005", f"{_label(lead)} can only be compared with {expected}", part)
    value: int | Decimal = rounded if behind else int(number)
    if isinstance(lead, made.Column):
        low, high = storable(lead.type)
        if not low <= number <= high:
            raise ExpressionProblem("C005", f"{_label(lead)} is always between {low:f} and {high:f}", part)
    return made.Value(value, lead.type if is_wide(lead.type) else constant(value))


def _check_size(parts: list[Part], operands: list[made.Operand]) -> None:
    """Raise ExpressionProblem if SQLite would need integers of more than 64 bits to compare the operands."""
    exact = [each.type for each in operands if is_exact(each.type) and not is_wide(each.type)]
    scale = max(map(places, exact), default=0)
    for part, each in zip(parts, operands, strict=True):
        if is_exact(each.type) and not is_wide(each.type) and not _computable(each, scale):
            raise _too_large(part)


def _computable(number: made.Operand, scale: int) -> bool:
    """Return whether a number and its parts fit into 64 bits, with `scale` decimal places."""
    if not fits(number.type, scale):
        return False
    if not isinstance(number, made.Arithmetic):
        return True
    if number.sign == "*":
        return all(_computable(each, places(each.type)) for each in (number.left, number.right))
    return _computable(number.left, scale) and _computable(number.right, scale)


def _too_large(part: Part) -> ExpressionProblem:
    help = "give its fields a smaller `max` and a larger `min`, or decimals fewer `max_digits`"
    return ExpressionProblem("C008", "this can be too large for 64 bits", part, help)


def _label(value: made.Operand) -> str:
    """Return the name of a value in messages."""
    kind = value.type.kind
    what = "a text" if kind in TEXTS else _TYPE_NAMES.get(kind, "a number" if is_exact(value.type) else kind)
    return f"`{value.attribute}`, {what}," if isinstance(value, made.Column) else what


def _around(parts: list[Part]) -> Span:
    return Span(parts[0].start, parts[-1].end)
