"""The columns, names and statements of an entity. They are computed once, when the service's module is imported."""

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from dataclasses import fields, make_dataclass
from operator import attrgetter
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pydantic import BaseModel
from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Delete,
    Dialect,
    Select,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
)
from sqlalchemy import inspect as inspect_model
from sqlalchemy.orm import DeclarativeBase

from ..search.full_text import full_text_of
from ..types.encoding import dumps
from ..types.json_texts import json_text_converter
from .bounded_cache import LruCache
from .links import Links, find_link_row
from .live_rows import DELETED_AT
from .model_columns import columns_of_model, default_factory, reference_targets, table_of_model, target_column
from .referrers import VERSION, Referrers
from .relations import Relations


class DataclassRow(Protocol):
    """A row: a dataclass whose fields are columns and the ids of links."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


RowT = TypeVar("RowT", bound=DataclassRow)
ReferenceAttributes = str | tuple[str, ...]
"""The attribute of a reference, or the attributes of a reference to a composite key."""

MAX_CACHED_PARTS = 500
"""Parts of resources that the process caches. Each takes about 10 KB, and a resource has many sets of members."""


class Resource(Generic[RowT]):
    """The columns, names and statements of one entity."""

    def __init__(
        self,
        *,
        model: type[DeclarativeBase],
        row: type[RowT],
        schema: type[BaseModel],
        create: type[BaseModel],
        update: type[BaseModel],
        constraints: Mapping[str, tuple[str, ...]] | None = None,
        key: tuple[str, ...] = ("id",),
        sort: tuple[tuple[str, bool], ...] = (),
        passwords: tuple[str, ...] = (),
        links: tuple[Links, ...] = (),
        references: Mapping[ReferenceAttributes, str] | None = None,
        referrers: Referrers | None = None,
        relations: Relations | None = None,
        timestamps: bool = True,
        match_required: bool = False,
        soft_delete: bool = False,
        soft_delete_references: tuple[str, ...] = (),
    ) -> None:
        """Describe a resource. All names are attributes.

        Args:
            model: The SQLAlchemy model.
            row: The dataclass of a row. Its fields are the columns that a response may contain, then the version, then
                the ids of links.
            schema: The Pydantic model of a response.
            create: The Pydantic model of a body that creates a row.
            update: The Pydantic model of a body that changes a row.
            constraints: The fields of each unique key, foreign key and check. A hidden field is an empty text.
            key: The primary key.
            sort: The default order of lists: fields, and True for descending.
            passwords: The fields that hold passwords.
            links: The many-to-many relations.
            references: The name of the related service of each foreign key.
            referrers: The foreign keys that refer to each table of the API.
            relations: The relations of each entity, for `expand`.
            timestamps: True if the entity has `created_at` and `updated_at`.
            match_required: True if a request that changes a row must contain `If-Match`.
            soft_delete: True if deleted rows stay in the table.
            soft_delete_references: The references and links to entities with soft deletion.
        """
        self.model = model
        self.mapper = inspect_model(model)
        self.table = table_of_model(model)
        self.row = row
        self.schema = schema
        self.name = model.__name__
        self.module = model.__module__.rpartition(".")[2]
        self.constraints = constraints or {}
        self.sort = sort
        self.passwords = frozenset(passwords)
        self.links = links
        self.shown_links = tuple(link for link in links if link.shown)
        self.references = references or {}
        self.referrers = referrers or {}
        self.relations = relations
        self.all_columns = columns_of_model(model)
        self.names = {name: _json_name(schema, name) for name in schema.model_fields}
        self.attributes = {json_name: attribute for attribute, json_name in self.names.items()}
        self.link_names = link_names = frozenset(link.attribute for link in links)
        self.columns = {
            field.name: self.all_columns[field.name] for field in fields(row) if field.name not in link_names
        }
        self.filtered_links = {
            name: link
            for link in self.shown_links
            for name in (link.attribute.removesuffix("s"), link.attribute)
            if name not in self.columns
        }
        """The links by the names of their filters: `tag_id`, and `tag_ids` unless a column has that name."""
        self.selected = self.columns
        """The columns that statements return, by attribute. Those that responses do not contain are the last."""
        self.versioned = VERSION in self.columns
        self.match_required = match_required
        self.key_names = key
        self.final_order = tuple((name, False) for name in key)
        """The last sort keys of every list: the primary key, and False for ascending."""
        self.key = tuple(self.columns[name] for name in key)
        self._key_texts = tuple(json_text_converter(each.type) for each in self.key)
        self.id: ColumnElement[Any] = self.key[0] if len(key) == 1 else tuple_(*self.key)
        """The column of the primary key. A tuple of columns if it is composite: compare it with tuples."""
        self.id_of: Callable[[Any], Any] = attrgetter(*key)
        """Returns the id of a row, or of an item of a batch. A tuple if the key is composite."""
        self.search = full_text_of(self.table)
        self._set_generated_columns(timestamps=timestamps, soft_delete=soft_delete)
        self.targets, self.composite_targets = reference_targets(self.references, self.all_columns)
        self.targets |= {link.attribute: target_column(link.target) for link in links}
        self.soft_delete_references = {name: self.targets[name] for name in sorted(soft_delete_references)}
        """The keys that `soft_delete_references` lead to, by attribute."""
        self.create, self.update = create, update
        self.link_row = find_link_row(self.table, self.all_columns, self.referrers)
        self.creatable = frozenset(create.model_fields) - link_names
        self.updatable = frozenset(update.model_fields) - link_names
        self._insert = insert(self.table).returning(*self.columns.values())
        self.delete: Delete = delete(self.table)
        self._for_link_rows: Resource[Any] | None = None
        self._derive_from_members()

    def _set_generated_columns(self, *, timestamps: bool, soft_delete: bool) -> None:
        """Set the columns whose values the service generates."""
        self.created_at = self.all_columns["created_at"] if timestamps else None
        self.updated_at = self.all_columns["updated_at"] if timestamps else None
        self.deleted_at = self.all_columns[DELETED_AT] if soft_delete else None
        self.live: tuple[ColumnElement[bool], ...] = (
            () if self.deleted_at is None else (self.deleted_at.is_(None),)
        )
        """The conditions for a row that is not deleted."""
        self.timestamps = ("created_at", "updated_at") if timestamps else ()
        self.defaults = {
            name: default_factory(each)
            for name, each in self.all_columns.items()
            if each.default is not None and name not in self.timestamps
        }
        """The functions that make the default values of a new row, by attribute."""

    def _derive_from_members(self) -> None:
        """Set what depends on the members of a response."""
        self.select: Select[Any] = select(*self.selected.values())
        self.prepared: dict[Dialect, Any] = {}
        """The compiled statements of the resource, by dialect. Only `statements` uses them."""
        self._dumped = tuple(self.names.items())
        stored = {name: each.type for name, each in self.selected.items()}
        stored |= {link.attribute: link.target.type for link in self.shown_links}
        self._texts = tuple(
            (self.names[name], make)
            for name, each in stored.items()
            if name in self.names and (make := json_text_converter(each)) is not None
        )
        """The functions for the members that need a JSON form other than the encoder's."""

    def with_members(self, names: Collection[str], needed: Collection[str]) -> "Resource[Any]":
        """Return the resource restricted to some members of its JSON.

        Its statements select the columns of these members and of the `needed` attributes, the id and the version.
        """
        key = self, frozenset(names), frozenset(needed)
        found = _PARTS.get(key)
        return found if found is not None else _PARTS.put(key, self._make_part(*key[1:]))

    def _make_part(self, names: Collection[str], needed: Collection[str]) -> "Resource[Any]":
        part: Resource[Any] = copy(self)
        part.names = {attribute: name for attribute, name in self.names.items() if name in names}
        part.shown_links = tuple(link for link in self.shown_links if link.attribute in part.names)
        additional = [
            name
            for name in self.columns
            if name not in part.names and name in {*self.key_names, VERSION, *needed}
        ]
        shown = [name for name in self.columns if name in part.names]
        part.selected = {name: self.columns[name] for name in (*shown, *additional)}
        members = [*part.selected, *(link.attribute for link in part.shown_links)]
        part.row = make_dataclass(self.row.__name__, members, slots=True)
        part._derive_from_members()
        return part

    def insert_statement(self, values: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Return the statement that inserts and returns a row, and its parameters. `values` are by attribute.

        Reuses one statement unless a value is SQL, because SQLAlchemy caches most of its work for it.
        """
        columns = {self.all_columns[name].key: value for name, value in values.items()}
        sql = {name: value for name, value in columns.items() if isinstance(value, ClauseElement)}
        if not sql:
            return self._insert, columns
        return self._insert.values(sql), {name: columns[name] for name in columns.keys() - sql.keys()}

    def shows(self, names: ReferenceAttributes) -> bool:
        """Return True if responses contain a reference."""
        return all(name in self.names for name in ((names,) if isinstance(names, str) else names))

    def link(self, attribute: str) -> Links:
        """Return the many-to-many relation of an attribute, such as `tag_ids`. Raises KeyError if there is none."""
        for each in self.links:
            if each.attribute == attribute:
                return each
        raise KeyError(attribute)

    def for_link_rows(self, link: Links) -> "Resource[Any]":
        """Return the resource of rows that are links, for writes after which the caller marks the owner as changed."""
        if self._for_link_rows is None:
            part: Resource[Any] = copy(self)
            name = self.table.name
            others = [each for each in self.referrers.get(name, ()) if each.link_table != name]
            part.referrers, part.link_row = {**self.referrers, name: others}, None
            ends = (link.owner.name, link.target.name)
            part.creatable = self.creatable | {
                each for each, column in self.all_columns.items() if column.name in ends
            }
            self._for_link_rows = part
        return self._for_link_rows

    def id_conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions for the row of the parameter `at_id`, or of `at_id_0`, ... for a composite key."""
        if len(self.key) == 1:
            return [self.id == bindparam("at_id", type_=self.id.type)]
        return [part == bindparam(f"at_id_{place}", type_=part.type) for place, part in enumerate(self.key)]

    def id_parameters(self, id: Any) -> dict[str, Any]:
        """Return the parameters of `id_conditions` for an id."""
        if len(self.key) == 1:
            return {"at_id": id}
        return {f"at_id_{place}": part for place, part in enumerate(id)}

    def id_as_json(self, id: Any) -> Any:
        """Return an id as in a response. The id of a composite key is an object of its parts."""
        parts = (id,) if len(self.key) == 1 else id
        encoded = [make(part) if make else part for make, part in zip(self._key_texts, parts, strict=True)]
        if len(self.key) == 1:
            return encoded[0]
        return {self.names[name]: part for name, part in zip(self.key_names, encoded, strict=True)}

    def make(self, values: Iterable[Any]) -> RowT:
        """Make a row from a result row of `select`, with no links."""
        return self.row(*values, *([] for _ in self.shown_links))

    def as_json(self, row: RowT) -> dict[str, Any]:
        """Return the JSON object of a row, with Python values that `dumps` encodes."""
        values: dict[str, Any] = {name: getattr(row, attribute) for attribute, name in self._dumped}
        for name, make in self._texts:
            values[name] = make(values[name])
        return values

    def links_as_json(self, row: RowT) -> dict[str, Any]:
        """Return the members of a row's JSON object that contain the ids of links."""
        shown = {self.names[link.attribute]: getattr(row, link.attribute) for link in self.shown_links}
        return {**shown, **{name: make(shown[name]) for name, make in self._texts if name in shown}}

    def dump(self, row: RowT) -> bytes:
        """Return the body of a response with one row."""
        return dumps(self.as_json(row))


_PARTS = LruCache[tuple[Resource[Any], frozenset[str], frozenset[str]], Resource[Any]](MAX_CACHED_PARTS)


def _json_name(schema: type[BaseModel], attribute: str) -> str:
    return schema.model_fields[attribute].alias or attribute
