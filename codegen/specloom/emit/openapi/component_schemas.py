"""JSON Schemas of requests and responses, which are components of the OpenAPI document.

The schema of a request has all rules. The schema of a response has only the form of its values, without the lengths,
ranges and patterns of the spec, since rows may be older than the spec or written by hand.
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
"""Maximum number of items in a batch, over all lists."""
MAX_EXPANDED = 100
"""Maximum number of rows of a to-many relation that are expanded for one row."""


def components(service: Service) -> dict[str, JsonSchema]:
    """Return all component schemas by name: those of the entities, the enums, and JsonValue if it is used.

    Raises ValueError if two have the same name, which a resolved spec prevents.
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
    """Return the schema of a resource in responses: all fields that are not hidden, and the members that `expand` adds.

    The members that `expand` adds are optional; all others are required. The example has no expanded members.
    """
    schema = _object(entity.description, shown | _expanded(service, entity), shown)
    whole = {name: each["examples"][0] for name, each in shown.items() if "examples" in each}
    return {**schema, "examples": [whole]} if whole.keys() == shown.keys() else schema


def view(service: Service, entity: Entity, shown: dict[str, JsonSchema]) -> JsonSchema:
    """Return the schema of a resource with the members that a client selected or expanded."""
    description = f"The members of one {words(entity)} that `fields` selects, and those that `expand` adds."
    return _object(description, shown | _expanded(service, entity), ())


def _shown(service: Service, entity: Entity) -> dict[str, JsonSchema]:
    """Return the members of responses without `fields` and `expand`."""
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
        many: JsonSchema = {"type": "array", "items": target, "maxItems": MAX_EXPANDED}
        properties[each.name] = many if each.many else {"anyOf": [target, {"type": "null"}]}
    return properties


def create(service: Service, entity: Entity) -> JsonSchema:
    """Return the schema of a create request. Fields that are nullable or have a default are optional."""
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
    """Return the schema of an update request, where all fields are optional. The example changes one."""
    schema = _request(class_descriptions(entity)["Update"], changed, ())
    changes = change_example(service, entity)
    return {**schema, "examples": [changes]} if changes else schema


def full_update(entity: Entity, changed: dict[str, JsonSchema]) -> JsonSchema:
    """Return the schema of a replace request, where only sensitive fields are optional. Absent, they are unchanged."""
    hidden = {each.name for each in entity.fields if each.hidden}
    hidden |= {each.name for each in entity.links if not each.visibility.in_response}
    required = [name for name in changed if name not in hidden]
    return _request(class_descriptions(entity)["Replace"], changed, required)


def page(entity: Entity, suffix: str = "") -> JsonSchema:
    """Return the schema of one page of a list. `suffix` is that of the schema of its items."""
    properties: dict[str, JsonSchema] = {
        "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{entity.name}{suffix}"}},
        "next_cursor": {
            "type": ["string", "null"],
            "description": "The cursor of the next page; null on the last page.",
            "examples": [CURSOR_EXAMPLE],
        },
        "previous_cursor": {
            "type": ["string", "null"],
            "description": "The cursor of the previous page; null on the first page.",
            "examples": [None],
        },
        "total": {
            "type": "integer",
            "minimum": 0,
            "description": "The number of items on all pages, if requested.",
            "examples": [42],
        },
    }
    required = ["items", "next_cursor", "previous_cursor"]
    return _object(class_descriptions(entity)["Page"], properties, required)


def batch(service: Service, entity: Entity) -> JsonSchema:
    """Return the schema of a batch: the resources to create, update and delete.

    JSON Schema cannot express the maximum number of items over all lists.
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
        f"Changes to {entity.plural.replace('_', ' ')}: all or none are made. A batch has at most {MAX_ITEMS} items "
        "in all, and at most one for each resource. Resources are updated first, then deleted, then created."
    )
    return {**_request(description, properties, ()), "examples": [batch_example(service, entity)]}


def batch_result(service: Service, entity: Entity) -> JsonSchema:
    """Return the schema of the result of a batch, in the order of its items."""
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
    return _object("The result of a batch.", properties, properties)


def updatable(service: Service, entity: Entity) -> dict[str, JsonSchema]:
    """Return the schemas of the members of an update or replace request, by name."""
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
        # orval would type the items as any text, which zod rejects as values of an enum.
        return _with_description(schema, f"Default: `{json.dumps(default, ensure_ascii=False)}`.")
    return {**schema, "default": default}


def _described(
    service: Service, entity: Entity, field: Field, schema: JsonSchema, *, sent: bool = False
) -> JsonSchema:
    """Add the description, flags and example of a field to its schema.

    If `sent`, the example avoids optional references.
    """
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
    """Return a schema with the description of the field before that of its type."""
    texts = [each for each in (description, schema.get("description")) if each]
    return {**schema, "description": "\n\n".join(texts)} if texts else schema


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
