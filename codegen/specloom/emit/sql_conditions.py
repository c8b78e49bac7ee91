"""Conversion of conditions to SQL, in the storage format of each database.

Most conditions have the same SQL for both. SQLite stores decimals as scaled integers, or as text above 18 digits (see
`runtime/types/decimals.py`), and datetimes as text without an offset. Conditions on these have separate SQL for
SQLite.
"""

from decimal import Decimal
from typing import Literal

from specloom.expressions import conditions as made
from specloom.expressions.numbers import EXACT, extent, is_exact, is_wide, places
from specloom.expressions.outcomes import comparable, microseconds
from specloom.model import Entity
from specloom.types import Type

Dialect = Literal["postgresql", "sqlite"]
_INT4_LIMIT = 2**31
_INFINITE = {
    "0001-01-01": "-infinity",
    "9999-12-31": "infinity",
    "0001-01-01 00:00:00.000000": "-infinity",
    "9999-12-31 23:59:59.999999": "infinity",
}
"""The values that asyncpg stores for the first and last date and datetime of Python."""


def sql(entity: Entity, condition: made.Condition, dialect: Dialect) -> str:
    """Return the SQL of a condition on a row of an entity's table."""
    return _Writer(entity, dialect).condition(condition)


class _Writer:
    """Writes SQL for one table and database."""

    def __init__(self, entity: Entity, dialect: Dialect) -> None:
        self.columns = {each.attribute: f'"{each.column}"' for each in entity.fields}
        self.on_sqlite = dialect == "sqlite"

    def condition(self, condition: made.Condition) -> str:
        """Return the SQL of a condition without outer parentheses."""
        match condition:
            case made.Truth():
                return self.columns[condition.value.attribute]
            case made.Comparison():
                left, right = self._compared(condition.left, condition.right)
                comparator = "<>" if condition.comparator == "!=" else condition.comparator
                return f"{left} {comparator} {right}"
            case made.In():
                value, *items = self._compared(condition.value, *condition.items)
                return f"{value} {_not(condition.negated)}IN ({', '.join(items)})"
            case made.Between():
                value, low, high = self._compared(condition.value, condition.low, condition.high)
                return f"{value} {_not(condition.negated)}BETWEEN {low} AND {high}"
            case made.IsNull():
                return f"{self.columns[condition.value.attribute]} IS {_not(condition.negated)}NULL"
            case made.Not():
                return f"NOT ({self.condition(condition.condition)})"
            case made.Logic():
                return f" {condition.word.upper()} ".join(map(self._part, condition.parts))

    def _part(self, condition: made.Condition) -> str:
        text = self.condition(condition)
        return f"({text})" if isinstance(condition, made.Logic | made.Between) else text

    def _compared(self, *operands: made.Operand) -> list[str]:
        """Return the operands of a comparison. On SQLite, numbers have the same scale."""
        exact = [each.type for each in operands if is_exact(each.type) and not is_wide(each.type)]
        scale = max(map(places, exact), default=0)
        return [self._operand(each, scale) for each in operands]

    def _operand(self, operand: made.Operand, scale: int) -> str:
        match operand:
            case made.Column():
                return self._scaled(self.columns[operand.attribute], operand.type, scale)
            case made.Length():
                return self._scaled(f"length({self.columns[operand.of.attribute]})", operand.type, scale)
            case made.Value():
                return self._value(operand, scale)
            case made.Arithmetic():
                return self._arithmetic(operand, scale)

    def _arithmetic(self, operand: made.Arithmetic, scale: int) -> str:
        if operand.sign == "*":
            sides = [(each, places(each.type)) for each in (operand.left, operand.right)]
        else:
            sides = [(each, scale) for each in (operand.left, operand.right)]
        left, right = (self._operand(each, own) for each, own in sides)
        if _needs_bigint(operand):
            left = f"CAST({left} AS BIGINT)"
        elif operand.sign == "*" and _is_sum(operand.left):
            left = f"({left})"
        if isinstance(operand.right, made.Arithmetic) or right.startswith("-"):
            right = f"({right})"
        text = f"{left} {operand.sign} {right}"
        if operand.sign != "*":
            return text
        return self._scaled(text, operand.type, scale)

    def _scaled(self, text: str, type_: Type, scale: int) -> str:
        """Return a number multiplied by 10**scale on SQLite. PostgreSQL has exact decimals."""
        missing = scale - places(type_)
        if not self.on_sqlite or not is_exact(type_) or is_wide(type_) or missing == 0:
            return text
        return f"{text} * {10**missing}"

    def _value(self, value: made.Value, scale: int) -> str:
        type_, given = value.type, value.value
        if isinstance(given, bool):
            return str(given).lower()
        if isinstance(given, int | Decimal):
            if self.on_sqlite and is_wide(type_):
                return _quoted(_ordered_text(given, type_))
            if self.on_sqlite and is_exact(type_):
                return str(int(EXACT.scaleb(Decimal(given), scale)))
            text = f"{given:f}" if isinstance(given, Decimal) else str(given)
            return text.rstrip("0").removesuffix(".") if "." in text else text
        match type_.kind:
            case "duration":
                return str(microseconds(given))
            case "uuid":
                return _quoted(given.replace("-", ""))
            case "time":
                return _quoted(comparable(type_, given).isoformat("microseconds"))
            case "date":
                return _quoted(given if self.on_sqlite else _INFINITE.get(given, given))
            case "datetime":
                moment = comparable(type_, given).replace(tzinfo=None).isoformat(" ", "microseconds")
                return _quoted(moment if self.on_sqlite else _INFINITE.get(moment, f"{moment}+00"))
        return _quoted(given)


def _needs_bigint(operand: made.Arithmetic) -> bool:
    """Return whether PostgreSQL would compute with 32 bits although the result may need more."""
    low, high = extent(operand.type)
    return (
        _is_int4(operand.left)
        and _is_int4(operand.right)
        and not (low >= -_INT4_LIMIT and high < _INT4_LIMIT)
    )


def _is_int4(operand: made.Operand) -> bool:
    """Return whether PostgreSQL gives a number the type of 32-bit integers."""
    match operand:
        case made.Value(value=int(value)):
            return -_INT4_LIMIT <= value < _INT4_LIMIT
        case made.Arithmetic():
            return _is_int4(operand.left) and _is_int4(operand.right) and not _needs_bigint(operand)
    return operand.type.kind == "integer"


def _is_sum(operand: made.Operand) -> bool:
    return isinstance(operand, made.Arithmetic) and operand.sign != "*"


def _ordered_text(number: int | Decimal, type_: Type) -> str:
    """Return the text that SQLite stores for a decimal with too many digits for an integer."""
    scaled = int(EXACT.scaleb(Decimal(number), type_.decimal_places))
    sign, digits = ("p", scaled) if scaled >= 0 else ("n", 10**type_.max_digits - 1 + scaled)
    return f"{sign}{digits:0{type_.max_digits}d}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _not(negated: bool) -> str:
    return "NOT " if negated else ""
