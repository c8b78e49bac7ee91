"""The type of exact decimals, for both databases."""

from collections.abc import Callable
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any

from sqlalchemy import Dialect, Numeric, Text
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

_EXACT = Context(prec=3000, traps=[InvalidOperation, Inexact])
_NAN = Decimal("NaN")
_INTEGER_DIGITS = 18
"""The number of decimal digits that always fit in a 64-bit integer of SQLite."""


class FixedDecimal(TypeDecorator[Decimal]):
    """A decimal with at most `max_digits` digits, of which `decimal_places` are after the point.

    A value that does not fit exactly is rejected. A value that is read has exactly `decimal_places` decimals.
    PostgreSQL stores NUMERIC; for SQLite see `to_sqlite`.
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
    """A decimal that is sent to PostgreSQL as text. The statement casts it to the column type."""

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
    """Return the value that SQLite stores for a decimal without its point. Stored values sort like the decimals.

    It is an integer if `max_digits` digits always fit in 64 bits. Otherwise it is text that is not numeric: `p` and the
    zero-padded digits, or for a negative number `n` and the nines' complement of the digits.
    """
    if max_digits <= _INTEGER_DIGITS:
        return scaled
    sign, digits = ("p", scaled) if scaled >= 0 else ("n", 10**max_digits - 1 + scaled)
    return f"{sign}{digits:0{max_digits}d}"


def from_sqlite(stored: int | str) -> int:
    """Return the decimal without its point. This is the inverse of `to_sqlite`."""
    if isinstance(stored, int):
        return stored
    sign, digits = stored[0], stored[1:]
    return int(digits) if sign == "p" else int(digits) - 10 ** len(digits) + 1


def _decimal(scaled: int, places: int) -> Decimal:
    return Decimal(scaled).scaleb(-places, _EXACT)
