"""The OpenAPI 3.1 document of a service: `openapi.json`.

It is made from the model alone and never by FastAPI, so that it exists before the first request, keeps every
bound exact (FastAPI's own turns 9223372036854775807 into 9.22e18) and says what each operation can answer, no
more and no less. Operations are named `list_posts`, `create_post`, `read_post`, `update_post`, `replace_post`,
`delete_post`, `restore_post` and `batch_posts`.
"""

import json
import re
from collections.abc import Iterable
from functools import partial
from itertools import chain
from typing import Any

import orjson

from specloom.emit.name_conflicts import marked, with_distinct_schemas
from specloom.emit.openapi.component_schemas import components as schemas
from specloom.emit.openapi.conflict_responses import undeletable_entities
from specloom.emit.openapi.descriptions import tag_description
from specloom.emit.openapi.filter_parameters import share_filters
from specloom.emit.openapi.link_paths import link_paths
from specloom.emit.openapi.operations import list_parameters, operation_object
from specloom.emit.openapi.shared_components import (
    PROBLEM,
    headers,
    parameters,
    path_parameters,
    problems,
)
from specloom.emit.openapi.view_parameters import view_parameters
from specloom.model import Entity, Operation, Service

JsonObject = dict[str, Any]

ROOT = "/"
"""The server where the spec names none: the host that the document comes from."""

_LAYOUT = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_COLLECTION: dict[Operation, str] = {"list": "get", "create": "post"}
_ITEM: dict[Operation, str] = {"read": "get", "update": "patch", "replace": "put", "delete": "delete"}


def render(service: Service) -> dict[str, str]:
    """Return `{"openapi.json": text}` for a service whose names `marked` has marked."""
    return {"openapi.json": _text(_document(service))}


def document(service: Service) -> JsonObject:
    """Return the document as a JSON object whose keys stand in their natural order."""
    return _document(marked(service))


def _document(service: Service) -> JsonObject:
    undeletable = undeletable_entities(service)
    paths = {path: item for entity in service.entities for path, item in _paths(service, entity, undeletable)}
    shared = {**parameters(), **view_parameters(service)}
    shared |= share_filters(paths, shared)
    made = {
        "openapi": "3.1.0",
        "info": _info(service),
        "servers": _servers(service),
        "paths": paths,
        "components": _components(service, paths, shared),
        "security": [],  # what guards ask for is added where the document is served
        "tags": [
            {"name": entity.name, "description": tag_description(entity)} for entity in service.entities
        ],
    }
    return with_distinct_schemas(made)


def _info(service: Service) -> JsonObject:
    info: JsonObject = {"title": service.title, "version": service.version}
    if service.description:
        info["description"] = service.description
    if service.info.contact:
        info["contact"] = dict(service.info.contact)
    if service.info.license:
        info["license"] = dict(service.info.license)
    return info


def _servers(service: Service) -> list[JsonObject]:
    """Return where the service can be reached; without a word of the spec, where the document comes from."""
    return [
        {"url": url, **({"description": description} if description else {})}
        for url, description in service.info.servers or ((ROOT, ""),)
    ]


def _text(made: JsonObject) -> str:
    try:
        return orjson.dumps(made, option=_LAYOUT).decode()
    except TypeError:  # a default or an example has an integer of more than 64 bits
        return json.dumps(made, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _components(service: Service, paths: JsonObject, shared: JsonObject) -> JsonObject:
    """Return of the components those that the paths refer to, and what these refer to."""
    parts = {
        "responses": problems(),
        "parameters": shared,
        "headers": headers(),
    }
    used = {*_references(paths), "#/components/headers/RetryAfter"}
    components: JsonObject = {"schemas": _used_schemas({**schemas(service), "Problem": PROBLEM}, paths)}
    for kind, items in parts.items():
        undeletable_entities = {
            name: item for name, item in items.items() if f"#/components/{kind}/{name}" in used
        }
        if undeletable_entities:
            components[kind] = undeletable_entities
    return components


def _used_schemas(found: JsonObject, paths: JsonObject) -> JsonObject:
    """Return the schemas that operations have a use for: an entity may have no create, an enum no field that shows."""
    used: set[str] = set()
    waiting = {"Problem", *_named_schemas([*_schemas_of(paths)])}
    while waiting:
        used |= waiting
        waiting = {name for each in waiting for name in _named_schemas(found[each])} - used
    return {name: schema for name, schema in found.items() if name in used}


def _schemas_of(paths: JsonObject) -> Iterable[JsonObject]:
    """Yield the schemas of bodies and parameters, as far as these stand in the operations themselves."""
    for item in paths.values():
        for operation in item.values():
            parameters = operation
            if isinstance(operation, dict):
                parameters = operation.get("parameters", ())
                bodies = (operation.get("requestBody", {}), *operation["responses"].values())
                yield from (body["content"] for body in bodies if "content" in body)
            yield from (each["schema"] for each in parameters if "$ref" in each.get("schema", ()))


def _named_schemas(node: JsonObject | list[JsonObject]) -> set[str]:
    """Return the names of the schemas that a part of the document refers to."""
    try:
        text = orjson.dumps(node).decode()
    except TypeError:  # as in `_text`
        text = json.dumps(node, separators=(",", ":"))
    return set(re.findall(r'"\$ref":"#/components/schemas/([^"]+)"', text))


def _references(paths: JsonObject) -> Iterable[str]:
    """Yield what the operations refer to, schemas apart."""
    for item in paths.values():
        for operation in item.values():
            if isinstance(operation, list):  # the parameters of the path, which are its own
                continue
            responses = operation["responses"].values()
            headers = (each.get("headers", {}).values() for each in responses)
            for each in chain(operation.get("parameters", ()), responses, *headers):
                if "$ref" in each:
                    yield each["$ref"]


def _paths(service: Service, entity: Entity, undeletable: frozenset[str]) -> Iterable[tuple[str, JsonObject]]:
    """Yield the paths of the collection, of batches, of an item, its restoring and its relations, if there are any."""
    collection = {
        method: operation_object(service, entity, operation, undeletable)
        for operation, method in _COLLECTION.items()
        if operation in entity.operations
    }
    if collection:
        yield f"/{entity.path}", collection
    if "batch" in entity.operations:
        yield f"/{entity.path}/batch", {"post": operation_object(service, entity, "batch", undeletable)}
    item = {
        method: operation_object(service, entity, operation, undeletable)
        for operation, method in _ITEM.items()
        if operation in entity.operations
    }
    if item:
        yield (
            f"/{entity.path}/{entity.item_path}",
            {"parameters": path_parameters(entity), **item},
        )
    if "restore" in entity.operations:
        restore = {"post": operation_object(service, entity, "restore", undeletable)}
        yield (
            f"/{entity.path}/{entity.item_path}/restore",
            {"parameters": path_parameters(entity), **restore},
        )
    yield from link_paths(service, entity, partial(list_parameters, service), undeletable)
