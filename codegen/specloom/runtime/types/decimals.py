"""Exact decimals in both databases."""

from collections.abc import Callable
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any

from sqlalchemy import Dialect, Numeric, Text
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

_EXACT = Context(prec=3000, traps=[InvalidOperation, Inexact])
_NAN = Decimal("NaN")
_INTEGER_DIGITS = 18
"""Decimal digits that always fit SQLite's integers of 64 bits."""


class FixedDecimal(TypeDecorator[Decimal]):
    """A decimal of at most `max_digits` digits, `decimal_places` of them behind the point.

    A value that does not fit exactly is refused, and what is read has exactly `decimal_places` decimals.
    PostgreSQL has NUMERIC; for what SQLite stores see `to_sqlite`.
    """

    impl = Numeric
    cache_ok = True

    def __init__(self, max_digits: int, decimal_places: int) -> None:
        super().__init__(max_digits, decimal_places)
        self.max_digits = max_digits
        self.decimal_places = decimal_places

    @override
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        digits, places = self.max_digits, self.decimal_places
        fits = Context(prec=digits, traps=[InvalidOperation, Inexact])
        unit = _decimal(1, places)
        on_sqlite = dialect.name == "sqlite"

        def bind(value: Decimal | int | None) -> Any:
            if value is None:
                return None
            try:
                exact = Decimal(value).quantize(unit, context=fits)
            except (ArithmeticError, TypeError, ValueError):
                exact = _NAN
            if exact.is_nan() or isinstance(value, float):
                raise ValueError(f"expected a decimal that fits ({digits}, {places})")
            return to_sqlite(int(exact.scaleb(places, _EXACT)), digits) if on_sqlite else exact or unit - unit

        return bind

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        places = self.decimal_places
        return lambda value: None if value is None else _decimal(from_sqlite(value), places)


class FixedDecimalText(TypeDecorator[Decimal]):
    """What PostgreSQL may be sent of a decimal: its text, to be cast to the type of the column."""

    impl = Text
    cache_ok = True

    def __init__(self, column_type: FixedDecimal) -> None:
        super().__init__()
        self.column_type = column_type

    @override
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        bind = self.column_type.bind_processor(dialect)
        return lambda value: None if value is None else str(bind(value))


def to_sqlite(scaled: int, max_digits: int) -> int | str:
    """Return what SQLite stores of a decimal without its point, in an order that is that of the decimals.

    It is an integer as long as that always fits 64 bits. Beyond, it is text that cannot be taken for a
    number: `p` and the zero-padded digits, or for a negative number `n` and the nines' complement of its
    digits.
    """
    if max_digits <= _INTEGER_DIGITS:
        return scaled
    sign, digits = ("p", scaled) if scaled >= 0 else ("n", 10**max_digits - 1 + scaled)
    return f"{sign}{digits:0{max_digits}d}"


def from_sqlite(stored: int | str) -> int:
    """Return the decimal without its point that SQLite stores so."""
    if isinstance(stored, int):
        return stored
    sign, digits = stored[0], stored[1:]
    return int(digits) if sign == "p" else int(digits) - 10 ** len(digits) + 1


def _decimal(scaled: int, places: int) -> Decimal:
    return Decimal(scaled).scaleb(-places, _EXACT)
