# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 537a88a8549d2486ca5baf677da821ad
"""Migrations on SQLite. A table is changed by creating a new table, copying the rows and dropping the old table.

Alembic's copy loses some parts of a table, which this module preserves: AUTOINCREMENT and its counter, triggers,
indexes over expressions, and conditions with colons. It also converts decimals if their type changes.
"""

import json
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from alembic.ddl.sqlite import SQLiteImpl
from alembic.operations.batch import ApplyBatchImpl, BatchOperationsImpl
from alembic.util import CommandError
from sqlalchemy import (
    ARRAY,
    CLOB,
    CheckConstraint,
    Column,
    Connection,
    Float,
    Integer,
    Numeric,
    Table,
    TextClause,
    func,
    literal_column,
)
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.types import TypeEngine

from ..types.decimals import from_sqlite, to_sqlite


def prepare(connection: Connection) -> None:
    """Allow tables to be dropped and renamed while others refer to them. Call it outside a transaction."""
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")
    driver: Any = connection.connection.dbapi_connection
    driver.create_function("specloom_decimal", 4, convert)


def begin(connection: Connection) -> None:
    """Begin the transaction. The driver of the standard library would begin it later."""
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def check_foreign_keys(connection: Connection) -> None:
    """Raise CommandError if a row refers to a missing one. SQLite does not check that while tables are copied."""
    tables = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    if tables:
        raise CommandError(f"rows refer to others that do not exist, in: {', '.join(sorted(tables))}")


class SqliteImpl(SQLiteImpl):
    """Alembic's operations on SQLite, without losses. Alembic selects the class by `__dialect__`."""

    __dialect__ = "sqlite"
    _after: Sequence[tuple[str, tuple[Any, ...]]] = ()  # statements and their parameters

    def requires_recreate_in_batch(self, batch_op: BatchOperationsImpl) -> bool:
        """Return True if the table must be copied, also for a new NOT NULL column without a default."""
        columns = [arguments[1] for name, arguments, _ in batch_op.batch if name == "add_column"]
        mandatory = any(not each.nullable and each.server_default is None for each in columns)
        return mandatory or super().requires_recreate_in_batch(batch_op)

    def autogen_column_reflect(self, inspector: Inspector, table: Table, column_info: dict[str, Any]) -> None:
        """Distinguish arrays from their items, and JSON from text, when a table is read."""
        super().autogen_column_reflect(inspector, table, column_info)
        query = "SELECT type FROM pragma_table_info(?) WHERE name = ?"
        bind = inspector.bind
        assert isinstance(bind, Connection)
        declared = str(bind.exec_driver_sql(query, (table.name, column_info["name"])).scalar())
        if declared.endswith("[]"):
            column_info["type"] = ARRAY(column_info["type"])
        elif declared == "CLOB":
            column_info["type"] = CLOB()

    def cast_for_batch_migrate(
        self, existing: Column[Any], existing_transfer: dict[str, Any], new_type: TypeEngine[Any]
    ) -> None:
        """Convert decimals as PostgreSQL does, and other values with SQLite's CAST."""
        old, new = existing.type, new_type
        if isinstance(old, ARRAY) and isinstance(new, ARRAY):
            old, new = old.item_type, new.item_type
        if _is_decimal(old) or _is_decimal(new):
            expression = existing_transfer["expr"]
            existing_transfer["expr"] = func.specloom_decimal(expression, _size(old)[1], *_size(new))
        else:
            super().cast_for_batch_migrate(existing, existing_transfer, new_type)

    def prep_table_for_batch(self, batch_impl: ApplyBatchImpl, table: Table) -> None:
        """Complete the new table before it is created, and store the statements to execute after that."""
        new = batch_impl.new_table
        assert new is not None
        kept = [each.name for each in batch_impl.named_constraints.values() if each in table.constraints]
        for check in new.constraints:
            if isinstance(check, CheckConstraint) and check.name in kept:
                assert isinstance(check.sqltext, TextClause)
                check.sqltext = literal_column(check.sqltext.text)  # unchanged, including backslashes
        reflected = {each.name for each in table.indexes}
        others = self._rows(
            "SELECT name, sql FROM sqlite_schema WHERE tbl_name = ? AND type <> 'table'", table
        )
        after: list[tuple[str, tuple[Any, ...]]] = [
            (sql, ()) for name, sql in others if sql and name not in reflected
        ]
        ((declaration,),) = self._rows(
            "SELECT sql FROM sqlite_schema WHERE name = ? AND type = 'table'", table
        )
        if re.search(r"\bAUTOINCREMENT\b", declaration):
            new.dialect_options["sqlite"]["autoincrement"] = True
            for (last,) in self._rows("SELECT seq FROM sqlite_sequence WHERE name = ?", table):
                after.append(("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,)))
                after.append(("INSERT INTO sqlite_sequence VALUES (?, ?)", (table.name, last)))
        self._after = after

    def rename_table(self, old_table_name: str, new_table_name: str, schema: str | None = None) -> None:
        """Rename a table, and execute the stored statements if it is a copy with a temporary name."""
        super().rename_table(old_table_name, new_table_name, schema)
        assert self.connection is not None
        for statement, parameters in self._after:
            self.connection.exec_driver_sql(statement, parameters)
        self._after = ()

    def _rows(self, query: str, table: Table) -> list[Any]:
        assert self.connection is not None
        return list(self.connection.exec_driver_sql(query, (table.name,)))


def convert(value: Any, old_places: int, digits: int, places: int) -> Any:
    """Return the value that SQLite stores after a change of a column's type to or from decimal.

    Rounds as PostgreSQL does. Raises ValueError if the value does not fit the new type.

    Args:
        value: The stored decimal or number, or a JSON list of them.
        old_places: The number of decimal places of the old type.
        digits: The number of digits of the new type, 0 for a double.
        places: The number of decimal places of the new type.
    """
    if value is None:
        return None
    if isinstance(value, str) and value.startswith("["):
        return json.dumps([convert(item, old_places, digits, places) for item in json.loads(value)])
    stored = (
        Decimal(str(value))
        if isinstance(value, float)
        else Decimal(from_sqlite(value)).scaleb(-old_places, _WIDE)
    )
    if digits == 0:
        return float(stored)
    scaled = int(stored.scaleb(places, _WIDE).to_integral_value(ROUND_HALF_UP, _WIDE))
    if abs(scaled) >= 10**digits:
        raise ValueError("the value does not fit the new type")
    return to_sqlite(scaled, digits)


_WIDE = Context(prec=3000)


def _is_decimal(type_: TypeEngine[Any]) -> bool:
    return isinstance(type_, Numeric) and not isinstance(type_, Float)


def _size(type_: TypeEngine[Any]) -> tuple[int, int]:
    """Return the number of digits and of decimal places of a numeric type, as `convert` takes them."""
    if isinstance(type_, Numeric) and not isinstance(type_, Float):
        return type_.precision or 0, type_.scale or 0
    return (18 if isinstance(type_, Integer) else 0), 0
