"""`?fields=` and `?expand=` in the OpenAPI document: their parameters and responses."""

from typing import Any

from specloom.emit.openapi.component_schemas import MAX_EXPANDED
from specloom.emit.openapi.shared_components import parameter
from specloom.emit.relations import MAX_PATHS, listed, paths, relations, shown_names
from specloom.model import Entity, Operation, Service

JsonObject = dict[str, Any]

PARTIAL = "application/partial+json"
"""Media type of responses to `fields`. All other media types tell clients that no member is missing."""
_FIELDS = (
    "Only these members, separated by commas, in the order of the schema. `expand` adds more. The media type "
    f"of the response is `{PARTIAL}`."
)
_EXPAND = (
    f"Relations to add to the response as rows: at most {MAX_PATHS} paths, separated by commas; dots separate the"
    f" relations of a path. Rows that the client may not see are null, or missing from a list. A list has the first"
    f" {MAX_EXPANDED} rows by id, and fewer if more than {MAX_EXPANDED} rows are expanded by it."
)


def view_parameters(service: Service) -> dict[str, JsonObject]:
    """Return the parameters of all entities, by component name."""
    found = {}
    for entity in service.entities:
        names = shown_names(entity)
        shown = ",".join(names[:2])
        found[f"{entity.name}Fields"] = _text("fields", _FIELDS, listed("|".join(names)), shown)
        expandable = paths(service, entity)
        if expandable:
            found[f"{entity.name}Expand"] = _text(
                "expand", _EXPAND, listed(expandable, MAX_PATHS), relations(service, entity)[0].name
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
    """Return the response content of a list or read: whole or selected members.

    Client generators use the type of the first media type.
    """
    whole, partial = ("Page", "ViewPage") if operation == "list" else ("", "View")
    return {
        "application/json": {"schema": {"$ref": f"#/components/schemas/{entity.name}{whole}"}},
        PARTIAL: {"schema": {"$ref": f"#/components/schemas/{entity.name}{partial}"}},
    }


def _text(name: str, description: str, pattern: str, example: str) -> JsonObject:
    schema = {"type": "string", "pattern": pattern, "examples": [example]}
    return {"name": name, "in": "query", "description": description, "schema": schema}
