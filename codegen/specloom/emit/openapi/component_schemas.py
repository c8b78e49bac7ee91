"""JSON Schemas of what goes over the wire: components of the OpenAPI document, and the source of `schemas/`.

What a request may hold is said in full. A response says the form of its values and not the rules of the spec
for them (lengths, ranges, patterns of one's own), since rows may be older than the spec or written by hand.
"""

import json
from collections.abc import Iterable

from specloom.emit.class_descriptions import class_descriptions, words
from specloom.emit.openapi import json_field_schemas
from specloom.emit.openapi.examples import (
    CURSOR_EXAMPLE,
    NO_EXAMPLE,
    batch_example,
    change_example,
    field_example,
    link_example,
    sent_example,
)
from specloom.emit.openapi.key_schemas import key_schemas
from specloom.emit.openapi.shared_components import ENTITY_TAGS
from specloom.emit.openapi.value_schemas import incoming, json_form, outgoing, without_bounds, without_rules
from specloom.emit.relations import relations
from specloom.model import BATCHED, Entity, Enum, Field, Link, Operation, Service
from specloom.types import JsonSchema, row

MAX_ITEMS = 100
"""Items that a batch may have, all its lists together."""
MOST_EXPANDED = 100
"""Rows of a relation to many that one row is expanded by."""


def components(service: Service) -> dict[str, JsonSchema]:
    """Return every component schema by name: the entities' own, the enums, and JsonValue where it is used.

    Raises ValueError if two of them have one name, which no spec that was resolved can bring about.
    """
    found: dict[str, JsonSchema] = {}
    for name, schema in _all(service):
        if name in found:
            raise ValueError(f"two schemas are named {name}")
        found[name] = schema
    return found


def _all(service: Service) -> Iterable[tuple[str, JsonSchema]]:
    for entity in service.entities:
        shown, changed = _shown(service, entity), updatable(service, entity)
        yield entity.name, response(service, entity, shown)
        yield f"{entity.name}Create", create(service, entity)
        yield f"{entity.name}Update", update(service, entity, changed)
        yield f"{entity.name}Replace", full_update(entity, changed)
        yield f"{entity.name}Page", page(entity)
        if "batch" in entity.operations:
            yield f"{entity.name}Batch", batch(service, entity)
            yield f"{entity.name}BatchResult", batch_result(service, entity)
        if "read" in entity.operations or "list" in entity.operations:
            yield f"{entity.name}View", view(service, entity, shown)
        if "list" in entity.operations:
            yield f"{entity.name}ViewPage", page(entity, "View")
    for enum in service.enums:
        yield enum.name, _enum(enum)
    if any(each.type.kind == "json" for entity in service.entities for each in entity.fields):
        yield "JsonValue", json_field_schemas.JSON_VALUE


def response(service: Service, entity: Entity, shown: dict[str, JsonSchema]) -> JsonSchema:
    """Return the schema of a resource as it comes out: every field that is not hidden, and what `expand` adds.

    What `expand` adds is not required, all else is. The example is a resource without it.
    """
    schema = _object(entity.description, shown | _expanded(service, entity), shown)
    whole = {name: each["examples"][0] for name, each in shown.items() if "examples" in each}
    return {**schema, "examples": [whole]} if whole.keys() == shown.keys() else schema


def view(service: Service, entity: Entity, shown: dict[str, JsonSchema]) -> JsonSchema:
    """Return the schema of a resource of which a client asks for some members, or for what it refers to."""
    description = f"The parts of one {words(entity)} that `fields` names, and what `expand` adds."
    return _object(description, shown | _expanded(service, entity), ())


def _shown(service: Service, entity: Entity) -> dict[str, JsonSchema]:
    """Return the members that every response has but one to `fields`."""
    fields = [each for each in entity.fields if not each.hidden]
    links = [each for each in entity.links if each.visibility.in_response]
    properties = {
        each.name: _described(service, entity, each, outgoing(each.type, each.nullable)) for each in fields
    }
    return properties | {each.name: _outgoing_ids(service, each) for each in links}


