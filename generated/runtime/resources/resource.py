# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2723e06e78b5604d33ea1dce87f4f6e9
"""What is fixed about a resource, worked out once when its module is imported: columns, names and statements."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, fields, make_dataclass
from inspect import unwrap
from operator import attrgetter
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

from pydantic import BaseModel
from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnClause,
    ColumnElement,
    Delete,
    Dialect,
    Select,
    Table,
    bindparam,
    column,
    delete,
    insert,
    select,
    table,
    tuple_,
)
from sqlalchemy import inspect as inspect_model
from sqlalchemy.orm import DeclarativeBase

from ..search.full_text import full_text_of
from ..types.encoding import dumps
from ..types.json_texts import json_text_converter
from .bounded_cache import LruCache
from .live_rows import DELETED_AT, live_keys
from .referrers import VERSION, Referrer, Referrers
from .relations import Relations


class DataclassRow(Protocol):
    """What all rows have in common: they are dataclasses, whose key their resource tells."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


RowT = TypeVar("RowT", bound=DataclassRow)
Names = str | tuple[str, ...]
"""The attribute of a reference, or the attributes of one to a composite key."""

MAX_CACHED_PARTS = 500
"""Parts of resources that the process keeps, of about 10 KB each: a resource has many combinations of members."""


@dataclass(frozen=True, slots=True)
class Links:
    """A many-to-many relation: `tag_ids` of a post, kept in an association table."""

    attribute: str
    """Attribute of the row and of the schemas: `tag_ids`."""
    owner: Column[Any]
    """Column of the association table that refers to the owner."""
    target: Column[Any]
    relation: str
    """Name of the target's service among the related ones."""
    shown: bool = True
    """False if no response holds the links: they are written and never read."""
    max_items: int = 100
    """The most links that a row may have."""
    through: str | None = None
    """Name of the service of the entity whose rows the links are, among the related ones; None for a table of ids."""
    stamped: bool = False
    """True if that entity keeps `created_at` and `updated_at`."""
    soft: bool = False
    """True if the rows that are the links, or without such the targets, stay in their table when they are deleted."""

    @property
    def table(self) -> Table:
        """The association table."""
        return self.owner.table

    @property
    def live(self) -> Sequence[ColumnElement[bool]]:
        """What a link must meet to be there: that neither it nor its target is deleted."""
        if not self.soft:
            return ()
        if self.through is not None:
            return (self.table.c[DELETED_AT].is_(None),)
        return (self.target.in_(live_keys(_target(self.target))),)

    def select(self, ids: Iterable[Any]) -> Select[Any, Any]:
        """Return the statement for (owner, target) of the owners, in the order of the targets."""
        return select(self.owner, self.target).where(self.owner.in_(list(ids))).order_by(self.target)


class LinkRow(NamedTuple):
    """The relation whose links the rows of a resource are: which rows show it, and the attributes of both ends."""

    shown: Referrer
    owner: str
    target: str


