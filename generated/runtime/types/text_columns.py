# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: dcc921b90d052c3ff5e879052c504b20
"""Column types that convert texts before they are stored: emails to lower case, passwords to hashes.

The column type does the conversion, so it applies to every write through SQLAlchemy: the API, a flush, `insert()` and
`update()`. Raw SQL and SQL expressions are stored unchanged.
"""

import re
from collections.abc import Callable
from typing import Any

from pydantic import SecretStr
from sqlalchemy import ClauseElement, ColumnElement, Dialect, String, type_coerce
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

from .passwords import PasswordHash, hash_password_now

STORES_ANOTHER_FORM = "stores_another_form"
"""The attribute that marks types which convert texts before they are stored."""


def varchar(length: int) -> String:
    """Text of at most `length` characters, in code point order."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def lower(value: Any) -> Any:
    """Return a text, or each text of a list, in lower case. Other values are returned unchanged."""
    if isinstance(value, str):
        return value.lower()
    if isinstance(value, list | tuple | set | frozenset):
        return [lower(each) for each in value]
    return value


_PATTERNS = (operators.regexp_match_op, operators.not_regexp_match_op, operators.regexp_replace_op)
"""Operators whose operands are regular expressions: `\\S` must not become `\\s`."""
_JOINED = (operators.add, operators.concat_op)
"""Operators that concatenate texts. Their result is not an email."""


def with_type(parameter: Any, column_type: Any) -> Any:
    """Return a copy of a bound parameter with another type."""
    found = clone(parameter)
    found.type = column_type
    # As in SQLAlchemy's own clones. It keeps the original alive: the name of a parameter contains the address of the
    # object, and another parameter of the statement must not get the same name.
    vars(found)["_is_clone_of"] = parameter
    return found


def clone(element: Any) -> Any:
    """Return a shallow copy of an element of a statement. `copy.copy` would change the name of a parameter."""
    found = object.__new__(type(element))
    # The name of a parameter contains its address. No other parameter gets this name while the original is alive.
    vars(found).update(vars(element), _duplicate_of=element)
    return found


def _compared(operand: Any) -> Any:
    """Return an operand of a comparison in lower case. A bound parameter gets the type of emails."""
    return with_type(operand, EmailText(254)) if isinstance(operand, BindParameter) else lower(operand)


def _pattern(operand: Any) -> Any:
    """Return a regular expression in lower case, except for characters after a backslash."""
    if not isinstance(operand, str):
        return operand
    return re.sub(r"\\.|[^\\]+", lambda part: part[0] if part[0][0] == "\\" else part[0].lower(), operand)


class _EmailComparator(TypeDecorator.Comparator[str], String.Comparator[str]):
    """Compares with texts in lower case, also when the ORM compares in Python."""

    @override
    def operate(self, op: operators.OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        if op in _JOINED:
            return type_coerce(self.expr, String()).operate(op, *other, **kwargs)
        if op in _PATTERNS:
            return type_coerce(self.expr, String()).operate(op, *map(_pattern, other), **kwargs)
        return super().operate(op, *map(_compared, other), **kwargs)

    @override
    def reverse_operate(self, op: operators.OperatorType, other: Any, **kwargs: Any) -> ColumnElement[Any]:
        if op in _JOINED:
            return type_coerce(self.expr, String()).reverse_operate(op, other, **kwargs)
        return super().reverse_operate(op, _compared(other), **kwargs)


class EmailText(TypeDecorator[str]):
    """An email address, stored and compared in lower case."""

    impl: TypeEngine[str] | type[TypeEngine[str]] = String
    cache_ok = True
    comparator_factory: Any = _EmailComparator  # SQLAlchemy declares a property here, and takes a class
    stores_another_form = True

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length = length
        self.impl = varchar(length)

    @override
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        return lower


class _PasswordComparator(TypeDecorator.Comparator[str], String.Comparator[str]):
    """Raises TypeError if a password is compared with a value: two hashes of a password always differ."""

    @override
    def operate(self, op: operators.OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        if op not in (operators.is_, operators.is_not) and not all(map(is_sql, other)):
            raise TypeError(
                "A password is stored as a hash that SQL cannot compare: read the row and write"
                " `await verify_password(password, row.password)`."
            )
        return super().operate(op, *other, **kwargs)


def is_sql(value: Any) -> bool:
    """Return True for an SQL expression, such as a column. Return False for a value or a bound parameter."""
    clause = value.__clause_element__() if hasattr(value, "__clause_element__") else value
    return isinstance(clause, ClauseElement) and not isinstance(clause, BindParameter)


class PasswordText(TypeDecorator[str]):
    """A password, stored as its Argon2id hash and read as a `PasswordHash`.

    A `PasswordHash` is stored unchanged. Any other text is hashed, even if it looks like a hash.
    """

    impl: TypeEngine[str] | type[TypeEngine[str]] = String
    cache_ok = True
    stores_another_form = True
    comparator_factory: Any = _PasswordComparator  # SQLAlchemy declares a property here, and takes a class

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length = length
        self.impl = varchar(length)

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(stored_password(value))

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> PasswordHash | None:
        return None if value is None else PasswordHash(value)


def stored_password(value: Any) -> PasswordHash:
    """Return the hash of a password. A `PasswordHash` is returned unchanged. Raises TypeError for other types."""
    if isinstance(value, PasswordHash):
        return value
    if not isinstance(value, str | SecretStr):
        raise TypeError("expected a text or a PasswordHash: write `await hash_password(...)`")
    return hash_password_now(value)
