"""`?fields=` selects members of a resource. `?expand=` adds related rows."""

from collections.abc import Collection, Sequence
from copy import copy
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from ..queries.expanded_rows import EncodedObject, ExpandedRows, RelatedRows, fetch_related
from ..queries.list_parameters import ListQuery, Parameters, expand_of, fields_of
from ..resources.relations import Linked, LinkedFrom, Reference, Referring, Relation, RelationTree
from ..resources.resource import Resource
from ..resources.response_limits import Limits, ResponseTooLarge, response_limits
from ..services.service import Service

AnyService = Service[Any, Any, Any, Any, Any, Any]

MAX_EXPANDED_ROWS = 100
"""The most related rows in one expanded row: those with the lowest ids."""
MAX_ROWS_PER_STATEMENT = 10_000
"""The most rows that one statement returns. If more than a hundred rows are expanded, each gets fewer."""


def select_fields(service: AnyService, query: Parameters) -> tuple[AnyService, Resource[Any]]:
    """Return a service that reads the members that a query selects, and the resource with these members.

    A service that overrides how rows are read reads all columns, because its code may use any of them.
    """
    names = fields_of(query)
    if names is None:
        return service, service.resource
    references = [each for each in _tree(service, query) if isinstance(each, Reference)]
    needed = {name for each in references for name in _attributes(each)}
    kind = type(service)
    if isinstance(query, ListQuery):
        needed.update(key.attribute for key in service.order(query))
        overridden = kind.list is not Service.list
    else:
        overridden = kind.read is not Service.read
    part = service.resource.with_members(names.split(","), needed)
    if not overridden:
        service = copy(service)  # the application may use one object for all requests
        service.resource = part
    return service, part


async def expand(
    db: AsyncSession, service: AnyService, query: Parameters, rows: Sequence[Any], objects: Sequence[bytes]
) -> list[EncodedObject]:
    """Return the JSON objects of a service's rows with the rows that the query expands.

    Each relation takes one statement, and one more for its links. The `visible` of each service applies. No statement
    runs for a relation that no row has. Raises ResponseTooLarge if the result is larger than a response may be.
    """
    limits = response_limits()
    return await _expand(db, service, ExpandedRows(rows, objects, limits), _tree(service, query), limits)


def _tree(service: AnyService, query: Parameters) -> RelationTree:
    asked, relations = expand_of(query), service.resource.relations
    return {} if asked is None or relations is None else relations.tree(service.resource.module, asked)


async def _expand(
    db: AsyncSession, parent: AnyService, shown: ExpandedRows, tree: RelationTree, limits: Limits
) -> list[EncodedObject]:
    related = parent.related
    for relation, further in tree.items():
        service = copy(related.get(relation.target) or _generated(parent.resource, relation))
        service.related = related
        keys = [_key(parent, relation, row) for row in shown.rows]
        wanted = {*keys} - {None}
        by_key: dict[Any, list[EncodedObject]] = {}
        if wanted:
            try:
                found = await _follow(db, service, parent, relation, wanted, limits)
                await service.load_links(db, [*found.rows.values()])
                own = ExpandedRows([*found.rows.values()], found.with_links(), limits)
                made = dict(zip(found.rows, await _expand(db, service, own, further, limits), strict=True))
            except ResponseTooLarge:  # half as many rows may fit
                raise ResponseTooLarge(max(1, len(shown.rows) // 2)) from None
            for key, id in found.pairs:
                by_key.setdefault(key, []).append(made[id])
        if _is_many(relation):
            shown.add(relation.name, (by_key.get(key, ()) for key in keys))
        else:
            shown.add(relation.name, (by_key[key][0] if key in by_key else None for key in keys))
    return shown.encoded()


def _generated(parent: Resource[Any], relation: Relation) -> AnyService:
    assert parent.relations is not None
    service: AnyService = parent.relations.service(relation.target)()
    return service


def _key(parent: AnyService, relation: Relation, row: Any) -> Any:
    """Return the key by which related rows are found, or None if a row has no related row."""
    if not isinstance(relation, Reference):
        return parent.resource.id_of(row)
    if isinstance(relation.attribute, str):
        return getattr(row, relation.attribute)
    parts = tuple(getattr(row, name) for name in relation.attribute)
    return None if None in parts else parts


def _attributes(relation: Reference | Referring) -> tuple[str, ...]:
    return (relation.attribute,) if isinstance(relation.attribute, str) else relation.attribute


def _is_many(relation: Relation) -> bool:
    return relation.many if isinstance(relation, Referring) else not isinstance(relation, Reference)


async def _follow(
    db: AsyncSession,
    service: AnyService,
    parent: AnyService,
    relation: Relation,
    keys: Collection[Any],
    limits: Limits,
) -> RelatedRows:
    """Return the related rows, each with the key of the row that it is related to."""
    resource = service.resource
    source, leading, seen = _path(service, parent, relation)
    chosen = resource.select.add_columns(*(each.label(None) for each in leading)).select_from(source)
    met = leading[0] if len(leading) == 1 else tuple_(*leading)
    chosen = chosen.where(met.in_(keys), *seen, *service.shown())
    most = len(keys)
    if not isinstance(relation, Reference):
        of_each = max(1, min(MAX_EXPANDED_ROWS, MAX_ROWS_PER_STATEMENT // len(keys)))
        chosen = _first(chosen, resource, leading, of_each)
        most *= of_each
    count = len(leading)
    key_of = itemgetter(*range(-count, 0))
    return await fetch_related(
        db, resource, chosen, lambda row: (key_of(row), resource.make(row[:-count])), most, limits
    )


def _path(
    service: AnyService, parent: AnyService, relation: Relation
) -> tuple[FromClause, Sequence[ColumnElement[Any]], Sequence[ColumnElement[bool]]]:
    """Return the tables of related rows, the columns that hold the key, and conditions.

    The conditions select the links that the caller may see.
    """
    resource = service.resource
    match relation:
        case Reference():
            return resource.table, resource.key, ()
        case Referring():
            return resource.table, [resource.all_columns[name] for name in _attributes(relation)], ()
        case Linked():
            link = parent.resource.link(relation.attribute)
            return (
                resource.table.join(link.table, link.target == resource.id),
                [link.owner],
                parent.seen(link),
            )
        case LinkedFrom():
            link = resource.link(relation.attribute)
            return (
                resource.table.join(link.table, link.owner == resource.id),
                [link.target],
                service.seen(link),
            )


def _first(
    chosen: Select[Any], resource: Resource[Any], leading: Sequence[ColumnElement[Any]], most: int
) -> Select[*tuple[Any, ...]]:
    """Return the statement for the rows of each key with the lowest ids."""
    place = func.row_number().over(partition_by=leading, order_by=resource.key)
    found = [*chosen.selected_columns, place]
    # Columns are renamed, because SQLite cannot select a column `true` or `false` from a subquery.
    named = (each.label(f"column_{number}") for number, each in enumerate(found))
    ranked = chosen.with_only_columns(*named, maintain_column_froms=True).subquery()
    *columns, last = ranked.c
    places = [*resource.selected]
    key = [columns[places.index(name)] for name in resource.key_names]
    return select(*columns).where(last <= most).order_by(*key)
