"""The nodes of the syntax tree of an expression, each with its position."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Comparator = Literal["=", "!=", "<", "<=", ">", ">="]
Sign = Literal["+", "-", "*"]
COMPARATORS: tuple[Comparator, ...] = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Span:
    """A node and its position, in characters of the expression. `end` is exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name(Span):
    """A field."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant(Span):
    """A text, number or boolean literal."""

    value: str | int | Decimal | bool


@dataclass(frozen=True, slots=True)
class Length(Span):
    """`length(...)`."""

    of: "Part"


@dataclass(frozen=True, slots=True)
class Arithmetic(Span):
    """An arithmetic operation on two numbers."""

    sign: Sign
    left: "Part"
    right: "Part"


@dataclass(frozen=True, slots=True)
class Comparison(Span):
    """A comparison of two values."""

    comparator: Comparator
    left: "Part"
    right: "Part"


@dataclass(frozen=True, slots=True)
class In(Span):
    """A membership test, perhaps negated."""

    value: "Part"
    items: "tuple[Part, ...]"
    negated: bool


@dataclass(frozen=True, slots=True)
class Between(Span):
    """A range test, perhaps negated. The range includes both ends."""

    value: "Part"
    low: "Part"
    high: "Part"
    negated: bool


@dataclass(frozen=True, slots=True)
class IsNull(Span):
    """A test for null, perhaps negated."""

    value: "Part"
    negated: bool


@dataclass(frozen=True, slots=True)
class Not(Span):
    """A negated condition."""

    condition: "Part"


@dataclass(frozen=True, slots=True)
class Logic(Span):
    """A conjunction or disjunction of conditions."""

    word: Literal["and", "or"]
    parts: "tuple[Part, ...]"


Part = Name | Constant | Length | Arithmetic | Comparison | In | Between | IsNull | Not | Logic
