"""`routers/` and `api.py`: the HTTP interface, as plain FastAPI."""

from codegen.emit.template import fill
from codegen.model import Entity, Service
from codegen.types import row


def render(service: Service) -> dict[str, str]:
    """Return the router of each entity, the bundle of services, and the function that makes the application."""
    files = {f"routers/{entity.module}.py": _module(service, entity) for entity in service.entities}
    files["services/__init__.py"] = fill("services_init.py.jinja", entities=service.entities)
    entities = [
        (entity, tuple(sorted(service.entity(name).module for name in _targets(entity))))
        for entity in service.entities
    ]
    files["api.py"] = fill("api.py.jinja", service=service, entities=entities)
    return files


def _targets(entity: Entity) -> set[str]:
    """Return the names of the entities that an entity refers to, by a field or a link."""
    fields = {field.reference.target for field in entity.references if field.reference is not None}
    return fields | {link.target for link in entity.links}


def _module(service: Service, entity: Entity) -> str:
    targets = _targets(entity)
    related = [service.entity(name) for name in sorted(targets) if name != entity.name]
    return fill(
        "router.py.jinja",
        entity=entity,
        related=related,
        refers_to_itself=entity.name in targets,
        id_type=row(entity.id.type).wire(entity.id.type),
        string_id=entity.id.type if entity.id.type.kind == "string" else None,
        operations=frozenset(entity.operations),
    )