def _expanded(service: Service, entity: Entity) -> dict[str, JsonSchema]:
    """Return the members that `expand` adds: whole resources."""
    properties: dict[str, JsonSchema] = {}
    for each in relations(service, entity):
        target: JsonSchema = {"$ref": f"#/components/schemas/{each.target}"}
        many: JsonSchema = {"type": "array", "items": target, "maxItems": MOST_EXPANDED}
        properties[each.name] = many if each.many else {"anyOf": [target, {"type": "null"}]}
    return properties


def create(service: Service, entity: Entity) -> JsonSchema:
    """Return the schema of a create request. What has a default or may be null may be absent."""
    fields = [each for each in entity.fields if each.in_create]
    links = [each for each in entity.links if each.visibility.in_create]
    properties = {
        each.name: _described(
            service, entity, each, _with_default(incoming(each.type, each.nullable), each), sent=True
        )
        for each in fields
    }
    properties |= {each.name: {**_incoming_ids(service, each), "default": []} for each in links}
    required = [each.name for each in fields if not each.nullable and each.default is None]
    return _request(class_descriptions(entity)["Create"], properties, required)


def update(service: Service, entity: Entity, changed: dict[str, JsonSchema]) -> JsonSchema:
    """Return the schema of a patch, where every field may be absent. The example changes one."""
    schema = _request(class_descriptions(entity)["Update"], changed, ())
    changes = change_example(service, entity)
    return {**schema, "examples": [changes]} if changes else schema


def full_update(entity: Entity, changed: dict[str, JsonSchema]) -> JsonSchema:
    """Return the schema of a replacement, where only sensitive fields may be absent; they then stay."""
    hidden = {each.name for each in entity.fields if each.hidden}
    hidden |= {each.name for each in entity.links if not each.visibility.in_response}
    required = [name for name in changed if name not in hidden]
    return _request(class_descriptions(entity)["Replace"], changed, required)


def page(entity: Entity, suffix: str = "") -> JsonSchema:
    """Return the schema of one page of a list; `suffix` is that of its items' schema."""
    properties: dict[str, JsonSchema] = {
        "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{entity.name}{suffix}"}},
        "next_cursor": {
            "type": ["string", "null"],
            "description": "Leads to the next page; null on the last one.",
            "examples": [CURSOR_EXAMPLE],
        },
        "previous_cursor": {
            "type": ["string", "null"],
            "description": "Leads to the page before; null on the first one.",
            "examples": [None],
        },
        "total": {
            "type": "integer",
            "minimum": 0,
            "description": "How many there are over all pages, if that was asked for.",
            "examples": [42],
        },
    }
    required = ["items", "next_cursor", "previous_cursor"]
    return _object(class_descriptions(entity)["Page"], properties, required)


def batch(service: Service, entity: Entity) -> JsonSchema:
    """Return the schema of a batch: what to create, to change and to delete, as far as the entity has these operations.

    That there is a most over all lists together, JSON Schema has no words for.
    """
    row_ = key_schemas(entity)
    changed = {**row_, "changes": {"$ref": f"#/components/schemas/{entity.name}Update"}}
    condition = {"if_match": ENTITY_TAGS} if entity.versioned else {}
    demanded = condition if entity.match_required else {}
    items: dict[Operation, JsonSchema] = {
        "create": {"$ref": f"#/components/schemas/{entity.name}Create"},
        "update": _request("", {**changed, **condition}, [*changed, *demanded]),
        "delete": _request("", {**row_, **condition}, [*row_, *demanded]),
    }
    properties: dict[str, JsonSchema] = {
        each: {"type": "array", "maxItems": MAX_ITEMS, "default": [], "items": items[each]}
        for each in BATCHED
        if each in entity.operations
    }
    description = (
        f"What to do with {entity.plural.replace('_', ' ')}: all of it, or nothing. There may be {MAX_ITEMS} items in "
        "all, no two about one resource. Resources are changed first, then deleted, then created."
    )
    return {**_request(description, properties, ()), "examples": [batch_example(service, entity)]}


