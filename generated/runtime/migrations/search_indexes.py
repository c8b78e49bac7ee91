# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 79cba64b4340c6102b4a057f039dcb14
"""Indexes for full-text search in migrations. Each is one operation, and hidden from Alembic's own comparison.

op.create_search("posts_search", "posts", ["title", "body"])
op.drop_search("posts_search", "posts", ["title", "body"])
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from alembic import context
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, Operations
from alembic.operations.ops import UpgradeOps
from alembic.runtime.plugins import Plugin
from alembic.util import PriorityDispatchResult
from sqlalchemy import Connection, Index, MetaData, inspect, text

from ..search.full_text import Statement, full_text_of
from ..search.table_index import FUNCTION, SUFFIXES, SearchIndex


@Operations.register_operation("create_search")
class CreateSearch(MigrateOperation):
    """Create the search index of a table."""

    def __init__(self, index: SearchIndex) -> None:
        self.index = index

    @classmethod
    def create_search(
        cls,
        operations: Operations,
        name: str,
        table: str,
        columns: Sequence[str],
        key: Sequence[str] = ("id",),
    ) -> None:
        """Create an index over the words in some columns of a table with the primary key `key`."""
        operations.invoke(cls(SearchIndex(name, table, tuple(columns), tuple(key))))

    def to_diff_tuple(self) -> tuple[str, str]:
        """Return the operation as `alembic check` prints it."""
        return "add_search", self.index.name

    def reverse(self) -> "DropSearch":
        """Return the inverse operation."""
        return DropSearch(self.index)


@Operations.register_operation("drop_search")
class DropSearch(MigrateOperation):
    """Drop the search index of a table."""

    def __init__(self, index: SearchIndex) -> None:
        self.index = index

    @classmethod
    def drop_search(
        cls,
        operations: Operations,
        name: str,
        table: str,
        columns: Sequence[str],
        key: Sequence[str] = ("id",),
    ) -> None:
        """Drop an index. Only its name is used. The other arguments are for readers of the migration."""
        operations.invoke(cls(SearchIndex(name, table, tuple(columns), tuple(key))))

    def to_diff_tuple(self) -> tuple[str, str]:
        """Return the operation as `alembic check` prints it."""
        return "remove_search", self.index.name

    def reverse(self) -> CreateSearch:
        """Return the inverse operation."""
        return CreateSearch(self.index)


@Operations.implementation_for(CreateSearch)
def _create(operations: Operations, operation: CreateSearch) -> None:
    for statement in operation.index.create_statements(operations.get_context().dialect.name):
        operations.execute(Statement(statement))


@Operations.implementation_for(DropSearch)
def _drop(operations: Operations, operation: DropSearch) -> None:
    for statement in operation.index.drop_statements(operations.get_context().dialect.name):
        operations.execute(Statement(statement))


@renderers.dispatch_for(CreateSearch)
def _render_create(_: AutogenContext, operation: CreateSearch) -> str:
    return f"op.create_search({_arguments(operation.index)})"


@renderers.dispatch_for(DropSearch)
def _render_drop(_: AutogenContext, operation: DropSearch) -> str:
    return f"op.drop_search({_arguments(operation.index)})"


def _arguments(index: SearchIndex) -> str:
    key = "" if index.key == ("id",) else f", key={list(index.key)!r}"
    return f"{index.name!r}, {index.table!r}, {list(index.columns)!r}{key}"


def compare_searches(
    autogenerate: AutogenContext, operations: UpgradeOps, _schemas: set[str | None]
) -> PriorityDispatchResult:
    """Add the operations that replace the search indexes in the database by those of the models."""
    connection, metadata = autogenerate.connection, autogenerate.metadata
    if connection is not None and isinstance(metadata, MetaData):
        searches = filter(None, map(full_text_of, metadata.tables.values()))
        wanted = {each.name: each.index for each in searches}
        stored = _stored(connection, wanted)
        same = {name for name, (index, complete) in stored.items() if complete and wanted.get(name) == index}
        operations.ops += [DropSearch(stored[name].search) for name in sorted(stored.keys() - same)]
        operations.ops += [CreateSearch(wanted[name]) for name in sorted(wanted.keys() - same)]
    return PriorityDispatchResult.CONTINUE


PLUGIN = (
    f"{__name__}.compare_searches{id(compare_searches)}"  # unique, even after a reimport: Alembic requires it
)
Plugin(PLUGIN).add_autogenerate_comparator(compare_searches, "schema", "searches")


def place_search_operations(operations: Sequence[MigrateOperation]) -> list[MigrateOperation]:
    """Return the operations in order: an index is dropped before its columns change and created after that."""
    drops = [each for each in operations if isinstance(each, DropSearch)]
    creates = [each for each in operations if isinstance(each, CreateSearch)]
    others = [each for each in operations if not isinstance(each, DropSearch | CreateSearch)]
    return [*drops, *others, *creates]


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Return False for the tables of any full-text index on SQLite."""
    connection = context.get_bind()
    if kind != "table" or connection.dialect.name != "sqlite":
        return True
    found = connection.execute(_VIRTUAL).scalars()
    return all(name != f"{each}{suffix}" for each in found for suffix in SUFFIXES)


