"""Renders `routers/` and `api.py`: the HTTP interface in plain FastAPI."""

from typing import Any

from specloom.emit.key_annotations import key_annotations, path_annotation
from specloom.emit.template import fill
from specloom.model import Entity, Link, Service

_NAMED = ("query", "data", "if_none_match")
"""Arguments that FastAPI would confuse with a path parameter of the same name."""


def render(service: Service) -> dict[str, str]:
    """Return the router of each entity, the class of all services, and the function that creates the application."""
    files = {f"routers/{entity.module}.py": _module(service, entity) for entity in service.entities}
    files["services/__init__.py"] = fill("services_init.py.jinja", entities=service.entities)
    entities = [
        {
            "path": entity.path,
            "module": entity.module,
            "related": tuple(sorted(service.entity(name).module for name in _targets(entity))),
            "listed": {
                link.path: service.entity(link.target).module
                for link, operation in service.link_operations(entity)
                if operation == "list"
            },
            "hidden": _hidden_names(entity),
        }
        for entity in service.entities
    ]
    files["api.py"] = fill("api.py.jinja", service=service, entities=entities)
    return files


def _hidden_names(entity: Entity) -> tuple[str, ...]:
    """Return the JSON names of fields and links that no response may contain."""
    fields = [each.name for each in entity.fields if each.is_secret]
    return (*fields, *(each.name for each in entity.links if not each.visibility.in_response))


def _targets(entity: Entity) -> set[str]:
    """Return the names of the entities that references and links refer to, and of `through` entities."""
    fields = {field.reference.target for field in entity.references if field.reference is not None}
    through = {link.through for link in entity.links if link.through is not None}
    return fields | through | {link.target for link in entity.links}


def _module(service: Service, entity: Entity) -> str:
    targets = _targets(entity)
    related = [service.entity(name) for name in sorted(targets) if name != entity.name]
    parts = key_annotations(entity)
    links = _relations(service, entity)
    listed = {
        link["target"].name: link["target"] for link in links if link["listed"] and not link["to_itself"]
    }
    names = [f"part{place}" for place in range(1, len(parts) + 1)] if entity.parts else ["key"]
    return fill(
        "router.py.jinja",
        entity=entity,
        related=related,
        refers_to_itself=entity.name in targets,
        parts=parts,
        key=f"({', '.join(names)})" if entity.parts else "key",
        keyed=", ".join(f"{name}: {name.title()}" for name in names),
        named={each: f"{each}_" if each in entity.parameters else each for each in _NAMED},
        operations=frozenset(entity.operations),
        links=links,
        listed_targets=[listed[name] for name in sorted(listed)],
    )


def _relations(service: Service, entity: Entity) -> list[dict[str, Any]]:
    """Return the many-to-many relations with routes, and the names of their operations."""
    operations: dict[Link, dict[str, str]] = {}
    for link, operation in service.link_operations(entity):
        operations.setdefault(link, {})[operation] = entity.link_operation_name(link, operation)
    return [
        {
            "relation": link.relation,
            "path": link.path,
            "attribute": link.ids_attribute,
            "target": (target := service.entity(link.target)),
            "to_itself": target.name == entity.name,
            "parameter": entity.parameter_of(link),
            "key": path_annotation(target.id.type, entity.parameter_of(link)),
            "listed": names.get("list"),
            "added": names.get("add"),
            "removed": names.get("remove"),
        }
        for link, names in operations.items()
    ]
