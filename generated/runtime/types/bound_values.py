# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 245b472c740bf58887be7873df01440c
"""Gives bound parameters in INSERT and UPDATE the type of their column.

A password in `literal(...)` or `bindparam("p", type_=String)` has a type of its own. SQLAlchemy would use this type and
not that of the column, and would store the password as plain text. So the type is replaced when INSERT and UPDATE are
compiled. SQLAlchemy caches compiled statements, so this takes no time when they run.

The attributes with a statement's values are private, and there is no public API. So an unknown version of SQLAlchemy is
rejected at the start.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Insert,
    MetaData,
    String,
    Table,
    Update,
    insert,
    literal,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType, TypeEngine

from .text_columns import STORES_ANOTHER_FORM, EmailText, clone, with_type


def install() -> None:
    """Replace the types in each INSERT and UPDATE of the process."""
    compiles(Insert)(_insert)
    compiles(Update)(_update)


def require_known() -> None:
    """Raise RuntimeError if this version of SQLAlchemy stores the values of a statement in an unknown way."""
    table = Table("probe", MetaData(), Column("value", EmailText(9)))
    given = literal("x", String)
    upsert = sqlite.insert(table).values(value=given)
    for statement in (
        insert(table).values(value=given),
        insert(table).values([{"value": given}, {"value": given}]),
        update(table).values(value=given),
        upsert.on_conflict_do_update(index_elements=["value"], set_={"value": given}),
    ):
        compiled = _with_column_types(statement).compile(dialect=sqlite.dialect())
        kinds = [type(each.type) for each in getattr(compiled, "binds", {}).values()]
        if not kinds or any(kind is not EmailText for kind in kinds):
            raise RuntimeError(
                "this version of SQLAlchemy stores the values of a statement in an unknown way, so that a password"
                " could be stored as plain text: install sqlalchemy 2.1"
            )


def _insert(statement: Insert, compiler: SQLCompiler, **options: Any) -> str:
    visit: Callable[..., str] = compiler.visit_insert
    return visit(_with_column_types(statement), **options)


def _update(statement: Update, compiler: SQLCompiler, **options: Any) -> str:
    visit: Callable[..., str] = compiler.visit_update
    return visit(_with_column_types(statement), **options)


def _with_column_types(statement: Any) -> Any:
    """Return a statement in which parameters for emails and passwords have the types of their columns."""
    if not any(_changes_values(column.type) for column in statement.table.columns):
        return statement
    found = clone(statement)
    parts = vars(found)
    if values := parts.get("_values"):
        parts["_values"] = type(values)(_retyped(statement, values))
    if several := parts.get("_multi_values"):
        parts["_multi_values"] = tuple([_row_retyped(statement, row) for row in rows] for rows in several)
    clause = parts.get("_post_values_clause")
    if getattr(clause, "update_values_to_set", None):  # of ON CONFLICT DO UPDATE
        parts["_post_values_clause"] = clause = clone(clause)
        clause.update_values_to_set = _retyped(statement, clause.update_values_to_set)
    return found


def _row_retyped(statement: Any, row: Any) -> Any:
    if isinstance(row, Mapping):
        return _retyped(statement, row)
    if isinstance(row, Sequence):
        columns = zip(statement.table.columns, row, strict=False)
        return [_value_retyped(column.type, value) for column, value in columns]
    return row


def _retyped(statement: Any, values: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: _value_retyped(_type_of(statement, key), value) for key, value in values.items()}


def _value_retyped(column_type: TypeEngine[Any] | None, value: Any) -> Any:
    has_type = isinstance(value, BindParameter) and not isinstance(value.type, NullType)
    return with_type(value, column_type) if has_type and _changes_values(column_type) else value


def _changes_values(column_type: TypeEngine[Any] | None) -> bool:
    """Return True for the types of emails and passwords, also those of other generated packages in the process.

    SQLAlchemy has one compiler function for INSERT, so the package that is imported last compiles for all packages.
    """
    return bool(getattr(getattr(column_type, "item", column_type), STORES_ANOTHER_FORM, False))


def _type_of(statement: Any, key: Any) -> TypeEngine[Any] | None:
    """Return the column type for a key of a statement's values. The key is a column or a name."""
    if not isinstance(key, str):
        return getattr(key, "type", None)
    mapper = vars(statement).get("_propagate_attrs", {}).get("plugin_subject")
    if mapper is not None and key in mapper.mapper.column_attrs:
        column = mapper.mapper.column_attrs[key].columns[0]
    else:
        column = statement.table.columns.get(key)
    return getattr(column, "type", None)
