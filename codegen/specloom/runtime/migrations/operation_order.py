"""The order of a migration's operations. A foreign key is created after both of its tables and dropped before them.

Tables whose foreign keys form a cycle cannot be created or dropped one after the other. The foreign keys that close a
cycle become separate operations.
"""

from collections.abc import Iterable, Sequence

from alembic.operations.ops import (
    AddConstraintOp,
    CreateForeignKeyOp,
    CreateTableOp,
    DropConstraintOp,
    DropTableOp,
    MigrateOperation,
    ModifyTableOps,
)
from sqlalchemy import ForeignKeyConstraint, Integer, Table


def sort_operations(operations: Sequence[MigrateOperation]) -> list[MigrateOperation]:
    """Return the operations in order: new tables, their separate foreign keys, changes, dropped tables."""
    created = {each.table_name: each for each in operations if isinstance(each, CreateTableOp)}
    dropped = {each.table_name: each for each in operations if isinstance(each, DropTableOp)}
    changes = [each for each in operations if not isinstance(each, CreateTableOp | DropTableOp)]
    new_tables = _sorted({name: each.to_table() for name, each in created.items()})
    old_tables = _sorted({name: each.to_table() for name, each in dropped.items()})
    return [
        *(_without(created[table.name], _forward_keys(new_tables)) for table in new_tables),
        *(_create(key) for key in _forward_keys(new_tables)),
        *changes,
        *(_drop(key) for key in _forward_keys(old_tables)),
        *(dropped[table.name] for table in reversed(old_tables)),
    ]


def add_autoincrement(operations: Iterable[MigrateOperation]) -> None:
    """Add AUTOINCREMENT to recreated SQLite tables, as in the models. SQLAlchemy does not read it from the database."""
    for operation in operations:
        if isinstance(operation, CreateTableOp):
            key = operation.to_table().primary_key.columns.values()
            if len(key) == 1 and isinstance(key[0].type, Integer) and not key[0].foreign_keys:
                operation.kw["sqlite_autoincrement"] = True


def _sorted(tables: dict[str, Table]) -> list[Table]:
    """Return the tables in an order in which they refer to earlier ones, as far as possible."""
    result: list[Table] = []
    waiting = dict(sorted(tables.items()))
    while waiting:
        ready = (
            name
            for name, table in waiting.items()
            if not any(_target(key) in waiting for key in _keys(table) if not key.use_alter)
        )
        result.append(waiting.pop(next(ready, next(iter(waiting)))))
    return result


def _forward_keys(tables: Iterable[Table]) -> list[ForeignKeyConstraint]:
    """Return the foreign keys that cannot be created together with their table."""
    sorted_names: set[str] = set()
    keys = []
    names = {table.name for table in tables}
    for table in tables:
        sorted_names.add(table.name)
        keys += [key for key in _keys(table) if key.use_alter or _target(key) in names - sorted_names]
    return keys


def _keys(table: Table) -> list[ForeignKeyConstraint]:
    """Return the foreign keys of a table to other tables."""
    keys = [key for key in table.foreign_key_constraints if _target(key) != table.name]
    return sorted(keys, key=lambda key: str(key.name))


def _target(key: ForeignKeyConstraint) -> str:
    return key.elements[0].target_fullname.rpartition(".")[0]


def _without(operation: CreateTableOp, keys: list[ForeignKeyConstraint]) -> CreateTableOp:
    names = {key.name for key in keys if key.table.name == operation.table_name}
    operation.columns = [
        each
        for each in operation.columns
        if not (isinstance(each, ForeignKeyConstraint) and each.name in names)
    ]
    return operation


def _create(key: ForeignKeyConstraint) -> ModifyTableOps:
    operation = AddConstraintOp.from_constraint(key)
    assert isinstance(operation, CreateForeignKeyOp)
    operation.kw.pop("use_alter", None)
    return ModifyTableOps(key.table.name, [operation])


def _drop(key: ForeignKeyConstraint) -> ModifyTableOps:
    return ModifyTableOps(key.table.name, [DropConstraintOp.from_constraint(key)])
