"""`?fields=` and `?expand=` in the OpenAPI document: their parameters, and the answers that they lead to."""

from typing import Any

from specloom.emit.openapi.component_schemas import MOST_EXPANDED
from specloom.emit.openapi.shared_components import parameter
from specloom.emit.relations import MOST_PATHS, listed, paths, relations, shown_names
from specloom.model import Entity, Operation, Service

JsonObject = dict[str, Any]

PARTIAL = "application/partial+json"
"""Media type of an answer to `fields`. Of all others clients know that no member is missing."""
_FIELDS = (
    "Only these members, between commas, in the order of the schema. What `expand` adds comes besides. The media type "
    f"of the answer is `{PARTIAL}`."
)
_EXPAND = (
    f"Relations whose rows the answer holds besides, {MOST_PATHS} at most, between commas; dots lead from one to the"
    f" next. Null, or missing from a list, is what the client may not see. A list holds the first {MOST_EXPANDED} by"
    f" their ids, and fewer where more than {MOST_EXPANDED} rows are expanded by it."
)


def view_parameters(service: Service) -> dict[str, JsonObject]:
    """Return the parameters of every entity, by the names of their components."""
    found = {}
    for entity in service.entities:
        names = shown_names(entity)
        shown = ",".join(names[:2])
        found[f"{entity.name}Fields"] = _text("fields", _FIELDS, listed("|".join(names)), shown)
        expandable = paths(service, entity)
        if expandable:
            found[f"{entity.name}Expand"] = _text(
                "expand", _EXPAND, listed(expandable, MOST_PATHS), relations(service, entity)[0].name
            )
    return found


def parameters_of(service: Service, entity: Entity) -> list[JsonObject]:
    """Return references to the parameters of an entity."""
    expandable = bool(relations(service, entity))
    return [
        parameter(f"{entity.name}Fields"),
        *([parameter(f"{entity.name}Expand")] if expandable else []),
    ]


def with_views(entity: Entity, operation: Operation) -> JsonObject:
    """Return the content of what a list or read answers: everything, or what the client has asked for.

    Generators of clients take the type that comes first.
    """
    whole, partial = ("Page", "ViewPage") if operation == "list" else ("", "View")
    return {
        "application/json": {"schema": {"$ref": f"#/components/schemas/{entity.name}{whole}"}},
        PARTIAL: {"schema": {"$ref": f"#/components/schemas/{entity.name}{partial}"}},
    }


def _text(name: str, description: str, pattern: str, example: str) -> JsonObject:
    schema = {"type": "string", "pattern": pattern, "examples": [example]}
    return {"name": name, "in": "query", "description": description, "schema": schema}
