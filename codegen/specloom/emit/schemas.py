"""Renders `schemas/`: one module for each entity, with its requests and responses."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from specloom.emit.annotations import incoming, literal, outgoing
from specloom.emit.class_descriptions import class_descriptions
from specloom.emit.filters import CONTROLS, ORDER, PARTS, Filterable, filterable
from specloom.emit.pydantic_classes import Attribute, Class, Lines, class_source, field_lines
from specloom.emit.relations import MAX_PATHS, paths, shown_names
from specloom.emit.render_cache import RenderCache
from specloom.emit.sorting import MAX_SORT_KEYS, sort_name, sortable
from specloom.emit.template import docstring, fill
from specloom.model import BATCHED, Entity, Field, Link, Service
from specloom.naming.identifiers import camel
from specloom.types import Type

_LITERALS = frozenset("boolean integer bigint float string text email url slug ip enum".split())
"""Types whose default is part of the request class. The defaults of other types are objects, which the column makes."""

_TAKEN = frozenset(("_Item", "_Change", "_Deleted", "_SHOWN", "_PATHS", "_SORTED"))
"""Other names in a module: classes for the items of batches with a composite key, and constants."""
_QUERY_METHODS = frozenset(("filters", "sorting"))
"""Methods of a query model."""


@dataclass(frozen=True, slots=True)
class _Module:
    """The parts of an entity's module."""

    entity: Entity
    aliases: dict[str, str]
    """Annotations that several classes share, by name."""
    classes: tuple[Class, ...]
    filters: tuple[dict[str, str | None], ...]
    batch: dict[str, dict[str, str]] | None
    """Annotations of the members of a batch and of its result."""
    paths: str
    """The pattern of the paths for `expand`, or an empty text."""


def render(service: Service, cache: RenderCache | None = None) -> dict[str, str]:
    """Return the module of each entity. Raises ClassError if the lines of fields cannot be generated."""
    lines = field_lines(cache or RenderCache())
    return {
        f"schemas/{entity.module}.py": _text(_module(service, entity), lines) for entity in service.entities
    }


def _text(module: _Module, lines: Lines) -> str:
    entity = module.entity
    shown = shown_names(entity)
    viewed = not {"list", "read"}.isdisjoint(entity.operations)
    return fill(
        "schema.py.jinja",
        entity=entity,
        enums=sorted({name for field in entity.fields if (name := _enum(field.type))}),
        aliases=module.aliases,
        classes=[class_source(each, lines) for each in module.classes],
        filters=module.filters,
        batch=module.batch,
        parts=[_part(each) for each in entity.key] if entity.parts else (),
        kind=_condition(entity),
        shown=literal("|".join(shown)),
        sorted=None if viewed and sortable(entity) == shown else literal(sort_name(entity)),
        most_sort_keys=MAX_SORT_KEYS,
        viewed=viewed,
        paths=literal(module.paths) if module.paths else None,
        most_paths=MAX_PATHS,
    )


def _enum(type_: Type) -> str | None:
    return _enum(type_.item) if type_.item else type_.enum


def _module(service: Service, entity: Entity) -> _Module:
    annotations = {each.attribute: incoming(each.type) for each in entity.fields}
    annotations |= {each.ids_attribute: incoming(service.ids_type(each)) for each in entity.links}
    filterables = filterable(service, entity)
    names = _aliases(entity, filterables, annotations)
    used = annotations | names
    attributes = {
        "": _response(service, entity),
        "Create": _create(service, entity, used),
        "Update": _update(entity, used),
        "Replace": _replace(entity, used),
        "Page": _page(entity),
    }
    descriptions = class_descriptions(entity)
    classes = [
        Class(
            name=f"{entity.name}{suffix}",
            base="ResponseModel" if suffix in ("", "Page") else "RequestModel",
            docstring=docstring(
                descriptions[suffix],
                summary=f"One of the {entity.plural.replace('_', ' ')}.",
            ),
            attributes=tuple(each),
        )
        for suffix, each in attributes.items()
    ]
    aliases = {name: annotations[attribute] for attribute, name in names.items()}
    batch = _batch(entity) if "batch" in entity.operations else None
    filters = tuple(_filters(entity, filterables, used))
    return _Module(entity, aliases, tuple(classes), filters, batch, paths(service, entity))


def _aliases(entity: Entity, filterables: list[Filterable], annotations: dict[str, str]) -> dict[str, str]:
    """Return a name for each annotation with rules that several classes share, by attribute."""
    uses = Counter(
        name for each in entity.fields for name in [each.attribute] * (each.in_create + 2 * each.in_update)
    )
    types = {field.attribute: field.type for field in entity.fields}
    uses.update(
        each.attribute
        for each in filterables
        if "eq" in each.operators and types.get(each.attribute) == each.type
    )
    for link in entity.links:
        uses[link.ids_attribute] = link.visibility.in_create + 2 * link.visibility.in_update
    names: dict[str, str] = {}
    for attribute, annotation in annotations.items():
        if uses[attribute] > 1 and "[" in annotation:
            name = f"_{camel(attribute)}"
            names[attribute] = name if name not in {*names.values(), *_TAKEN} else f"_{attribute}"
    return names


def _response(service: Service, entity: Entity) -> Iterable[Attribute]:
    for field in entity.fields:
        if not field.hidden:
            text = docstring(field.description) if field.description else None
            yield Attribute(field.name, field.attribute, outgoing(field.type), field.nullable, docstring=text)
    for link in entity.links:
        if link.visibility.in_response:
            text = docstring(link.description) if link.description else None
            annotation = outgoing(service.ids_type(link))
            yield Attribute(link.name, link.ids_attribute, annotation, docstring=text)


