"""The filters of a list: the operators of each field, their query parameters and their values."""

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from specloom.emit.list_patterns import list_schema
from specloom.model import Entity, Field, Link, Service
from specloom.types import Operator, Type, row

CONTROLS = frozenset({"limit", "cursor", "sort", "count", "q", "fields", "expand", "deleted"})
"""Query parameters of lists, present or reserved. A field with such a name has the filter `<name>__eq`."""
FILTER_LENGTH = 255
"""Maximum length of a filter's value. Servers accept URLs of about 64 KiB, and a character needs up to 12 bytes."""

ORDER: tuple[Operator, ...] = ("ne", "gt", "gte", "lt", "lte", "in")
PARTS: tuple[Operator, ...] = ("contains", "startswith")
_ALL: tuple[Operator, ...] = ("eq", *ORDER, *PARTS, "has", "isnull")
"""All operators, in the order of the documentation."""
_TEXTS = frozenset("string text email url slug ip".split())


class Filterable(NamedTuple):
    """A field, or the links of a relation, with its filter operators."""

    name: str
    """Name in parameters: `title`, or `tag_id` for links."""
    attribute: str
    """Name in Python."""
    type: Type
    """Type of the value for equality; for an array, the type of its items."""
    operators: tuple[Operator, ...]
    deprecated: bool = False
    linked: bool = False
    example: object = None
    """Example of the spec, if given."""

    def parameter(self, operator: Operator) -> str:
        """Return the query parameter of an operator."""
        if operator == "eq" and self.name not in CONTROLS:
            return self.name
        return f"{self.name}__{operator}"


class Filter(NamedTuple):
    """A filter of a list. Equal filters share one OpenAPI parameter."""

    parameter: str
    name: str
    operator: Operator
    type: Type
    """Type of the value. It may be wider than that of the field."""
    deprecated: bool
    linked: bool
    example: object
    """Example for equality; None if the spec has none."""


def filterable(service: Service, entity: Entity) -> list[Filterable]:
    """Return the filterable fields and links of an entity."""
    found = [_of_field(each) for each in entity.fields if each.filterable and not each.hidden]
    found += [_of_link(service, entity, each) for each in entity.links if each.visibility.in_response]
    return [each for each in found if each.operators]


def filters(service: Service, entity: Entity) -> list[Filter]:
    """Return all filters of an entity's list."""
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
    """Return the parameter that filters by a linked row: `tag_id` for `tag_ids`.

    It is `tag_ids__has` if the entity has a field `tag_id`, even a hidden one, so that the parameter reveals nothing
    about that field.
    """
    name = link.name.removesuffix("s")
    return name if all(each.name != name for each in entity.fields) else f"{link.name}__has"


def filter_type(type_: Type) -> Type:
    """Return the type of a filter's value: that of the field, with a shorter maximum length if the URL requires it."""
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
    """Return the type of the value of an operator. The rules of the field apply only to equality.

    The values of datetimes with bounds must be in UTC, and so must those of their filters.
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
