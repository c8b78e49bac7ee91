"""Conversion of CHECK conditions from the text of one database to SQL that both databases accept.

PostgreSQL normalizes conditions: it returns `x IN ('a', 'b')` as `(x)::text = ANY ((ARRAY[...])`. The databases store
some types in different forms. A condition that compares such a column with a literal cannot be converted: it is known
only for the database that it was read from.
"""

import re
from collections.abc import Iterable
from typing import Any, TypeGuard

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Float,
    Numeric,
    Time,
    Uuid,
    literal_column,
)
from sqlalchemy.types import TypeEngine

from ..types.check_constraints import ByDialect

LITERAL = r"'(?:[^']|'')*'"
_ITEM = rf"\(?{LITERAL}::(?:text|character[ ]varying)\)?(?:::text)?"
_ONE_OF = re.compile(
    rf"""\(*(?P<column>\w+|"[^"]+")\)?(?:::text)?[ ]=[ ]
    (?P<values>{_ITEM}|ANY[ ]\(+ARRAY\[{_ITEM}(?:,[ ]{_ITEM})*\]\)?(?:::text\[\])?)\)*""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"'(-?[0-9][0-9.]*)'::(?:integer|bigint|numeric|double precision)")
_CAST = re.compile(
    rf"(?P<kept>{LITERAL})|::(?:character varying|text|date|time without time zone|timestamp with time zone"
    r"|uuid|integer|numeric|double precision)(?:\([0-9, ]+\))?(?:\[\])?"
)
_ANY = re.compile(
    rf"(?P<kept>{LITERAL})"
    rf"|(?P<sign>= ANY|<> ALL) \((?P<inner>\()?ARRAY\[(?P<items>(?:{LITERAL}|[^\[\]'])*)\](?(inner)\))\)"
)
_INFINITY = re.compile(r"'(?:-?infinity|0001-01-01|9999-12-31)'")
"""The first and the last date, which PostgreSQL writes as infinity."""
_BIGINT = re.compile(rf"{LITERAL}|(?P<cast>\)::bigint)")


def portable(condition: str, columns: Iterable[Column[Any]], dialect: Dialect) -> ColumnElement[bool]:
    """Return a condition that was read from a database, or that a model has, for both databases if possible."""
    found = _ONE_OF.fullmatch(condition)
    if found is not None:
        values = ", ".join(re.findall(LITERAL, found["values"]))
        return literal_column(f'"{found["column"].strip(chr(34))}" IN ({values})')
    own = [each for each in columns if mentions(condition, each.name)]
    datetime_types: tuple[type, ...] = (DateTime, Date) if _INFINITY.search(condition) else (DateTime,)
    if dialect.name == "sqlite":
        if any(is_decimal(each.type) or _has(each, condition, *datetime_types) for each in own):
            return ByDialect(None, sqlite=condition)
        return literal_column(condition)
    if any(is_decimal(each.type) or _has(each, condition, *datetime_types, Time, Uuid) for each in own):
        return ByDialect(condition, sqlite=None)
    return literal_column(_plain_sql(condition))


def mentions(condition: str, name: str) -> bool:
    """Return True if a condition contains the name of a column."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", re.sub(LITERAL, "", condition)) is not None


def is_decimal(type_: TypeEngine[Any]) -> TypeGuard[Numeric[Any]]:
    """Return True if a type of SQLAlchemy is for decimals."""
    return isinstance(type_, Numeric) and not isinstance(type_, Float)


def _has(column: Column[Any], condition: str, *types: type) -> bool:
    """Return True if a column has one of some types and the condition contains a literal."""
    return isinstance(column.type, types) and "'" in condition


def _plain_sql(condition: str) -> str:
    """Return a condition of PostgreSQL as SQL that both databases accept, with the same meaning."""
    text = _NUMBER.sub(lambda found: found[1], condition)
    text = _CAST.sub(lambda found: found["kept"] or "", text)
    text = _ANY.sub(
        lambda found: found["kept"] or f"{'IN' if found['sign'] == '= ANY' else 'NOT IN'} ({found['items']})",
        text,
    )
    while (cast := next((each for each in _BIGINT.finditer(text) if each["cast"]), None)) is not None:
        start = _opening(text, cast.start())
        text = f"{text[:start]}CAST({text[start + 1 : cast.start()]} AS BIGINT){text[cast.end() :]}"
    return text


def _opening(text: str, closing: int) -> int:
    """Return the index of the opening parenthesis for a closing one. No string literals are between them."""
    depth = 0
    for at in range(closing, -1, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if depth == 0:
            return at
    return 0