def batch_result(service: Service, entity: Entity) -> JsonSchema:
    """Return the schema of what a batch has done, in the order of its items."""
    resource: JsonSchema = {"$ref": f"#/components/schemas/{entity.name}"}
    parts = {
        each.name: _described(service, entity, each, outgoing(each.type, nullable=False))
        for each in entity.key
    }
    members: dict[Operation, tuple[str, JsonSchema]] = {
        "create": ("created", resource),
        "update": ("updated", resource),
        "delete": ("deleted", _object("", parts, parts) if entity.parts else parts["id"]),
    }
    properties: dict[str, JsonSchema] = {}
    for each in BATCHED:
        if each in entity.operations:
            name, item = members[each]
            properties[name] = {"type": "array", "items": item}
    return _object("What a batch has done.", properties, properties)


def updatable(service: Service, entity: Entity) -> dict[str, JsonSchema]:
    """Return what changes of a resource may hold, by the names of the members."""
    fields = {
        each.name: _described(service, entity, each, incoming(each.type, each.nullable), sent=True)
        for each in entity.fields
        if each.in_update
    }
    links = {
        each.name: {**_incoming_ids(service, each), "examples": [[]]}
        for each in entity.links
        if each.visibility.in_update
    }
    return fields | links


def _with_default(schema: JsonSchema, field: Field) -> JsonSchema:
    if field.default is None or field.default.kind != "value":
        return schema
    default = json_form(field.type, field.default.value)
    item = field.type.item
    if default and item is not None and item.kind == "enum":
        # orval would take the items for any texts, which zod does not accept for values of an enum.
        return _with_description(
            schema, f"If it is absent, it is `{json.dumps(default, ensure_ascii=False)}`."
        )
    return {**schema, "default": default}


def _described(
    service: Service, entity: Entity, field: Field, schema: JsonSchema, *, sent: bool = False
) -> JsonSchema:
    """Add to the schema of a field what is known of it; what is `sent` refers to other rows only if it must."""
    described = _with_description(schema, field.description)
    if field.deprecated:
        described = {**described, "deprecated": True}
    if field.hidden:
        described = {**described, "writeOnly": True}
    if "default" in described:
        return described
    example = sent_example(service, entity, field) if sent else field_example(service, entity, field)
    return described if example is NO_EXAMPLE else {**described, "examples": [example]}


def _incoming_ids(service: Service, link: Link) -> JsonSchema:
    ids = service.ids_type(link)
    return _with_description(row(ids).schema(ids), link.description)


def _outgoing_ids(service: Service, link: Link) -> JsonSchema:
    ids = without_bounds(service.ids_type(link))
    schema = _with_description(without_rules(row(ids).schema(ids)), link.description)
    return {**schema, "examples": [link_example(service, link)]}


def _with_description(schema: JsonSchema, description: str) -> JsonSchema:
    """Return a schema with what the spec says of a field, before what its type says."""
    said = [each for each in (description, schema.get("description")) if each]
    return {**schema, "description": "\n\n".join(said)} if said else schema


def _enum(enum: Enum) -> JsonSchema:
    schema: JsonSchema = {"type": "string", "enum": list(enum.values)}
    return {"description": enum.description, **schema} if enum.description else schema


def _request(description: str, properties: dict[str, JsonSchema], required: Iterable[str]) -> JsonSchema:
    return {**_object(description, properties, required), "additionalProperties": False}


def _object(description: str, properties: dict[str, JsonSchema], required: Iterable[str]) -> JsonSchema:
    schema: JsonSchema = {"description": description} if description else {}
    schema |= {"type": "object", "properties": properties}
    if required := list(required):
        schema["required"] = required
    return schema
