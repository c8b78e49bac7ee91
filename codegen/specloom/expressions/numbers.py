"""Numbers in expressions: what a type can hold, and what comes of adding, subtracting and multiplying."""

from decimal import Context, Decimal
from itertools import product

from specloom.expressions.syntax_tree import Sign
from specloom.types import Type

EXACT = Context(prec=5_000)
"""Exact for all numbers that an expression can hold."""
WHOLE = frozenset({"integer", "bigint", "duration"})
"""Kinds that are stored as whole numbers."""
INTEGER_DIGITS = 18
"""Digits of a decimal that SQLite keeps as an integer; one of more digits is kept as text."""
_BITS = {"integer": 32, "bigint": 64, "duration": 64}


def places(type_: Type) -> int:
    """Return how many digits of an exact number stand behind its point."""
    return type_.decimal_places if type_.kind == "decimal" else 0


def is_exact(type_: Type) -> bool:
    """Tell whether the values of a type are whole numbers or decimals, lengths of time aside."""
    return type_.kind in ("integer", "bigint", "decimal")


def is_wide(type_: Type) -> bool:
    """Tell whether a decimal has too many digits to be kept as an integer on SQLite."""
    return type_.kind == "decimal" and type_.max_digits > INTEGER_DIGITS


def storable(type_: Type) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number that a column of an exact type can hold, whatever the API takes."""
    if type_.kind == "decimal":
        most = EXACT.scaleb(Decimal(10**type_.max_digits - 1), -type_.decimal_places)
        return -most, most
    most = Decimal(2 ** (_BITS[type_.kind] - 1))
    return -most, most - 1


def extent(type_: Type) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number that an exact type has by its bounds."""
    low, high = storable(type_)
    if isinstance(type_.minimum, int | Decimal):
        low = Decimal(type_.minimum)
    if isinstance(type_.maximum, int | Decimal):
        high = Decimal(type_.maximum)
    return low, high


def constant(value: int | Decimal) -> Type:
    """Return the type of a number that an expression gives."""
    if isinstance(value, int):
        return Type("bigint", minimum=value, maximum=value)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Type("decimal", decimal_places=max(0, -exponent), minimum=value, maximum=value)


def result(sign: Sign, left: Type, right: Type) -> Type:
    """Return the type of a sum, difference or product, bounded by what can come out."""
    low, high = extent(left)
    other_low, other_high = extent(right)
    match sign:
        case "+":
            bounds = EXACT.add(low, other_low), EXACT.add(high, other_high)
        case "-":
            bounds = EXACT.subtract(low, other_high), EXACT.subtract(high, other_low)
        case "*":
            corners = [EXACT.multiply(*pair) for pair in product((low, high), (other_low, other_high))]
            bounds = min(corners), max(corners)
    if left.kind != "decimal" and right.kind != "decimal":
        return Type("bigint", minimum=int(bounds[0]), maximum=int(bounds[1]))
    behind = places(left) + places(right) if sign == "*" else max(places(left), places(right))
    return Type("decimal", decimal_places=behind, minimum=bounds[0], maximum=bounds[1])


def fits(type_: Type, scale: int) -> bool:
    """Tell whether every number of an exact type, without the point that `scale` digits stand behind, has 64 bits."""
    low, high = (EXACT.scaleb(bound, scale) for bound in extent(type_))
    return low >= -(2**63) and high < 2**63
