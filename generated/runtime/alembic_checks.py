# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 6f0259c7a7d6e4370dfda30ac3b06341
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
    ColumnElement,
    Connection,
    Dialect,
    MetaData,
    Table,
    inspect,
    literal_column,
    text,
)


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
    same = {key for key in stored if key in conditions and _plain(stored[key]) == _plain(conditions[key])}
    for key in sorted(stored):
        if key not in same:
            old = CheckConstraint(literal_column(stored[key]), name=key, table=stored_table)
            operations.ops.append(DropConstraintOp.from_constraint(old))
    for key in sorted(wanted):
        if key not in same:
            operations.ops.append(AddConstraintOp.from_constraint(wanted[key]))
    return PriorityDispatchResult.CONTINUE


PLUGIN = f"{__name__}.compare{id(compare)}"  # Alembic wants a name that is new, also if this is imported anew
Plugin(PLUGIN).add_autogenerate_comparator(compare, "table", "checks")


def make_portable(operations: Iterable[MigrateOperation], dialect: Dialect) -> None:
    """Write conditions as every database reads them, and as a migration does, where `:name` is a parameter."""
    for operation in operations:
        if isinstance(operation, ModifyTableOps):
            make_portable(operation.ops, dialect)
        elif isinstance(operation, CreateCheckConstraintOp):
            operation.condition = _portable(operation.to_constraint(), dialect)
        elif isinstance(operation, CreateTableOp):
            operation.columns = [
                CheckConstraint(_portable(each, dialect), name=each.name)
                if isinstance(each, CheckConstraint)
                else each
                for each in operation.columns
            ]


_LITERAL = r"'(?:[^']|'')*'"
_ITEM = rf"\(?{_LITERAL}::(?:text|character[ ]varying)\)?(?:::text)?"
_ONE_OF = re.compile(
    rf"""\(*(?P<column>\w+|"[^"]+")\)?(?:::text)?[ ]=[ ]
    (?P<values>{_ITEM}|ANY[ ]\(+ARRAY\[{_ITEM}(?:,[ ]{_ITEM})*\]\)?(?:::text\[\])?)\)*""",
    re.VERBOSE,
)


def _portable(check: CheckConstraint, dialect: Dialect) -> ColumnElement[bool]:
    """Return a condition as it is to stand in a migration.

    PostgreSQL makes `(status)::text = ANY ((ARRAY['a'::character varying, ...])::text[])` of
    `status IN ('a', ...)`.
    """
    condition = _condition(check, dialect)
    match = _ONE_OF.fullmatch(condition)
    if match is not None:
        column = match["column"].strip('"')
        condition = f'"{column}" IN ({", ".join(re.findall(_LITERAL, match["values"]))})'
    return literal_column(condition.replace(":", "\\:"))


def _condition(check: CheckConstraint, dialect: Dialect) -> str:
    return str(check.sqltext.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


_QUOTED = re.compile(r"('(?:[^']|'')*')|\"([a-z_][a-z0-9_]*)\"")


def _plain(condition: str) -> str:
    """Return a condition without the quotes that its names do not need: they make no difference."""
    return _QUOTED.sub(lambda match: match[1] or match[2], condition)


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
    "SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint"
    " WHERE conrelid = to_regclass(quote_ident(:name)) AND contype = 'c'"
)


def _stored(connection: Connection, name: str) -> dict[str, str]:
    """Return the conditions of a table's CHECKs by name."""
    if connection.dialect.name == "postgresql":
        return {row[0]: row[1] for row in connection.execute(_CHECKS, {"name": name})}
    checks = inspect(connection).get_check_constraints(name)
    return {str(each["name"]): each["sqltext"] for each in checks if each["name"]}
