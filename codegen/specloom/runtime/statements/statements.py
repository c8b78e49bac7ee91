"""The statements of a resource as the driver takes them, each built when it is first needed and then kept."""

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
from ..queries.filter_conditions import ParameterOperand, filter_condition, statement_shape
from ..queries.pages import Boundary, SortKey, after_boundary, boundary_values, scan_order
from ..resources.bounded_cache import LruCache
from ..resources.referrers import VERSION
from ..resources.resource import Links, Resource
from ..types.decimals import FixedDecimal, FixedDecimalText
from ..types.hidden_values import stored_type
from .row_encoding import Wire, wire

MOST_KEPT = 2_000
"""Statements that the process keeps, of about 4 KB each. There are many combinations of filters, orders and fields."""

MOST_DIALECTS = 8
"""Dialects whose statements a resource keeps: each engine has its own, and an application has few engines."""


class Statements:
    """The statements of one resource for one dialect.

    A parameter has the name of an attribute, or of what else it is with `at_` before it; one of several values of such
    a thing is called `at_id_0`, `at_id_1`, and is given as one of them.
    """

    def __init__(self, resource: Resource[Any], dialect: Dialect, *, lenient: bool = False) -> None:
        self.wire: Wire = wire(
            resource.selected, resource.names, dialect, resource.key_names, lenient=lenient
        )
        self._lenient: Statements | None = None
        self._resource = resource
        self._dialect = dialect

    def lenient(self) -> "Statements":
        """Return the statements that read what Python cannot hold as the nearest value."""
        if self._lenient is None:
            self._lenient = Statements(self._resource, self._dialect, lenient=True)
        return self._lenient

    def read(self) -> Prepared:
        """Return the statement for the row of the id `at_id`."""
        return self._get(
            (self, "read"), lambda: select(*self.wire.selected).where(*self._row(versioned=False))
        )

    def page(self, keys: Sequence[SortKey], filters: Mapping[str, Any], border: Boundary | None) -> Prepared:
        """Return the statement for `at_limit` rows beyond a border, whose values are `at_border`."""
        side = None
        if border is not None:
            forms = tuple(_form(value) for value in border.values)
            side = forms, border.backward, border.inclusive

        def build() -> ClauseElement:
            conditions = self._conditions(filters)
            page = select(*self.wire.selected).where(*conditions)
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

        asked = ((key.attribute, key.descending) for key in keys)
        return self._get((self, "page", *asked, statement_shape(filters), side), build)

    def count(self, filters: Mapping[str, Any]) -> Prepared:
        """Return the statement for the number of rows that fit filters."""
        table = self._resource.table
        counted = select(func.count()).select_from(table)
        return self._get(
            (self, "count", statement_shape(filters)), lambda: counted.where(*self._conditions(filters))
        )

    def links(self, link: Links) -> Prepared:
        """Return the statement for (owner, target) of the `at_owners`, in the order of the targets."""
        owners = bindparam("at_owners", type_=ARRAY(link.owner.type))
        chosen = select(link.owner, link.target).where(link.owner == func.any(owners), *link.live)
        return self._get((self, "links", link.attribute), lambda: chosen.order_by(link.target))

    def insert(self, names: Iterable[str]) -> Prepared:
        """Return the statement that inserts a row of these attributes, made `at_now`, and returns it."""
        resource, given = self._resource, tuple(names)

        def build() -> ClauseElement:
            values = {resource.all_columns[name]: self._given(name) for name in given}
            for each in resource.timestamps:
                values[resource.all_columns[each]] = _parameter("at_now", resource.all_columns[each])
            return insert(resource.table).values(values).returning(*self.wire.selected)

        return self._get((self, "insert", given), build)

    def update(self, names: Iterable[str], *, versioned: bool) -> Prepared:
        """Return the statement that changes these attributes of a row, if that changes anything, and returns it.

        The row has the id `at_id` and, if asked, the version `at_version`.
        """
        resource, given = self._resource, tuple(names)

        def build() -> ClauseElement:
            values = {resource.all_columns[name]: self._given(name) for name in given}
            conditions = self._row(versioned=versioned)
            if values.keys() <= set(resource.columns.values()):  # see `Service._write`
                conditions.append(or_(*(column.is_distinct_from(value) for column, value in values.items())))
            return self._update(values).where(*conditions).returning(*self.wire.selected)

        return self._get((self, "update", given, versioned), build)

    def delete(self, *, versioned: bool) -> Prepared:
        """Return the statement that deletes the row of the id `at_id` and, if asked, the version `at_version`.

        One that stays in its table is marked with `at_now`.
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
        """Return the statement that sets columns to values and marks the row as changed, at `at_now`."""
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
        if isinstance(stored, FixedDecimal):  # as text, which the driver encodes in a tenth of the time
            return cast(bindparam(COLUMN_PREFIX + name, type_=FixedDecimalText(stored)), stored)
        return _parameter(COLUMN_PREFIX + name, column)

    def _get(self, key: Hashable, build: Callable[[], ClauseElement]) -> Prepared:
        """Return the statement of a key, which `build` makes if it is not kept."""
        found = _KEPT.get(key)
        return found if found is not None else _KEPT.put(key, Prepared(build(), self._dialect))


_KEPT = LruCache[Hashable, Prepared](MOST_KEPT)
"""By the `Statements` that it belongs to, what it is called, and what it depends on."""


def _form(value: Any) -> str:
    """Return what a statement depends on of a value of a border."""
    if isinstance(value, StoredValue):
        return "stored" if value.nearest is None else "stored or nearest"
    return "null" if value is None else "value"


def _bordering(value: Any, parameter: Any) -> Any:
    """Return the parameter that takes the place of a value of a border."""
    if isinstance(value, StoredValue):
        return value if value.nearest is None else StoredValue(parameter)
    return None if value is None else parameter


def _parameter(name: str, column: Column[Any]) -> Any:
    return bindparam(name, type_=column.type)


def statements(resource: Resource[Any], dialect: Dialect) -> Statements:
    """Return the statements of a resource for a dialect, the same each time."""
    found: Statements | None = resource.prepared.get(dialect)
    if found is None:
        if len(resource.prepared) >= MOST_DIALECTS:
            resource.prepared.clear()
        found = resource.prepared[dialect] = Statements(resource, dialect)
    return found
