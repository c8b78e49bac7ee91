"""The filters of a list: which operators each field has, under which parameters, and what they take."""

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from specloom.emit.list_patterns import list_schema
from specloom.model import Entity, Field, Link, Service
from specloom.types import Operator, Type, row

CONTROLS = frozenset({"limit", "cursor", "sort", "count", "q", "fields", "expand", "deleted"})
"""Query parameters of every list, now or later: a field of such a name is filtered as `<name>__eq`."""
FILTER_LENGTH = 255
"""Characters of a filter's value: servers take about 64 KiB of a URL, where a character can have 12 bytes."""

ORDER: tuple[Operator, ...] = ("ne", "gt", "gte", "lt", "lte", "in")
PARTS: tuple[Operator, ...] = ("contains", "startswith")
_ALL: tuple[Operator, ...] = ("eq", *ORDER, *PARTS, "has", "isnull")
"""In the order in which they are told."""
_TEXTS = frozenset("string text email url slug ip".split())


class Filterable(NamedTuple):
    """A field, or the links of a relation, with the operators that it can be filtered by."""

    name: str
    """In parameters: `title`, or `tag_id` for links."""
    attribute: str
    """In Python."""
    type: Type
    """What equality takes; of an array, what its items are."""
    operators: tuple[Operator, ...]
    deprecated: bool = False
    linked: bool = False
    example: object = None
    """Of the spec, if that has one."""

    def parameter(self, operator: Operator) -> str:
        """Return the query parameter of an operator."""
        if operator == "eq" and self.name not in CONTROLS:
            return self.name
        return f"{self.name}__{operator}"


class Filter(NamedTuple):
    """A filter of a list. Filters that are equal are said alike."""

    parameter: str
    name: str
    operator: Operator
    type: Type
    """Of the values that it takes; it may be wider than that of the field."""
    deprecated: bool
    linked: bool
    example: object
    """Of what equality takes; None if the spec has none."""


def filterable(service: Service, entity: Entity) -> list[Filterable]:
    """Return what the list of an entity can be filtered by."""
    found = [_of_field(each) for each in entity.fields if each.filterable and not each.hidden]
    found += [_of_link(service, entity, each) for each in entity.links if each.visibility.in_response]
    return [each for each in found if each.operators]


def filters(service: Service, entity: Entity) -> list[Filter]:
    """Return every filter of an entity's list."""
    return [
        Filter(
            each.parameter(operator),
            each.name,
            operator,
            _operand(each.type, operator),
            each.deprecated,
            each.linked,
            each.example,
        )
        for each in filterable(service, entity)
        for operator in each.operators
    ]


def link_filter(entity: Entity, link: Link) -> str:
    """Return the parameter for the rows that are linked to one: `tag_id` of `tag_ids`.

    It is `tag_ids__has` if a field is called `tag_id`, be it a hidden one: of this name nothing is known then.
    """
    name = link.name.removesuffix("s")
    return name if all(each.name != name for each in entity.fields) else f"{link.name}__has"


def filter_type(type_: Type) -> Type:
    """Return the type of a filter's value: the field's own, unless that is too long for a URL."""
    return type_ if (type_.max_length or 0) <= FILTER_LENGTH else replace(type_, max_length=FILTER_LENGTH)


@lru_cache(maxsize=4096)
def _of_field(field: Field) -> Filterable:
    type_ = field.type.item or field.type
    taken = {*row(field.type).filters}
    if not field.nullable:
        taken.discard("isnull")
    if (type_.min_length or 0) > FILTER_LENGTH or "eq" not in row(type_).filters:
        taken &= {"isnull"}
    elif "in" in taken and list_schema(type_) is None:
        taken.discard("in")
    operators = tuple(each for each in _ALL if each in taken)
    example = field.example[0] if isinstance(field.example, tuple) and field.example else field.example
    return Filterable(
        field.name, field.attribute, filter_type(type_), operators, field.deprecated, example=example
    )


def _of_link(service: Service, entity: Entity, link: Link) -> Filterable:
    target = filter_type(service.entity(link.target).id.type)
    if link_filter(entity, link).endswith("__has"):
        return Filterable(link.name, link.ids_attribute, target, ("has",), linked=True)
    name, attribute = (each.removesuffix("s") for each in (link.name, link.ids_attribute))
    return Filterable(name, attribute, target, ("eq", "in"), linked=True)


@lru_cache(maxsize=4096)
def _operand(type_: Type, operator: Operator) -> Type:
    """Return the type of what an operator compares with, which the rules of a field bind in equality alone.

    Where moments have bounds, all are given in UTC, and so are these.
    """
    if operator in ("eq", "ne", "has"):
        return type_
    if operator == "isnull":
        return Type("boolean")
    if type_.kind in _TEXTS:
        return Type("text", max_length=FILTER_LENGTH)
    bounded = type_.minimum is not None or type_.maximum is not None
    least = dt.datetime.min.replace(tzinfo=dt.UTC) if bounded and type_.kind == "datetime" else None
    return replace(type_, minimum=least, maximum=None, multiple_of=None)
