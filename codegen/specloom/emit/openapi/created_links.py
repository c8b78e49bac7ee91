"""The Location header and the OpenAPI links of the response to a create.

Links lead to the operations of the new resource and of its relations, to lists that can be filtered by it, to creates
of resources that refer to it, and to operations that link it. They also copy references of the new resource: the
link from a post to `create_comment` sets the post, and also the author if posts and comments both refer to authors.
"""

from typing import Any
from urllib.parse import quote

from specloom.emit.filters import link_filter
from specloom.emit.openapi.key_schemas import key_schemas
from specloom.emit.openapi.shared_components import operation_id
from specloom.model import Entity, Field, Link, Operation, Service

JsonObject = dict[str, Any]

ID = "$response.body#/id"
"""The id of the new resource. Resources with composite keys have no links to others."""
_OWN: tuple[Operation, ...] = ("read", "update", "replace", "delete", "restore")


def created_links(service: Service, entity: Entity) -> dict[str, JsonObject]:
    """Return the links of the 201 response of an entity's create, by name."""
    links: dict[str, JsonObject] = {}
    for operation in _OWN:
        if operation in entity.operations:
            links[operation_id(entity, operation)] = _own(entity, operation)
    if "list" in entity.operations:
        filters = {
            name: found for each in entity.key for name, found in _query(each, _pointer(each.name)).items()
        }
        links[operation_id(entity, "list")] = _link(operation_id(entity, "list"), filters)
    if "batch" in entity.operations:
        links |= _batches(entity)
    links |= _relations(service, entity)
    for other in service.referring[entity.name]:
        links |= _lists(entity, other)
        links |= _create(entity, other)
        links |= _linking(service, entity, other)
    return links


def _own(entity: Entity, operation: Operation) -> JsonObject:
    parameters = _item(entity)
    body = _kept(entity) if operation in ("update", "replace") else {}
    return _link(operation_id(entity, operation), parameters, body)


def _relations(service: Service, entity: Entity) -> dict[str, JsonObject]:
    """Return the links to the operations of the entity's many-to-many relations."""
    names = [entity.link_operation_name(*each) for each in service.link_operations(entity)]
    return {name: _link(name, _item(entity)) for name in names}


def _linking(service: Service, entity: Entity, other: Entity) -> dict[str, JsonObject]:
    """Return the links to the operations that link another row to the new resource."""
    links: dict[str, JsonObject] = {}
    for link, operation in service.link_operations(other):
        if link.target == entity.name and operation != "list":
            name, parameter = other.link_operation_name(link, operation), other.parameter_of(link)
            links[f"{name}.{parameter}"] = _link(name, {f"path.{parameter}": ID})
    return links


def _kept(entity: Entity) -> JsonObject:
    """Return the members of an update that set the present references of the new resource."""
    body: JsonObject = {}
    for each in entity.references:
        if each.in_update and not each.hidden:
            body[each.name] = _pointer(each.name)
    for link in entity.links:
        if link.visibility.in_update and link.visibility.in_response:
            body[link.name] = _pointer(link.name)
    return body


def _batches(entity: Entity) -> dict[str, JsonObject]:
    """Return the links to a batch that updates the new resource, and to one that deletes it."""
    name = operation_id(entity, "batch")
    row = {each.name: _pointer(each.name) for each in entity.key}
    row |= {"if_match": "*"} if entity.match_required else {}
    bodies: dict[str, JsonObject] = {}
    if "update" in entity.operations:
        bodies[name] = {"update": [{**row, "changes": _kept(entity)}]}
    if "delete" in entity.operations:
        bodies[f"{name}.delete"] = {"delete": [row]}
    return {key: _link(name, {}, body) for key, body in bodies.items()} or {name: _link(name, {})}


def _lists(entity: Entity, other: Entity) -> dict[str, JsonObject]:
    """Return the links to the lists whose rows refer to the new resource."""
    if "list" not in other.operations:
        return {}
    name = operation_id(other, "list")
    links = {}
    for reference, fields in other.to_one:
        if reference.target == entity.name and fields[0].filterable and not fields[0].hidden:
            filters = {
                name: found for each in fields for name, found in _query(each, _id(entity, each)).items()
            }
            links[f"{name}.{reference.relation if reference.parts else fields[0].name}"] = _link(
                name, filters
            )
    for each in _links_to(other, entity.name):
        if each.visibility.in_response:
            links[f"{name}.{each.name}"] = _link(name, {f"query.{link_filter(other, each)}": ID})
    return links


def _create(entity: Entity, other: Entity) -> dict[str, JsonObject]:
    """Return the link to the create of an entity that refers to this one."""
    body = _referring(entity, other)
    if "create" not in other.operations or not body:
        return {}
    name = operation_id(other, "create")
    return {name: _link(name, {}, _forwarded(entity, other) | body)}


def _referring(entity: Entity, other: Entity) -> JsonObject:
    """Return the members of the other entity's create that can refer to the new resource."""
    references = _references_to(other, entity.name)
    body: JsonObject = {each.name: _id(entity, each) for each in references if each.in_create}
    return body | {link.name: [ID] for link in _links_to(other, entity.name) if link.visibility.in_create}


def _forwarded(entity: Entity, other: Entity) -> JsonObject:
    """Return the members of the other entity's create that can copy a reference of the new resource."""
    body: JsonObject = {}
    for each in other.references:
        assert each.reference is not None
        sources = [
            source
            for source in _references_to(entity, each.reference.target)
            if not source.hidden and _place(source) == _place(each)
        ]
        if sources and each.in_create:
            same = [source for source in sources if source.name == each.name]
            body[each.name] = _pointer((same or sources)[0].name)
    return body


def _references_to(entity: Entity, target: str) -> list[Field]:
    return [
        each for each in entity.references if each.reference is not None and each.reference.target == target
    ]


def _links_to(entity: Entity, target: str) -> list[Link]:
    return [each for each in entity.links if each.target == target]


def _item(entity: Entity) -> dict[str, str]:
    """Return the path parameters of the new resource."""
    names = zip(entity.parameters, entity.key, strict=True)
    return {f"path.{name}": _pointer(each.name) for name, each in names}


def _id(entity: Entity, reference: Field) -> str:
    """Return the part of the new resource's key that a reference contains."""
    return _pointer(entity.referred(reference).name)


def _place(field: Field) -> int:
    """Return the index of the key part that a reference contains."""
    parts = () if field.reference is None else field.reference.parts
    return parts.index(field.attribute) if parts else 0


def _query(field: Field, expression: str) -> dict[str, str]:
    return {f"query.{field.name}": expression} if field.filterable else {}


def _pointer(name: str) -> str:
    return f"$response.body#/{name}"


def _link(operation: str, parameters: dict[str, str], body: JsonObject | None = None) -> JsonObject:
    link: JsonObject = {"operationId": operation}
    if parameters:
        link["parameters"] = parameters
    if body:
        link["requestBody"] = body
    return link


def location(entity: Entity) -> JsonObject:
    """Return the header with the URL of a created row, with an example."""
    key = [schema["examples"][0] for schema in key_schemas(entity).values() if "examples" in schema]
    schema: JsonObject = {"type": "string", "format": "uri-reference"}
    if len(key) == len(entity.key):
        schema["examples"] = ["/".join(["", entity.path, *(quote(str(part), safe="") for part in key)])]
    return {"description": "The URL of the new resource.", "required": True, "schema": schema}
