"""The OpenAPI 3.1 document of a service: `openapi.json`.

It is generated from the model, not by FastAPI. So it exists before the first request, keeps bounds exact (FastAPI
turns 9223372036854775807 into 9.22e18) and lists exactly the possible responses. Operations have names such as
`list_posts`, `create_post`, `read_post`, `update_post`, `replace_post`, `delete_post`, `restore_post` and
`batch_posts`.
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
"""The default server: the host of the document."""

_LAYOUT = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_COLLECTION: dict[Operation, str] = {"list": "get", "create": "post"}
_ITEM: dict[Operation, str] = {"read": "get", "update": "patch", "replace": "put", "delete": "delete"}


def render(service: Service) -> dict[str, str]:
    """Return `{"openapi.json": text}` for a service with marked names."""
    return {"openapi.json": _text(_document(service))}


def document(service: Service) -> JsonObject:
    """Return the document as a JSON object with its keys in the usual order."""
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
        "security": [],  # the requirements of guards are added when the document is served
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
    """Return the servers of the spec, or the host of the document."""
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
    """Return the components that the paths use, directly or indirectly."""
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
    """Return the schemas that operations use. Some entities lack operations, some enums are only in hidden fields."""
    used: set[str] = set()
    waiting = {"Problem", *_named_schemas([*_schemas_of(paths)])}
    while waiting:
        used |= waiting
        waiting = {name for each in waiting for name in _named_schemas(found[each])} - used
    return {name: schema for name, schema in found.items() if name in used}


def _schemas_of(paths: JsonObject) -> Iterable[JsonObject]:
    """Yield the inline schemas of bodies and parameters."""
    for item in paths.values():
        for operation in item.values():
            parameters = operation
            if isinstance(operation, dict):
                parameters = operation.get("parameters", ())
                bodies = (operation.get("requestBody", {}), *operation["responses"].values())
                yield from (body["content"] for body in bodies if "content" in body)
            yield from (each["schema"] for each in parameters if "$ref" in each.get("schema", ()))


def _named_schemas(node: JsonObject | list[JsonObject]) -> set[str]:
    """Return the names of the schemas to which a part of the document refers."""
    try:
        text = orjson.dumps(node).decode()
    except TypeError:  # as in `_text`
        text = json.dumps(node, separators=(",", ":"))
    return set(re.findall(r'"\$ref":"#/components/schemas/([^"]+)"', text))


def _references(paths: JsonObject) -> Iterable[str]:
    """Yield the references in the operations, except to schemas."""
    for item in paths.values():
        for operation in item.values():
            if isinstance(operation, list):  # the parameters of the path
                continue
            responses = operation["responses"].values()
            headers = (each.get("headers", {}).values() for each in responses)
            for each in chain(operation.get("parameters", ()), responses, *headers):
                if "$ref" in each:
                    yield each["$ref"]


def _paths(service: Service, entity: Entity, undeletable: frozenset[str]) -> Iterable[tuple[str, JsonObject]]:
    """Yield the paths of an entity: collection, batch, item, restore and relations."""
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
