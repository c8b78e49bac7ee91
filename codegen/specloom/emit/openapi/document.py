"""The OpenAPI 3.1 document of a service: `openapi.json`.

It is made from the model alone and never by FastAPI, so that it exists before the first request, keeps every
bound exact (FastAPI's own turns 9223372036854775807 into 9.22e18) and says what each operation can answer, no
more and no less. Operations are named `list_posts`, `create_post`, `read_post`, `update_post`, `replace_post`,
`delete_post`, `restore_post` and `batch_posts`.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any

import orjson

from specloom.emit.filters import Filter, filters
from specloom.emit.names import marked, with_settled_schemas
from specloom.emit.openapi.conflicts import conflicts, kept
from specloom.emit.openapi.definitions import components as schemas
from specloom.emit.openapi.descriptions import operation_description, summary, tag_description
from specloom.emit.openapi.filters import settle
from specloom.emit.openapi.links import created_links, location
from specloom.emit.openapi.parts import (
    CONDITIONAL_STATUSES,
    DEMANDING_STATUSES,
    MERGE_PATCH,
    PROBLEM,
    READ_STATUSES,
    WRITE_STATUSES,
    cached,
    header,
    headers,
    operation_id,
    parameter,
    parameters,
    path_parameters,
    problem,
    problems,
)
from specloom.emit.openapi.relations import relation_paths
from specloom.emit.openapi.views import parameters_of, view_parameters, with_views
from specloom.emit.relations import listed, relations
from specloom.model import Entity, Operation, Role, Service
from specloom.types import row

JsonObject = dict[str, Any]

MOST_SORT_KEYS = 4
ROOT = "/"
"""The server where the spec names none: the host that the document comes from."""

_LAYOUT = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_RESULTS: dict[Operation, str] = {"list": "Page", "batch": "BatchResult"}
_COLLECTION: dict[Operation, str] = {"list": "get", "create": "post"}
_ITEM: dict[Operation, str] = {"read": "get", "update": "patch", "replace": "put", "delete": "delete"}
_BODIES: dict[Operation, str] = {
    "create": "Create",
    "update": "Update",
    "replace": "Replace",
    "batch": "Batch",
}


def render(service: Service) -> dict[str, str]:
    """Return `{"openapi.json": text}`."""
    return {"openapi.json": _text(document(service))}


def document(service: Service) -> JsonObject:
    """Return the document as a JSON object whose keys stand in their natural order."""
    service = marked(service)
    unmovable = kept(service)
    paths = {path: item for entity in service.entities for path, item in _paths(service, entity, unmovable)}
    shared = {**parameters(), **view_parameters(service)}
    shared |= settle(paths, shared)
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
    return with_settled_schemas(made)


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


def sortable(entity: Entity) -> list[str]:
    """Return the names that `sort` takes."""
    return [
        each.name for each in entity.fields if each.sortable and not each.hidden and row(each.type).sortable
    ]


def sort_name(entity: Entity) -> str:
    """Return the pattern of a name that `sort` takes, perhaps with a minus; it takes several between commas."""
    return f"-?(?:{'|'.join(sortable(entity))})"


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
        kept = {name: item for name, item in items.items() if f"#/components/{kind}/{name}" in used}
        if kept:
            components[kind] = kept
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


def _paths(service: Service, entity: Entity, unmovable: frozenset[str]) -> Iterable[tuple[str, JsonObject]]:
    """Yield the paths of the collection, of batches, of an item, its restoring and its relations, if there are any."""
    collection = {
        method: _operation(service, entity, operation, unmovable)
        for operation, method in _COLLECTION.items()
        if operation in entity.operations
    }
    if collection:
        yield f"/{entity.path}", collection
    if "batch" in entity.operations:
        yield f"/{entity.path}/batch", {"post": _operation(service, entity, "batch", unmovable)}
    item = {
        method: _operation(service, entity, operation, unmovable)
        for operation, method in _ITEM.items()
        if operation in entity.operations
    }
    if item:
        yield (
            f"/{entity.path}/{entity.item_path}",
            {"parameters": path_parameters(entity), **item},
        )
    if "restore" in entity.operations:
        restore = {"post": _operation(service, entity, "restore", unmovable)}
        yield (
            f"/{entity.path}/{entity.item_path}/restore",
            {"parameters": path_parameters(entity), **restore},
        )
    yield from relation_paths(service, entity, partial(_list_parameters, service), unmovable)


def _operation(
    service: Service, entity: Entity, operation: Operation, unmovable: frozenset[str]
) -> JsonObject:
    result: JsonObject = {
        "tags": [entity.name],
        "summary": summary(entity, operation),
        "description": operation_description(entity, operation),
        "operationId": operation_id(entity, operation),
    }
    if operation == "list":
        shown = [*parameters_of(service, entity), *([parameter("Deleted")] if entity.soft_delete else [])]
        result["parameters"] = _list_parameters(service, entity, shown)
    elif operation in ("create", "batch"):
        result["parameters"] = [parameter("IdempotencyKey")]
    elif entity.versioned:
        if_match = "RequiredIfMatch" if entity.match_required else "IfMatch"
        result["parameters"] = [parameter("IfNoneMatch" if operation == "read" else if_match)]
    if operation == "read":
        result["parameters"] = [*result.get("parameters", []), *parameters_of(service, entity)]
    if operation in _BODIES:
        body = {"$ref": f"#/components/schemas/{entity.name}{_BODIES[operation]}"}
        described = {"description": MERGE_PATCH} if operation == "update" else {}
        content = {"application/json": {"schema": body}}
        result["requestBody"] = {**described, "required": True, "content": content}
    result["responses"] = _responses(service, entity, operation, unmovable)
    return result


def _list_parameters(
    service: Service, entity: Entity, shown: Sequence[JsonObject] = ()
) -> list[JsonObject | Filter]:
    """Return the parameters of a list, the main ones first; `settle` makes those of the filters.

    `shown` are those that say what of the rows is shown. Filters by equality come before those by other operators.
    """
    found = filters(service, entity)
    return [
        parameter("Limit"),
        parameter("Cursor"),
        _sort(entity),
        *([parameter("Search")] if entity.search else []),
        *shown,
        parameter("Count"),
        *(each for each in found if each.operator == "eq"),
        *(each for each in found if each.operator != "eq"),
    ]


def _sort(entity: Entity) -> JsonObject:
    order = [f"-{attribute}" if descending else attribute for attribute, descending in entity.sort]
    sorted_by = {attribute for attribute, _ in entity.sort}
    usual = ",".join([*order, *(each.name for each in entity.key if each.attribute not in sorted_by)])
    return {
        "name": "sort",
        "in": "query",
        "description": "Names of fields, the most significant one first; a minus reverses the order. "
        f"Nulls come last; of a long text, the first 255 characters count. Without it: {usual}.",
        "schema": {
            "type": "string",
            "pattern": listed(sort_name(entity), MOST_SORT_KEYS),
            "examples": [_sort_example(entity)],
        },
    }


def _sort_example(entity: Entity) -> str:
    """Return the last changes first, where they are known; otherwise the first name that `sort` takes, reversed."""
    names = sortable(entity)
    known = [each.name for each in entity.fields if each.role is Role.UPDATED_AT and each.name in names]
    return f"-{(known or names)[0]}"


def _responses(
    service: Service, entity: Entity, operation: Operation, unmovable: frozenset[str]
) -> JsonObject:
    """Return the responses of an operation by status, in ascending order."""
    responses: JsonObject = dict(_success(service, entity, operation))
    statuses = [*READ_STATUSES]
    if operation in _BODIES:
        statuses += WRITE_STATUSES
    if operation == "list":
        responses["404"] = problem("NoSuchPage")
        statuses += ["403"] if entity.soft_delete else []
    elif operation == "batch":
        statuses += ["404"]
        if {"update", "delete"} & set(entity.operations) and entity.versioned:
            statuses += CONDITIONAL_STATUSES
    else:
        statuses += ["404"]
        if entity.versioned and operation not in ("create", "read"):
            statuses += CONDITIONAL_STATUSES
            statuses += DEMANDING_STATUSES if entity.match_required else ()
    if operation in ("list", "read"):
        if relations(service, entity):
            responses["409"] = problem("TooMuchToExpand")
    elif conflicts(service, entity, operation, unmovable):
        statuses += ["409"]
    responses |= {status: problem(status) for status in statuses}
    return {status: responses[status] for status in sorted(responses)}


def _success(service: Service, entity: Entity, operation: Operation) -> Iterable[tuple[str, JsonObject]]:
    """Yield the statuses of success and their responses."""
    caching = {"headers": cached()}
    tagged: JsonObject = {"headers": {"ETag": header("ETag"), **cached()}} if entity.versioned else caching
    if operation == "delete":
        yield "204", {"description": "It is deleted."}
        return
    name = f"{entity.name}{_RESULTS.get(operation, '')}"
    plain: JsonObject = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    content = {"content": with_views(entity, operation) if operation in ("list", "read") else plain}
    if operation == "list":
        yield "200", {"description": "One page of the list.", **caching, **content}
    elif operation == "batch":
        replayed = {"headers": {"Idempotent-Replayed": header("IdempotentReplayed"), **cached()}}
        yield "200", {"description": "All of it is done.", **replayed, **content}
    elif operation == "create":
        created = {
            "Location": location(entity),
            "Idempotent-Replayed": header("IdempotentReplayed"),
            **tagged["headers"],
        }
        links = created_links(service, entity)
        yield (
            "201",
            {
                "description": "It is created.",
                "headers": created,
                **content,
                **({"links": links} if links else {}),
            },
        )
    else:
        whole: JsonObject = {"headers": {"ETag": header("ETagOfTheWhole"), **cached()}}
        sometimes = whole if entity.versioned else caching
        headers = sometimes if operation == "read" else tagged
        yield "200", {"description": "As it is now.", **headers, **content}
    if operation == "read" and entity.versioned:
        yield "304", {"description": "It has not changed since the version in `If-None-Match`.", **tagged}
