"""The OpenAPI paths of many-to-many relations: `/posts/{post_id}/tags`, and the path of one link below it."""

from collections.abc import Callable, Iterable
from typing import Any

from specloom.emit.openapi.descriptions import relation_description, relation_summary
from specloom.emit.openapi.shared_components import READ_STATUSES, path_parameters, problem
from specloom.model import Entity, Link, LinkOperation, Service

JsonObject = dict[str, Any]

_METHODS: dict[LinkOperation, str] = {"list": "get", "add": "put", "remove": "delete"}
_STATUSES: dict[LinkOperation, tuple[str, ...]] = {
    "list": ("NoSuchList",),
    "add": ("404", "409"),
    "remove": ("404",),
}


def link_paths(
    service: Service,
    entity: Entity,
    query: Callable[[Entity], list[Any]],
    undeletable: frozenset[str],
) -> Iterable[tuple[str, JsonObject]]:
    """Yield the paths of an entity's relations and of their links that have operations.

    `query` returns the parameters of an entity's list. `undeletable` has the entities whose deletion other rows can
    prevent.
    """
    owner = path_parameters(entity)
    paths: dict[str, JsonObject] = {}
    for link, operation in service.link_operations(entity):
        target = service.entity(link.target)
        path, parameters = f"/{entity.path}/{entity.item_path}/{link.path}", owner
        if operation != "list":
            name = entity.parameter_of(link)
            path, parameters = f"{path}/{{{name}}}", [*owner, *path_parameters(target, name)]
        described = _operation(entity, link, operation)
        if operation == "list":
            described["parameters"] = query(target)
        kept = operation == "remove" and link.through in undeletable
        described["responses"] = _responses(operation, target, *(["409"] if kept else []))
        paths.setdefault(path, {"parameters": parameters})[_METHODS[operation]] = described
    yield from paths.items()


def _operation(entity: Entity, link: Link, operation: LinkOperation) -> JsonObject:
    return {
        "tags": [entity.name],
        "summary": relation_summary(entity, link, operation),
        "description": relation_description(entity, link, operation),
        "operationId": entity.link_operation_name(link, operation),
    }


def _responses(operation: LinkOperation, target: Entity, *more: str) -> JsonObject:
    """Return the responses of an operation by status, in ascending order."""
    page = {"schema": {"$ref": f"#/components/schemas/{target.name}Page"}}
    success: dict[LinkOperation, JsonObject] = {
        "list": {"200": {"description": "One page of the list.", "content": {"application/json": page}}},
        "add": {"204": {"description": "The link exists."}},
        "remove": {"204": {"description": "The link is removed."}},
    }
    names = (*_STATUSES[operation], *more, *READ_STATUSES)
    return success[operation] | {name if name.isdigit() else "404": problem(name) for name in names}