def include_object(item: object, _name: str | None, _kind: str, reflected: bool, _other: object) -> bool:
    """Return False for a search index that was read from PostgreSQL."""
    return not (
        reflected and isinstance(item, Index) and any(FUNCTION in str(each) for each in item.expressions)
    )


class _Stored(NamedTuple):
    """An index in a database."""

    search: SearchIndex
    complete: bool
    """True if its tables and triggers are those that would be created now."""


def _stored(connection: Connection, wanted: Mapping[str, SearchIndex]) -> dict[str, _Stored]:
    """Return the search indexes by name. An index without triggers is assumed to be the wanted one of its name."""
    if connection.dialect.name == "postgresql":
        return _stored_on_postgresql(connection)
    declared = {row.name: row.sql for row in connection.execute(_SCHEMA)}
    found = {name: _Stored(index, complete=False) for name, index in wanted.items() if name in declared}
    for trigger, sql in declared.items():
        match = _UPDATE.match(sql or "")
        name = trigger.removesuffix("_update")
        if match is None or name == trigger or f"{name}_keys" not in declared:
            continue
        key = [each["name"] for each in inspect(connection).get_columns(f"{name}_keys")[1:]]
        watched = _unquoted(match["watched"])
        index = SearchIndex(name, _unquoted(match["table"])[0], tuple(watched[len(key) :]), tuple(key))
        expected = {**index.tables(), **index.triggers()}
        found[name] = _Stored(index, complete=expected.items() <= declared.items())
    return found


def _stored_on_postgresql(connection: Connection) -> dict[str, _Stored]:
    found = {}
    for row in connection.execute(_INDEXES, {"function": f"%{FUNCTION}(%"}):
        key = inspect(connection).get_pk_constraint(row.table)["constrained_columns"]
        columns = _unquoted(" ".join(re.findall(rf"COALESCE\(\(?({_NAME})", row.expression)))
        index = SearchIndex(row.name, row.table, tuple(columns), tuple(key))
        found[row.name] = _Stored(index, complete=True)
    return found


_NAME = r'"(?:[^"]|"")+"|\w+'
_UPDATE = re.compile(rf"CREATE TRIGGER (?:{_NAME}) AFTER UPDATE OF (?P<watched>.+) ON (?P<table>{_NAME})\n")
_SCHEMA = text("SELECT name, sql FROM sqlite_schema")
_VIRTUAL = text("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5(%'")
_INDEXES = text(
    "SELECT c.relname AS name, t.relname AS table, pg_get_expr(i.indexprs, i.indrelid) AS expression"
    " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
    " WHERE pg_table_is_visible(t.oid) AND pg_get_expr(i.indexprs, i.indrelid) LIKE :function"
)


def _unquoted(names: str) -> list[str]:
    """Return the names in a text without their quotes."""
    found = re.findall(_NAME, names)
    return [each[1:-1].replace('""', '"') if each.startswith('"') else each for each in found]
