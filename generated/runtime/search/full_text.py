# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 57ad50cd58621648bc464acd07411df9
"""Full-text search (`?q=`): the searched columns of a table, and the condition that a row contains all words."""

from collections.abc import Sequence
from typing import Any, Self
from weakref import WeakKeyDictionary, ref

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Table,
    Text,
    cast,
    event,
    func,
    literal,
    literal_column,
    select,
    table,
    tuple_,
)
from sqlalchemy import column as named
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement, SchemaItem
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean, TypeDecorator
from typing_extensions import override

from .table_index import FUNCTION, ROW_NUMBER, SearchIndex
from .words import words


class FullText(SchemaItem):
    """A full-text index over some columns, given as an argument of `Table`.

    It is created and dropped together with the table.
    """

    def __init__(self, name: str, *columns: str) -> None:
        """Describe the index of that name over the columns of these names."""
        self.name = name
        self.columns = columns
        event.listen(self, "after_parent_attach", FullText._add_to)

    def _add_to(self, parent: Table) -> None:
        self._table = ref(parent)
        _SEARCHES[parent] = self
        event.listen(parent, "after_create", self._make)
        event.listen(parent, "after_drop", self._drop)

    @property
    def table(self) -> Table:
        """The table that is searched."""
        table = self._table()
        assert isinstance(table, Table)
        return table

    @property
    def index(self) -> SearchIndex:
        """The description of the index, for both databases."""
        key = tuple(each.name for each in self.table.primary_key.columns)
        return SearchIndex(self.name, self.table.name, self.columns, key)

    def matches(self, sought: Any) -> ColumnElement[bool]:
        """Return the condition that a row contains every word of a text. The text may be a bound parameter."""
        return SearchCondition(
            self, sought if isinstance(sought, ColumnElement) else literal(sought, SearchQuery())
        )

    def _make(self, _: Table, connection: Connection, **__: Any) -> None:
        for statement in self.index.create_statements(connection.dialect.name):
            connection.execute(Statement(statement))

    def _drop(self, _: Table, connection: Connection, **__: Any) -> None:
        for statement in self.index.drop_statements(connection.dialect.name):
            connection.execute(Statement(statement))


class Statement(ExecutableDDLElement):
    """A statement of literal SQL."""

    def __init__(self, sql: str) -> None:
        self.sql = sql


@compiles(Statement)
def _compile_statement(element: Statement, _: SQLCompiler, **__: Any) -> str:
    return element.sql


def full_text_of(table: Table) -> FullText | None:
    """Return the full-text index of a table, or None."""
    return _SEARCHES.get(table)


_SEARCHES: WeakKeyDictionary[Table, FullText] = WeakKeyDictionary()


class SearchQuery(TypeDecorator[str]):
    """A text to search for, in the query syntax of each database. A text without words matches no row."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str:
        # Words contain no quote and no backslash: both separate words.
        found = words(value or "")
        if dialect.name == "sqlite":
            return " ".join(f'"{each}"' for each in found) or '""'
        return " & ".join(f"'{each}'" for each in found)


class SearchCondition(FunctionElement[bool]):
    """The condition that a row contains every word of a text."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, search: FullText, sought: ColumnElement[Any]) -> None:
        self.index = search.index
        self.key_length = len(self.index.key)
        columns = [search.table.c[each] for each in (*self.index.key, *self.index.columns)]
        super().__init__(sought, *columns)

    @override
    def self_group(self, against: object = None) -> Self:
        """Return this element. SQLAlchemy would add `= 1` on SQLite, which then would not use the index."""
        return self

    def parts(self) -> tuple[ColumnElement[Any], Sequence[ColumnElement[Any]], Sequence[ColumnElement[Any]]]:
        """Return the query, the key columns and the searched columns, as the enclosing statement has them."""
        sought, *columns = self.clauses
        return sought, columns[: self.key_length], columns[self.key_length :]


@compiles(SearchCondition)
def _on_postgresql(element: SearchCondition, compiler: SQLCompiler, **options: Any) -> str:
    sought, _, columns = element.parts()
    texts = [func.coalesce(cast(each, Text), literal_column("''")) for each in columns]
    text: ColumnElement[Any] = texts[0]
    for each in texts[1:]:
        text = text.op("||")(literal_column("' '")).op("||")(each)
    condition = getattr(func, FUNCTION)(text).op("@@")(cast(sought, TSQUERY))
    return f"({compiler.process(condition, **options)})"


@compiles(SearchCondition, "sqlite")
def _on_sqlite(element: SearchCondition, compiler: SQLCompiler, **options: Any) -> str:
    sought, key, _ = element.parts()
    name = element.index.name
    keys = table(f"{name}_keys", named(ROW_NUMBER), *(named(each) for each in element.index.key))
    index = table(name, named("rowid"), named(name))
    found = (
        select(*(keys.c[each] for each in element.index.key))
        .select_from(index.join(keys, keys.c[ROW_NUMBER] == index.c["rowid"]))
        .where(index.c[name].op("MATCH")(sought))
    )
    one = key[0] if len(key) == 1 else tuple_(*key)
    return f"({compiler.process(one.in_(found), **options)})"
