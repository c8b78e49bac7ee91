"""Conditions on the fields of one row, as plain data: the meaning of an expression.

All types have been checked. Every value has its type, and the bounds of a number's type give its possible values, so
a compiler to SQL needs no lookups.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from specloom.expressions.syntax_tree import Comparator, Sign
from specloom.types import Type

Constant = str | int | Decimal | bool


@dataclass(frozen=True, slots=True)
class Column:
    """The value of a field. `type` may omit the rules that only the API enforces."""

    attribute: str
    type: Type
    nullable: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A literal value in JSON form. A decimal or float is the number as written."""

    value: Constant
    type: Type


@dataclass(frozen=True, slots=True)
class Length:
    """The number of characters of a text."""

    of: Column
    type: Type


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """An operation on two exact numbers. `type` holds every result of values within the bounds of the fields."""

    sign: Sign
    left: "Operand"
    right: "Operand"
    type: Type


Operand = Column | Value | Length | Arithmetic


@dataclass(frozen=True, slots=True)
class Truth:
    """A boolean operand as a condition."""

    value: Column


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of two operands. If one is null, the result is null."""

    comparator: Comparator
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class In:
    """A membership test of an operand in a list."""

    value: Operand
    items: tuple[Operand, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """A range test of an operand. The range includes both ends."""

    value: Operand
    low: Operand
    high: Operand
    negated: bool = False


@dataclass(frozen=True, slots=True)
class IsNull:
    """A test of a field for null."""

    value: Column
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The negation of a condition. The negation of null is null."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Logic:
    """A conjunction or disjunction of conditions, in the three-valued logic of SQL."""

    word: Literal["and", "or"]
    parts: "tuple[Condition, ...]"


Condition = Truth | Comparison | In | Between | IsNull | Not | Logic


def columns(part: Condition | Operand) -> Iterator[Column]:
    """Yield the fields of a condition in order, with repetitions."""
    match part:
        case Column():
            yield part
        case Length(of=inner) | Truth(value=inner) | IsNull(value=inner):
            yield inner
        case Arithmetic() | Comparison():
            yield from columns(part.left)
            yield from columns(part.right)
        case In():
            yield from columns(part.value)
            for item in part.items:
                yield from columns(item)
        case Between():
            for operand in (part.value, part.low, part.high):
                yield from columns(operand)
        case Not():
            yield from columns(part.condition)
        case Logic():
            for each in part.parts:
                yield from columns(each)
        case Value():
            pass
