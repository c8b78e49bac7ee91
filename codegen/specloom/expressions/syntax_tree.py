"""The parts of an expression as it is written, each with where it stands."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Comparator = Literal["=", "!=", "<", "<=", ">", ">="]
Sign = Literal["+", "-", "*"]
COMPARATORS: tuple[Comparator, ...] = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of an expression: what stands between two of its characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name(Span):
    """A field."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant(Span):
    """A text, a number or a truth value."""

    value: str | int | Decimal | bool


@dataclass(frozen=True, slots=True)
class Length(Span):
    """`length(...)`."""

    of: "Part"


@dataclass(frozen=True, slots=True)
class Arithmetic(Span):
    """Two numbers with a sign between them."""

    sign: Sign
    left: "Part"
    right: "Part"


@dataclass(frozen=True, slots=True)
class Comparison(Span):
    """Two values with a comparison between them."""

    comparator: Comparator
    left: "Part"
    right: "Part"


@dataclass(frozen=True, slots=True)
class In(Span):
    """A value that is, or is not, one of several."""

    value: "Part"
    items: "tuple[Part, ...]"
    negated: bool


@dataclass(frozen=True, slots=True)
class Between(Span):
    """A value that lies, or does not lie, between two others, which count as between."""

    value: "Part"
    low: "Part"
    high: "Part"
    negated: bool


@dataclass(frozen=True, slots=True)
class IsNull(Span):
    """A value that is, or is not, null."""

    value: "Part"
    negated: bool


@dataclass(frozen=True, slots=True)
class Not(Span):
    """The opposite of a condition."""

    condition: "Part"


@dataclass(frozen=True, slots=True)
class Logic(Span):
    """Conditions of which all, or one, must be true."""

    word: Literal["and", "or"]
    parts: "tuple[Part, ...]"


Part = Name | Constant | Length | Arithmetic | Comparison | In | Between | IsNull | Not | Logic