@dataclass(frozen=True, slots=True)
class Within:
    """What narrows a list: to the rows that a row of another entity is linked to."""

    link: Links
    id: Any
    """That row's."""
    seen: Sequence[ColumnElement[bool]] = ()
    """What its links must meet for the caller to see them."""

    def __str__(self) -> str:
        """Return what tells one such list from all others, for its cursors."""
        return f"{self.link.table.name}.{self.link.owner.name} {self.id}"

    def condition(self, key: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition that a row is linked, by its primary key."""
        return key.in_(select(self.link.target).where(self.link.owner == self.id, *self.seen))


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
        references: Mapping[Names, str] | None = None,
        referrers: Referrers | None = None,
        relations: Relations | None = None,
        timestamps: bool = True,
        match_required: bool = False,
        soft_delete: bool = False,
        soft_delete_references: tuple[str, ...] = (),
    ) -> None:
        """Describe a resource.

        `row` makes a row of the columns that a response may hold, in the order of its fields, the version last and the
        ids of links after it. `constraints` says which fields (by attribute) each unique or foreign key concerns;
        hidden fields stand in it with an empty name. `key` are the attributes of the primary key. `references` maps
        the attribute of a foreign key, or the attributes of one of several columns, to the name of the related service.
        `referrers` says for each table of the service which others refer to it, `relations` what each entity can be
        expanded by. `timestamps` says whether the service keeps `created_at` and `updated_at`, `match_required` whether
        requests for a change must carry `If-Match`. `soft_delete` says whether deleted rows stay in the table,
        `soft_delete_references` which references and links (by attribute) lead to such rows.
        """
        self.model = model
        self.mapper = mapper = inspect_model(model)
        self.table = _table(model)
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
        self.all_columns: dict[str, Column[Any]] = {
            key: _column(each) for key, each in mapper.columns.items()
        }
        self.names = {name: _json_name(schema, name) for name in schema.model_fields}
        self.attributes = {json_name: attribute for attribute, json_name in self.names.items()}
        self.link_names = link_names = frozenset(link.attribute for link in links)
        row_names = [field.name for field in fields(row) if field.name not in link_names]
        self.columns = {name: self.all_columns[name] for name in row_names}
        self.filtered_links = {
            name: link
            for link in self.shown_links
            for name in (link.attribute.removesuffix("s"), link.attribute)
            if name not in self.columns
        }
        """By what their filters are called: `tag_id`, and `tag_ids` where a column has that name."""
        self.selected = self.columns
        """The columns that statements return, by attribute; those without a JSON name are the last."""
        self.versioned = VERSION in self.columns
        self.match_required = match_required
        self.key_names = key
        self.final_order = tuple((name, False) for name in key)
        """What every list is sorted by at last: attributes, and False for ascending."""
        self.key = tuple(self.columns[name] for name in key)
        self._key_texts = tuple(json_text_converter(each.type) for each in self.key)
        self.id: ColumnElement[Any] = self.key[0] if len(key) == 1 else tuple_(*self.key)
        """The id; of a composite key a tuple of the columns, to be compared with tuples."""
        self.id_of: Callable[[Any], Any] = attrgetter(*key)
        """Returns the id of a row, or of an item of a batch; of a composite key a tuple."""
        self.search = full_text_of(self.table)
        self._set_made(timestamps=timestamps, soft_delete=soft_delete)
        self.targets, self.composite_targets = self._targets()
        self.soft_delete_references = {name: self.targets[name] for name in sorted(soft_delete_references)}
        """Of these, the keys of the tables in which deleted rows stay."""
        self.create, self.update = create, update
        self.link_row = self._find_link_row()
        self.creatable = frozenset(create.model_fields) - link_names
        self.updatable = frozenset(update.model_fields) - link_names
        self._insert = insert(self.table).returning(*self.columns.values())
        self.delete: Delete = delete(self.table)
        self._of_links: Resource[Any] | None = None
        self._derive_from_members()

    def _set_made(self, *, timestamps: bool, soft_delete: bool) -> None:
        """Note the columns that the service fills in itself."""
        self.created_at = self.all_columns["created_at"] if timestamps else None
        self.updated_at = self.all_columns["updated_at"] if timestamps else None
        self.deleted_at = self.all_columns[DELETED_AT] if soft_delete else None
        self.live: tuple[ColumnElement[bool], ...] = (
            () if self.deleted_at is None else (self.deleted_at.is_(None),)
        )
        """What a row must meet not to be deleted."""
        self.timestamps = ("created_at", "updated_at") if timestamps else ()
        self.defaults = {
            name: _default(each)
            for name, each in self.all_columns.items()
            if each.default is not None and name not in self.timestamps
        }
        """What makes the value of a new row that is given none, by attribute."""

    def _derive_from_members(self) -> None:
        """Work out what depends on the members that a response holds."""
        self.select: Select[Any] = select(*self.selected.values())
        self.prepared: dict[Dialect, Any] = {}
        """What `statements` keeps of the resource, by dialect."""
        self._dumped = tuple(self.names.items())
        stored = {name: each.type for name, each in self.selected.items()}
        stored |= {link.attribute: link.target.type for link in self.shown_links}
        self._texts = tuple(
            (self.names[name], make)
            for name, each in stored.items()
            if name in self.names and (make := json_text_converter(each)) is not None
        )
        """What makes the JSON of members whose values the encoder would write in another way."""

    def with_members(self, names: Collection[str], needed: Collection[str]) -> "Resource[Any]":
        """Return the resource with these members of its JSON alone.

        Of the columns, those of the members are selected, those of the needed attributes, the id and the version.
        """
        key = self, frozenset(names), frozenset(needed)
        found = _PARTS.get(key)
        return found if found is not None else _PARTS.put(key, self._part(*key[1:]))

    def _part(self, names: Collection[str], needed: Collection[str]) -> "Resource[Any]":
        part: Resource[Any] = copy(self)
        part.names = {attribute: name for attribute, name in self.names.items() if name in names}
        part.shown_links = tuple(link for link in self.shown_links if link.attribute in part.names)
        besides = [
            name
            for name in self.columns
            if name not in part.names and name in {*self.key_names, VERSION, *needed}
        ]
        shown = [name for name in self.columns if name in part.names]
        part.selected = {name: self.columns[name] for name in (*shown, *besides)}
        members = [*part.selected, *(link.attribute for link in part.shown_links)]
        part.row = make_dataclass(self.row.__name__, members, slots=True)
        part._derive_from_members()
        return part

    def _targets(
        self,
    ) -> tuple[dict[str, ColumnClause[Any]], dict[tuple[str, ...], tuple[ColumnClause[Any], ...]]]:
        """Return what each reference and each link leads to, and each reference to a composite key."""
        together = {names for names in self.references if isinstance(names, tuple)}
        several = {name for names in together for name in names}
        keys = {name: each for name, each in self.all_columns.items() if each.foreign_keys}
        single = {name: _target(each) for name, each in keys.items() if name not in several}
        single |= {link.attribute: _target(link.target) for link in self.links}
        return single, {names: _composite_target([keys[name] for name in names]) for names in together}

    def _find_link_row(self) -> LinkRow | None:
        """Return the relation whose links the rows are, if they are links of one that responses show."""
        attributes = {each.name: name for name, each in self.all_columns.items()}
        for each in self.referrers.get(self.table.name, ()):
            if each.link_table == self.table.name:
                return LinkRow(each, attributes[each.link_owner], attributes[each.link_target])
        return None

    def insert_statement(self, values: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Return the statement that inserts a row of values, by attribute, and returns it; and its parameters.

        It is the same each time, which saves SQLAlchemy most of the work, but for values that are SQL.
        """
        columns = {self.all_columns[name].key: value for name, value in values.items()}
        sql = {name: value for name, value in columns.items() if isinstance(value, ClauseElement)}
        if not sql:
            return self._insert, columns
        return self._insert.values(sql), {name: columns[name] for name in columns.keys() - sql.keys()}

    def shows(self, names: Names) -> bool:
        """Return True if responses show a reference, by its attribute or its attributes."""
        return all(name in self.names for name in ((names,) if isinstance(names, str) else names))

    def link(self, attribute: str) -> Links:
        """Return the many-to-many relation of an attribute such as `tag_ids`. Raises KeyError if there is none."""
        for each in self.links:
            if each.attribute == attribute:
                return each
        raise KeyError(attribute)

    def for_link_rows(self, link: Links) -> "Resource[Any]":
        """Return the resource of rows that are links, for writes that do not mark the owner as changed."""
        if self._of_links is None:
            part: Resource[Any] = copy(self)
            name = self.table.name
            others = [each for each in self.referrers.get(name, ()) if each.link_table != name]
            part.referrers, part.link_row = {**self.referrers, name: others}, None
            ends = (link.owner.name, link.target.name)
            part.creatable = self.creatable | {
                each for each, column in self.all_columns.items() if column.name in ends
            }
            self._of_links = part
        return self._of_links

    def id_conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions that a row has the id of the parameter `at_id`, or the parts of `at_id_0`, ..."""
        if len(self.key) == 1:
            return [self.id == bindparam("at_id", type_=self.id.type)]
        return [part == bindparam(f"at_id_{place}", type_=part.type) for place, part in enumerate(self.key)]

    def id_parameters(self, id: Any) -> dict[str, Any]:
        """Return the parameters of `id_conditions` for an id."""
        if len(self.key) == 1:
            return {"at_id": id}
        return {f"at_id_{place}": part for place, part in enumerate(id)}

    def id_as_json(self, id: Any) -> Any:
        """Return an id as answers hold it: of a composite key an object of its parts."""
        parts = (id,) if len(self.key) == 1 else id
        made = [make(part) if make else part for make, part in zip(self._key_texts, parts, strict=True)]
        if len(self.key) == 1:
            return made[0]
        return {self.names[name]: part for name, part in zip(self.key_names, made, strict=True)}

    def make(self, values: Iterable[Any]) -> RowT:
        """Make a row of a result of `select`."""
        return self.row(*values, *([] for _ in self.shown_links))

    def as_json(self, row: RowT) -> dict[str, Any]:
        """Return the JSON object of a row, its values still Python's, as `dumps` takes them."""
        values: dict[str, Any] = {name: getattr(row, attribute) for attribute, name in self._dumped}
        for name, make in self._texts:
            values[name] = make(values[name])
        return values

    def links_as_json(self, row: RowT) -> dict[str, Any]:
        """Return the members of a row's JSON object that hold the ids of links."""
        shown = {self.names[link.attribute]: getattr(row, link.attribute) for link in self.shown_links}
        return {**shown, **{name: make(shown[name]) for name, make in self._texts if name in shown}}

    def dump(self, row: RowT) -> bytes:
        """Return the bytes of a response that holds one row."""
        return dumps(self.as_json(row))


_PARTS = LruCache[tuple[Resource[Any], frozenset[str], frozenset[str]], Resource[Any]](MAX_CACHED_PARTS)


def column_of(model: type[DeclarativeBase], name: str) -> Column[Any]:
    """Return the column of that name in a model's table."""
    return _table(model).c[name]


def _default(stored: Column[Any]) -> Callable[[], Any]:
    """Return what makes the default of a column."""
    default: Any = stored.default
    if not default.is_callable:
        return lambda: default.arg
    made: Callable[[], Any] = unwrap(default.arg)  # SQLAlchemy wraps what takes no context
    return made


def _target(foreign_key: Column[Any]) -> ColumnClause[Any]:
    """Return the column that a foreign key leads to, without asking for the module of its table to be imported."""
    name, _, key = next(iter(foreign_key.foreign_keys)).target_fullname.rpartition(".")
    return table(name, column(key, foreign_key.type)).c[key]


def _composite_target(foreign_key: Sequence[Column[Any]]) -> tuple[ColumnClause[Any], ...]:
    """Return the columns that a foreign key of several columns leads to, in the same order."""
    targets = [next(iter(each.foreign_keys)).target_fullname.rpartition(".") for each in foreign_key]
    columns = [column(key, each.type) for (*_, key), each in zip(targets, foreign_key, strict=True)]
    made = table(targets[0][0], *columns)
    return tuple(made.c[each.name] for each in columns)


def _table(model: type[DeclarativeBase]) -> Table:
    mapped = model.__table__
    assert isinstance(mapped, Table)
    return mapped


def _column(mapped: Any) -> Column[Any]:
    assert isinstance(mapped, Column)
    return mapped


def _json_name(schema: type[BaseModel], attribute: str) -> str:
    return schema.model_fields[attribute].alias or attribute
