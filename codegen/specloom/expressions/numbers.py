"""Numbers in expressions: the range of a type, and the results of addition, subtraction and multiplication."""

from decimal import Context, Decimal
from itertools import product

from specloom.expressions.syntax_tree import Sign
from specloom.types import Type

EXACT = Context(prec=5_000)
"""A decimal context that computes exactly with all numbers of an expression."""
WHOLE = frozenset({"integer", "bigint", "duration"})
"""Types that are stored as whole numbers."""
INTEGER_DIGITS = 18
"""The most digits of a decimal that SQLite stores as an integer. Longer decimals are stored as text."""
_BITS = {"integer": 32, "bigint": 64, "duration": 64}


def places(type_: Type) -> int:
    """Return how many decimal places an exact number has."""
    return type_.decimal_places if type_.kind == "decimal" else 0


def is_exact(type_: Type) -> bool:
    """Return whether the values of a type are whole numbers or decimals. Durations are not included."""
    return type_.kind in ("integer", "bigint", "decimal")


def is_wide(type_: Type) -> bool:
    """Return whether a decimal has too many digits for an integer in SQLite."""
    return type_.kind == "decimal" and type_.max_digits > INTEGER_DIGITS


def storable(type_: Type) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number that a column of an exact type can store, whatever the API accepts."""
    if type_.kind == "decimal":
        most = EXACT.scaleb(Decimal(10**type_.max_digits - 1), -type_.decimal_places)
        return -most, most
    most = Decimal(2 ** (_BITS[type_.kind] - 1))
    return -most, most - 1


def extent(type_: Type) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number within the bounds of an exact type."""
    low, high = storable(type_)
    if isinstance(type_.minimum, int | Decimal):
        low = Decimal(type_.minimum)
    if isinstance(type_.maximum, int | Decimal):
        high = Decimal(type_.maximum)
    return low, high


def constant(value: int | Decimal) -> Type:
    """Return the type of a literal number."""
    if isinstance(value, int):
        return Type("bigint", minimum=value, maximum=value)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Type("decimal", decimal_places=max(0, -exponent), minimum=value, maximum=value)


def result(sign: Sign, left: Type, right: Type) -> Type:
    """Return the type of a sum, difference or product, bounded by its possible results."""
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
    """Return whether every number of an exact type fits into 64 bits as an integer with `scale` decimal places."""
    low, high = (EXACT.scaleb(bound, scale) for bound in extent(type_))
    return low >= -(2**63) and high < 2**63
