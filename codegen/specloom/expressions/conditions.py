"""What an expression means: conditions on the fields of one row, as plain data.

The types have been checked, so that whoever compiles a condition, to SQL or to something else, need not look anything
up: every value has its type, and the bounds of a number's type say what it can be.
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
    """The value of a field. `type` may be the field's own without what only the API enforces."""

    attribute: str
    type: Type
    nullable: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A value that the expression gives, in JSON form; of a decimal or float, the number as it is written."""

    value: Constant
    type: Type


@dataclass(frozen=True, slots=True)
class Length:
    """The number of characters of a text."""

    of: Column
    type: Type


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two exact numbers with a sign between them. `type` holds every result of values within the fields' bounds."""

    sign: Sign
    left: "Operand"
    right: "Operand"
    type: Type


Operand = Column | Value | Length | Arithmetic


@dataclass(frozen=True, slots=True)
class Truth:
    """A boolean, as a condition."""

    value: Column


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands with a comparison between them. One that is null makes it null."""

    comparator: Comparator
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class In:
    """An operand that is, or is not, one of several."""

    value: Operand
    items: tuple[Operand, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """An operand that lies, or does not lie, between two others, which count as between."""

    value: Operand
    low: Operand
    high: Operand
    negated: bool = False


@dataclass(frozen=True, slots=True)
class IsNull:
    """A field that is, or is not, null."""

    value: Column
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition; of null, null."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Logic:
    """Conditions of which all, or one, must be true, in the three-valued logic of SQL."""

    word: Literal["and", "or"]
    parts: "tuple[Condition, ...]"


Condition = Truth | Comparison | In | Between | IsNull | Not | Logic


def columns(part: Condition | Operand) -> Iterator[Column]:
    """Yield the fields that a condition looks at, in the order in which they stand, each as often as it does."""
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
