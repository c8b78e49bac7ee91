"""The OpenAPI objects of an entity's own operations: their parameters, bodies and responses."""

from collections.abc import Iterable, Sequence
from typing import Any

from specloom.emit.filters import Filter, filters
from specloom.emit.openapi.conflict_responses import can_conflict
from specloom.emit.openapi.created_links import created_links, location
from specloom.emit.openapi.descriptions import operation_description, summary
from specloom.emit.openapi.shared_components import (
    CONDITIONAL_STATUSES,
    DEMANDING_STATUSES,
    MERGE_PATCH,
    READ_STATUSES,
    WRITE_STATUSES,
    cached,
    header,
    operation_id,
    parameter,
    problem,
)
from specloom.emit.openapi.view_parameters import parameters_of, with_views
from specloom.emit.relations import listed, relations
from specloom.emit.sorting import MAX_SORT_KEYS, sort_name, sortable
from specloom.model import Entity, Operation, Role, Service

JsonObject = dict[str, Any]

_RESULTS: dict[Operation, str] = {"list": "Page", "batch": "BatchResult"}
_BODIES: dict[Operation, str] = {
    "create": "Create",
    "update": "Update",
    "replace": "Replace",
    "batch": "Batch",
}


def operation_object(
    service: Service, entity: Entity, operation: Operation, undeletable: frozenset[str]
) -> JsonObject:
    """Return the OpenAPI object of one of an entity's own operations.

    `undeletable` has the names of the entities whose deletion other rows can prevent.
    """
    result: JsonObject = {
        "tags": [entity.name],
        "summary": summary(entity, operation),
        "description": operation_description(entity, operation),
        "operationId": operation_id(entity, operation),
    }
    if operation == "list":
        shown = [*parameters_of(service, entity), *([parameter("Deleted")] if entity.soft_delete else [])]
        result["parameters"] = list_parameters(service, entity, shown)
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
    result["responses"] = _responses(service, entity, operation, undeletable)
    return result


def list_parameters(
    service: Service, entity: Entity, shown: Sequence[JsonObject] = ()
) -> list[JsonObject | Filter]:
    """Return the parameters of a list, the most important first. `share_filters` replaces the filters by parameters.

    `shown` are the parameters that select members. Filters for equality come before the others.
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
        "description": "Names of fields, the most significant first. A leading minus means descending order. "
        f"Nulls come last. Of a long text, only the first 255 characters count. Default: {usual}.",
        "schema": {
            "type": "string",
            "pattern": listed(sort_name(entity), MAX_SORT_KEYS),
            "examples": [_sort_example(entity)],
        },
    }


def _sort_example(entity: Entity) -> str:
    """Return a sort by the last change, if possible, or by the first sortable field, in descending order."""
    names = sortable(entity)
    known = [each.name for each in entity.fields if each.role is Role.UPDATED_AT and each.name in names]
    return f"-{(known or names)[0]}"


def _responses(
    service: Service, entity: Entity, operation: Operation, undeletable: frozenset[str]
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
    elif can_conflict(service, entity, operation, undeletable):
        statuses += ["409"]
    responses |= {status: problem(status) for status in statuses}
    return {status: responses[status] for status in sorted(responses)}


def _success(service: Service, entity: Entity, operation: Operation) -> Iterable[tuple[str, JsonObject]]:
    """Yield the statuses of success with their responses."""
    caching = {"headers": cached()}
    tagged: JsonObject = {"headers": {"ETag": header("ETag"), **cached()}} if entity.versioned else caching
    if operation == "delete":
        yield "204", {"description": "The resource is deleted."}
        return
    name = f"{entity.name}{_RESULTS.get(operation, '')}"
    plain: JsonObject = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    content = {"content": with_views(entity, operation) if operation in ("list", "read") else plain}
    if operation == "list":
        yield "200", {"description": "One page of the list.", **caching, **content}
    elif operation == "batch":
        replayed = {"headers": {"Idempotent-Replayed": header("IdempotentReplayed"), **cached()}}
        yield "200", {"description": "All changes are made.", **replayed, **content}
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
                "description": "The resource is created.",
                "headers": created,
                **content,
                **({"links": links} if links else {}),
            },
        )
    else:
        whole: JsonObject = {"headers": {"ETag": header("ETagOfTheWhole"), **cached()}}
        sometimes = whole if entity.versioned else caching
        headers = sometimes if operation == "read" else tagged
        yield "200", {"description": "The present state.", **headers, **content}
    if operation == "read" and entity.versioned:
        yield "304", {"description": "It is unchanged since the version in `If-None-Match`.", **tagged}
