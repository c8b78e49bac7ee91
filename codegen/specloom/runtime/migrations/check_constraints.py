"""CHECK constraints in migrations. Autogenerate detects a changed condition, for example a new value of an enum.

Constraints are identified by their names. Those without a name are ignored. PostgreSQL normalizes conditions, so the
model's constraints are created in a temporary table and read back for the comparison.
"""

import re
from collections.abc import Iterable
from typing import Any, Literal

from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import (
    AddConstraintOp,
    CreateCheckConstraintOp,
    CreateTableOp,
    DropConstraintOp,
    MigrateOperation,
    ModifyTableOps,
)
from alembic.runtime.plugins import Plugin
from alembic.util import PriorityDispatchResult
from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    MetaData,
    Table,
    inspect,
    literal_column,
    text,
)

from ..types.check_constraints import ByDialect
from .check_conditions import LITERAL, is_decimal, mentions, portable
from .column_types import portable as plain_type


def compare_checks(
    context: AutogenContext,
    operations: ModifyTableOps,
    _schema: str | None,
    name: str,
    stored_table: Table | None,
    table: Table | None,
) -> PriorityDispatchResult:
    """Add the operations that replace the named CHECKs of a table by those of the model."""
    connection = context.connection
    if connection is None or stored_table is None or table is None:
        return PriorityDispatchResult.CONTINUE
    wanted = {str(each.name): each for each in _named(table)}
    conditions = _as_stored(connection, table) if wanted else {}
    stored = _stored(connection, name)
    same = {
        key
        for key in stored
        if key in conditions
        and _without_quotes(stored[key]) == _without_quotes(conditions[key])
        and not _changes_elsewhere(wanted[key], stored_table, table)
    }
    for key in sorted(stored, reverse=True):
        if key not in same:  # before a column is dropped, which drops the CHECK too
            condition = portable(stored[key], stored_table.columns, connection.dialect)
            old = CheckConstraint(condition, name=key, table=stored_table)
            operations.ops.insert(0, DropConstraintOp.from_constraint(old))
    for key in sorted(wanted):
        if key not in same:
            operations.ops.append(AddConstraintOp.from_constraint(wanted[key]))
    return PriorityDispatchResult.CONTINUE


PLUGIN = (
    f"{__name__}.compare_checks{id(compare_checks)}"  # unique, even after a reimport: Alembic requires it
)
Plugin(PLUGIN).add_autogenerate_comparator(compare_checks, "table", "checks")


class _CreateCheck(CreateCheckConstraintOp):
    """Creates a CHECK whose condition has a different text for each database."""


def make_portable(operations: Iterable[MigrateOperation], dialect: Dialect, *, stored: bool) -> None:
    """Rewrite the conditions of CHECKs for every database, and escape colons, which mark parameters in a migration.

    `stored` is True if the tables were read from the database, False if they are those of the models.
    """
    for operation in operations:
        if isinstance(operation, ModifyTableOps):
            operation.ops = [
                _portable_operation(each, dialect) if isinstance(each, CreateCheckConstraintOp) else each
                for each in operation.ops
            ]
        elif isinstance(operation, CreateTableOp):
            columns = [each for each in operation.columns if stored and isinstance(each, Column)]
            operation.columns = [
                CheckConstraint(_portable_condition(each, columns, dialect), name=each.name)
                if isinstance(each, CheckConstraint)
                else each
                for each in operation.columns
            ]


def _portable_operation(operation: CreateCheckConstraintOp, dialect: Dialect) -> CreateCheckConstraintOp:
    condition = _portable_condition(operation.to_constraint(), (), dialect)
    kind = _CreateCheck if isinstance(condition, ByDialect) else CreateCheckConstraintOp
    return kind(operation.constraint_name, operation.table_name, condition)


def _portable_condition(
    check: CheckConstraint, columns: Iterable[Column[Any]], dialect: Dialect
) -> ColumnElement[Any]:
    """Return a condition as a migration contains it. `columns` are those of a table that was read from the database."""
    if isinstance(check.sqltext, ByDialect):
        return check.sqltext
    condition = portable(_condition(check, dialect), columns, dialect)
    if isinstance(condition, ByDialect):
        return condition
    return literal_column(str(condition).replace(":", "\\:"))


def render_check(check: CheckConstraint) -> str | Literal[False]:
    """Return the Python expression of a CHECK in a migration. Return False to let Alembic render it."""
    if not isinstance(check.sqltext, ByDialect):
        return False
    return f"sa.CheckConstraint({_by_dialect(check.sqltext)}, name={str(check.name)!r})"


@renderers.dispatch_for(_CreateCheck)
def _render_creation(_: AutogenContext, operation: _CreateCheck) -> str:
    condition = operation.condition
    assert isinstance(condition, ByDialect)
    return f"batch_op.create_check_constraint({str(operation.constraint_name)!r}, {_by_dialect(condition)})"


def _by_dialect(condition: ByDialect) -> str:
    """Return the Python expression that selects the text for the database of the migration."""
    texts = {name: each.replace(":", "\\:") for name, each in condition.texts.items()}
    return f"{texts!r}[op.get_context().dialect.name]"


def _condition(check: CheckConstraint, dialect: Dialect) -> str:
    return str(check.sqltext.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


_QUOTED = re.compile(rf"({LITERAL})|\"([a-z_][a-z0-9_]*)\"")


def _changes_elsewhere(check: CheckConstraint, stored: Table, wanted: Table) -> bool:
    """Return True if a condition that is unchanged on this database may change on another: if a decimal is resized."""
    if not isinstance(check.sqltext, ByDialect):
        return False
    used = [
        name
        for name in (each.key for each in wanted.columns)
        if any(mentions(each, name) for each in check.sqltext.texts.values())
    ]
    return any(name not in stored.columns or _size(stored, name) != _size(wanted, name) for name in used)


def _size(table: Table, name: str) -> tuple[int | None, int | None] | None:
    """Return the precision and scale of a decimal column, None for another column."""
    type_ = plain_type(table.columns[name].type)
    return (type_.precision, type_.scale) if is_decimal(type_) else None


def _without_quotes(condition: str) -> str:
    """Return a condition without unnecessary quotes around names."""
    return _QUOTED.sub(lambda match: match[1] or match[2], condition)


def _named(table: Table) -> list[CheckConstraint]:
    return [each for each in table.constraints if isinstance(each, CheckConstraint) and each.name]


def _as_stored(connection: Connection, table: Table) -> dict[str, str]:
    """Return the conditions of the model's CHECKs by name, as the database would store them."""
    if connection.dialect.name != "postgresql":
        return {str(each.name): _condition(each, connection.dialect) for each in _named(table)}
    name = "specloom_checks"
    columns = [Column(each.name, each.type) for each in table.columns]
    checks = [CheckConstraint(each.sqltext, name=each.name) for each in _named(table)]
    with connection.begin_nested() as savepoint:
        Table(name, MetaData(), *columns, *checks, prefixes=["TEMPORARY"]).create(connection)
        conditions = _stored(connection, name)
        savepoint.rollback()
    return conditions


_CHECKS = text(
    "SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint"
    " WHERE conrelid = to_regclass(quote_ident(:name)) AND contype = 'c'"
)


def _stored(connection: Connection, name: str) -> dict[str, str]:
    """Return the conditions of a table's CHECKs by name."""
    if connection.dialect.name == "postgresql":
        return {row[0]: row[1] for row in connection.execute(_CHECKS, {"name": name})}
    checks = inspect(connection).get_check_constraints(name)
    return {str(each["name"]): each["sqltext"] for each in checks if each["name"]}
