"""Compiles the statements of the fast path. A statement is built when it is first needed, and then cached."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnElement,
    Dialect,
    Integer,
    Update,
    bindparam,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from ..driver.direct_statements import COLUMN_PREFIX, Prepared
from ..queries.cursor_values import StoredValue
from ..queries.filter_conditions import ParameterOperand, filter_condition
from ..queries.pages import Boundary, SortKey, after_boundary, boundary_values, scan_order
from ..resources.bounded_cache import LruCache
from ..resources.links import Links
from ..resources.referrers import VERSION
from ..resources.resource import Resource
from ..types.decimals import FixedDecimal, FixedDecimalText
from ..types.hidden_values import stored_type
from .row_encoding import RowEncoding, make_row_encoding

MAX_CACHED_STATEMENTS = 2_000
"""The most statements in the cache of the process, about 4 KB each: one for each set of filters, order and fields."""

MAX_DIALECTS = 8
"""The most dialects that a resource has statements for. Each engine has a dialect of its own."""


class Statements:
    """The statements of one resource for one dialect.

    A parameter is named after an attribute. Other parameters begin with `at_`: `at_id`, `at_limit`. The parts of a
    composite value have numbers, `at_id_0` and `at_id_1`, and are passed together as `at_id`.
    """

    def __init__(self, resource: Resource[Any], dialect: Dialect, *, lenient: bool = False) -> None:
        self.encoding: RowEncoding = make_row_encoding(resource, dialect, lenient=lenient)
        self._lenient: Statements | None = None
        self._resource = resource
        self._dialect = dialect

    def lenient(self) -> "Statements":
        """Return the statements that select the nearest value in place of one that Python cannot hold."""
        if self._lenient is None:
            self._lenient = Statements(self._resource, self._dialect, lenient=True)
        return self._lenient

    def read(self) -> Prepared:
        """Return the statement that selects the row with the id `at_id`."""
        return self._get(
            (self, "read"), lambda: select(*self.encoding.selected).where(*self._row(versioned=False))
        )

    def page(self, keys: Sequence[SortKey], filters: Mapping[str, Any], border: Boundary | None) -> Prepared:
        """Return the statement that selects `at_limit` rows after a border, whose values are `at_border`."""
        side = None
        if border is not None:
            forms = tuple(_form(value) for value in border.values)
            side = forms, border.backward, border.inclusive

        def build() -> ClauseElement:
            conditions = self._conditions(filters)
            page = select(*self.encoding.selected).where(*conditions)
            order = scan_order(keys, border)
            if border is not None:
                values = [
                    _bordering(value, _parameter(f"at_border_{place}", key.column))
                    for place, (key, value) in enumerate(zip(keys, border.values, strict=True))
                ]
                values = boundary_values(order, values, conditions)
                page = page.where(after_boundary(order, border._replace(values=values)))
            limit = bindparam("at_limit", type_=Integer)
            return page.order_by(*(key.order() for key in order)).limit(limit)

        order = [(key.attribute, key.descending) for key in keys]
        return self._get((self, "page", *order, _filter_shape(filters), side), build)

    def count(self, filters: Mapping[str, Any]) -> Prepared:
        """Return the statement that counts the rows that match filters."""

        def build() -> ClauseElement:
            counted = select(func.count()).select_from(self._resource.table)
            return counted.where(*self._conditions(filters))

        return self._get((self, "count", _filter_shape(filters)), build)

    def links(self, link: Links) -> Prepared:
        """Return the statement that selects (owner, target) for the `at_owners`, ordered by target."""

        def build() -> ClauseElement:
            owners = bindparam("at_owners", type_=ARRAY(link.owner.type))
            chosen = select(link.owner, link.target).where(link.owner == func.any(owners), *link.live)
            return chosen.order_by(link.target)

        return self._get((self, "links", link.attribute), build)

    def insert(self, names: Iterable[str]) -> Prepared:
        """Return the statement that inserts a row with these attributes and the timestamps `at_now`, and returns it."""
        resource, given = self._resource, tuple(names)

        def build() -> ClauseElement:
            values = {resource.all_columns[name]: self._given(name) for name in given}
            for each in resource.timestamps:
                values[resource.all_columns[each]] = _parameter("at_now", resource.all_columns[each])
            return insert(resource.table).values(values).returning(*self.encoding.selected)

        return self._get((self, "insert", given), build)

    def update(self, names: Iterable[str], *, versioned: bool) -> Prepared:
        """Return the statement that updates these attributes of a row, if any value differs, and returns the row.

        The row has the id `at_id` and, if `versioned`, the version `at_version`.
        """
        resource, given = self._resource, tuple(names)

        def build() -> ClauseElement:
            values = {resource.all_columns[name]: self._given(name) for name in given}
            conditions = self._row(versioned=versioned)
            if values.keys() <= set(resource.columns.values()):  # see `services.writes`
                conditions.append(or_(*(column.is_distinct_from(value) for column, value in values.items())))
            return self._update(values).where(*conditions).returning(*self.encoding.selected)

        return self._get((self, "update", given, versioned), build)

    def delete(self, *, versioned: bool) -> Prepared:
        """Return the statement that deletes the row with the id `at_id` and, if `versioned`, the version `at_version`.

        A soft delete sets the deletion time to `at_now`.
        """
        resource = self._resource

        def build() -> ClauseElement:
            conditions = self._row(versioned=versioned)
            deleted_at = resource.deleted_at
            if deleted_at is None:
                return delete(resource.table).where(*conditions).returning(*resource.key)
            marked = self._update({deleted_at: _parameter("at_now", deleted_at)})
            return marked.where(*conditions).returning(*resource.key)

        return self._get((self, "delete", versioned), build)

    def _update(self, values: dict[Column[Any], Any]) -> Update:
        """Return the statement that sets columns to values, the next version and the update time `at_now`."""
        resource, changed = self._resource, {**values}
        if resource.versioned:
            version = resource.columns[VERSION]
            changed[version] = version + 1
        if resource.updated_at is not None:
            changed[resource.updated_at] = _parameter("at_now", resource.updated_at)
        return update(resource.table).values(changed)

    def _row(self, *, versioned: bool) -> list[ColumnElement[bool]]:
        resource = self._resource
        conditions = [*resource.id_conditions(), *resource.live]
        if versioned:
            version = resource.columns[VERSION]
            conditions.append(version == _parameter("at_version", version))
        return conditions

    def _conditions(self, filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
        found = [
            filter_condition(self._resource, name, value, ParameterOperand(name))
            for name, value in filters.items()
        ]
        return [*found, *self._resource.live]

    def _given(self, name: str) -> Any:
        column = self._resource.all_columns[name]
        stored = stored_type(column.type)
        if isinstance(stored, FixedDecimal):  # the driver encodes a text ten times as fast as a Decimal
            return cast(bindparam(COLUMN_PREFIX + name, type_=FixedDecimalText(stored)), stored)
        return _parameter(COLUMN_PREFIX + name, column)

    def _get(self, key: Hashable, build: Callable[[], ClauseElement]) -> Prepared:
        """Return the cached statement of a key, or build it."""
        found = _CACHE.get(key)
        return found if found is not None else _CACHE.put(key, Prepared(build(), self._dialect))


_CACHE = LruCache[Hashable, Prepared](MAX_CACHED_STATEMENTS)
"""The cache. A key holds the `Statements`, the name of the statement, and everything else that it depends on."""


def _filter_shape(filters: Mapping[str, Any]) -> tuple[object, ...]:
    """Return the part of filters that a statement depends on: their names, and the values of `isnull` alone."""
    return tuple([(name, value) if name.endswith("__isnull") else name for name, value in filters.items()])


def _form(value: Any) -> str:
    """Return the part of a border's value that a statement depends on."""
    if isinstance(value, StoredValue):
        return "stored" if value.nearest is None else "stored or nearest"
    return "null" if value is None else "value"


def _bordering(value: Any, parameter: Any) -> Any:
    """Return the expression for a value of a border: the parameter, unless the statement looks the value up."""
    if isinstance(value, StoredValue):
        return value if value.nearest is None else StoredValue(parameter)
    return None if value is None else parameter


def _parameter(name: str, column: Column[Any]) -> Any:
    return bindparam(name, type_=column.type)


def statements_of(resource: Resource[Any], dialect: Dialect) -> Statements:
    """Return the statements of a resource for a dialect. They are the same object for each call."""
    found: Statements | None = resource.prepared.get(dialect)
    if found is None:
        if len(resource.prepared) >= MAX_DIALECTS:
            resource.prepared.clear()
        found = resource.prepared[dialect] = Statements(resource, dialect)
    return found
