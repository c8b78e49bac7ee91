"""CHECK constraints in migrations: a changed condition is found out, as after a new value of an enum.

Constraints are told apart by their names; one without a name is left alone. PostgreSQL does not keep a
condition as it was written, so the model's is shown to it, in a temporary table, and what it makes of it is
compared.
"""

import re
from collections.abc import Iterable

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
    Connection,
    Dialect,
    MetaData,
    Table,
    inspect,
    literal_column,
    text,
)
from sqlalchemy.schema import SchemaItem

PLUGIN = f"{__name__}.compare"


def compare(
    context: AutogenContext,
    operations: ModifyTableOps,
    _schema: str | None,
    name: str,
    stored_table: Table | None,
    table: Table | None,
) -> PriorityDispatchResult:
    """Add to `operations` what makes the named CHECKs of a table those of the model."""
    connection = context.connection
    if connection is None or stored_table is None or table is None:
        return PriorityDispatchResult.CONTINUE
    wanted = {str(each.name): each for each in _named(table)}
    conditions = _as_stored(connection, table) if wanted else {}
    stored = _stored(connection, name)
    for key in sorted(stored):
        if stored[key] != conditions.get(key):
            old = CheckConstraint(literal_column(_as_written(stored[key])), name=key, table=stored_table)
            operations.ops.append(DropConstraintOp.from_constraint(old))
    for key in sorted(wanted):
        if stored.get(key) != conditions[key]:
            operations.ops.append(AddConstraintOp.from_constraint(wanted[key]))
    return PriorityDispatchResult.CONTINUE


Plugin(PLUGIN).add_autogenerate_comparator(compare, "table", "checks")


def escape_colons(operations: Iterable[MigrateOperation], dialect: Dialect) -> None:
    """Write conditions so that they survive being read from a migration, where `:name` is a parameter."""
    for operation in operations:
        if isinstance(operation, ModifyTableOps):
            escape_colons(operation.ops, dialect)
        elif isinstance(operation, CreateCheckConstraintOp):
            check = operation.to_constraint()
            operation.condition = literal_column(_condition(check, dialect).replace(":", "\\:"))
        elif isinstance(operation, CreateTableOp):
            operation.columns = [_escaped(each, dialect) for each in operation.columns]


def _escaped(item: SchemaItem, dialect: Dialect) -> SchemaItem:
    if not isinstance(item, CheckConstraint):
        return item
    return CheckConstraint(literal_column(_condition(item, dialect).replace(":", "\\:")), name=item.name)


def _condition(check: CheckConstraint, dialect: Dialect) -> str:
    return str(check.sqltext.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _named(table: Table) -> list[CheckConstraint]:
    return [each for each in table.constraints if isinstance(each, CheckConstraint) and each.name]


def _as_stored(connection: Connection, table: Table) -> dict[str, str]:
    """Return the conditions of the model's table by name, as the database would store them."""
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
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid = to_regclass(quote_ident(:name)) AND contype = 'c'"
)


def _stored(connection: Connection, name: str) -> dict[str, str]:
    """Return the conditions of a table's CHECKs by name."""
    if connection.dialect.name == "postgresql":
        return {row[0]: row[1] for row in connection.execute(_CHECKS, {"name": name})}
    checks = inspect(connection).get_check_constraints(name)
    return {str(each["name"]): each["sqltext"] for each in checks if each["name"]}


_ONE_OF = re.compile(r"CHECK \(\(+(\w+|\"[^\"]+\")\)?(?:::text)? = ")
_VALUE = re.compile(r"'(?:[^']|'')*'")


def _as_written(condition: str) -> str:
    """Return a condition of PostgreSQL's that a column is one of some values as any database reads it.

    It makes `((status)::text = ANY ((ARRAY['a'::character varying, ...])::text[]))` of `status IN ('a',
    ...)`.
    """
    if not condition.startswith("CHECK ("):
        return condition
    match = _ONE_OF.match(condition)
    if match is None or " E'" in condition:
        return condition.removeprefix("CHECK (").removesuffix(")")
    return f"{match[1]} IN ({', '.join(_VALUE.findall(condition))})"