def _create(service: Service, entity: Entity, annotations: dict[str, str]) -> Iterable[Attribute]:
    for field in entity.fields:
        if field.in_create:
            yield Attribute(
                field.name,
                field.attribute,
                annotations[field.attribute],
                field.nullable,
                required=not field.nullable and field.default is None,
                default=_default(service, field),
                shown=not field.hidden,
                docstring=docstring(field.description) if field.hidden and field.description else None,
            )
    for link in entity.links:
        if link.visibility.in_create:
            yield _links(link, annotations, required=False)


def _update(entity: Entity, annotations: dict[str, str]) -> Iterable[Attribute]:
    for field in entity.fields:
        if field.in_update:
            yield _changed(field, annotations, required=False)
    for link in entity.links:
        if link.visibility.in_update:
            yield _links(link, annotations, required=False)


def _replace(entity: Entity, annotations: dict[str, str]) -> Iterable[Attribute]:
    for field in entity.fields:
        if field.in_update:
            yield _changed(field, annotations, required=not field.hidden)
    for link in entity.links:
        if link.visibility.in_update:
            yield _links(link, annotations, required=link.visibility.in_response)


def _changed(field: Field, annotations: dict[str, str], *, required: bool) -> Attribute:
    annotation = annotations[field.attribute]
    return Attribute(
        field.name, field.attribute, annotation, field.nullable, required, shown=not field.hidden
    )


def _links(link: Link, annotations: dict[str, str], *, required: bool) -> Attribute:
    annotation, shown = annotations[link.ids_attribute], link.visibility.in_response
    return Attribute(link.name, link.ids_attribute, annotation, required=required, shown=shown)


def _page(entity: Entity) -> Iterable[Attribute]:
    yield Attribute("items", "items", f"list[{entity.name}]")
    yield Attribute("next_cursor", "next_cursor", "str", nullable=True)
    yield Attribute("previous_cursor", "previous_cursor", "str", nullable=True)
    yield Attribute("total", "total", "int", required=False)


def _batch(entity: Entity) -> dict[str, dict[str, str]]:
    name = entity.name
    if entity.parts:
        update, delete, deleted = "_Change", "_Item", "_Deleted"
    else:
        id_, kind = incoming(entity.id.type), _condition(entity)
        update, delete = f"{kind}Change[{id_}, {name}Update]", f"{kind}Deletion[{id_}]"
        deleted = outgoing(entity.id.type)
    request = {"create": f"{name}Create", "update": update, "delete": delete}
    result = {"create": ("created", name), "update": ("updated", name), "delete": ("deleted", deleted)}
    members = [each for each in BATCHED if each in entity.operations]
    return {
        "request": {each: request[each] for each in members},
        "result": dict(result[each] for each in members),
    }


def _condition(entity: Entity) -> str:
    """Return the prefix of classes that identify the version of a row."""
    return "Conditional" if entity.match_required else "Versioned" if entity.versioned else ""


def _part(field: Field) -> dict[str, str | None]:
    """Return the attribute and annotations of a part of the key, and its JSON name if that differs."""
    alias = None if field.attribute == field.name else field.name
    given, shown = incoming(field.type.as_key()), outgoing(field.type)
    return {"attribute": field.attribute, "given": given, "shown": shown, "alias": alias}


def _default(service: Service, field: Field) -> str | None:
    """Return the expression of the default of an optional field, or None if the column provides it."""
    if field.default is None:
        return "None" if field.nullable else None
    if field.default.kind != "value" or field.type.kind not in _LITERALS:
        return None
    value = field.default.value
    if field.type.enum is not None:
        member = next(name for name, each in service.enum(field.type.enum).members if each == value)
        return f"{field.type.enum}.{member}"
    return (
        repr(float(value))
        if field.type.kind == "float" and isinstance(value, int | float)
        else literal(value)
    )


def _filters(
    entity: Entity, filterables: list[Filterable], annotations: dict[str, str]
) -> Iterable[dict[str, str | None]]:
    """Yield the attribute, annotation and, if different, parameter of each filter that the class declares."""
    types = {field.attribute: field.type for field in entity.fields}
    for each in filterables:
        own = types.get(each.attribute) == each.type
        annotation = annotations[each.attribute] if own else incoming(each.type)
        if "eq" in each.operators:
            attribute, parameter = each.attribute, each.parameter("eq")
            if each.name in CONTROLS or attribute in _QUERY_METHODS:
                attribute = f"{attribute}__eq"
            alias = None if attribute == parameter else parameter
            yield {"attribute": attribute, "annotation": _with_operators(each, annotation), "alias": alias}
            continue
        for operator in each.operators:
            attribute, parameter = f"{each.attribute}__{operator}", each.parameter(operator)
            alias = None if attribute == parameter else parameter
            kind = "Bool" if operator == "isnull" else annotation
            yield {"attribute": attribute, "annotation": f"{kind} | None", "alias": alias}


def _with_operators(filter_: Filterable, annotation: str) -> str:
    """Return the annotation of a filter for equality, which lists the other operators."""
    others = tuple(each for each in filter_.operators if each not in ("eq", "isnull"))
    name = _EMAILS if filter_.type.kind == "email" else _FILTERS.get(others)
    if name is None:
        with_others = f"Annotated[{annotation} | None, Operators({', '.join(map(repr, others))})]"
    else:
        with_others = f"{name}[{annotation}]"
    return f"OrNull[{with_others}]" if "isnull" in filter_.operators else with_others


_FILTERS = {
    ("ne", "in"): "EqualFilter",
    ORDER: "OrderFilter",
    (*ORDER, *PARTS): "TextFilter",
    ("in",): "LinkFilter",
}
"""Types of `runtime.queries.filters`, by their operators."""
_EMAILS = "EmailFilter"
