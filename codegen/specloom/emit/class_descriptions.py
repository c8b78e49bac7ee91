"""Descriptions of the generated schemas, which classes and the OpenAPI document share."""

from specloom.model import Entity


def class_descriptions(entity: Entity) -> dict[str, str]:
    """Return what the schemas of a resource are for, by what their names end in; empty for the resource's own."""
    one = words(entity)
    return {
        "": entity.description,
        "Create": f"A new {one}.",
        "Update": f"Changes to one {one}. What is absent stays as it is.",
        "Replace": f"All that can be changed of one {one}.",
        "Page": f"A page of {entity.plural.replace('_', ' ')}.",
    }


def words(entity: Entity) -> str:
    """Return the name of one resource as a person writes it: `order line`."""
    return entity.module.replace("_", " ")
