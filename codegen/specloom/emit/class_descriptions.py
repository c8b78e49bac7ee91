"""Descriptions of schemas, which the classes and the OpenAPI document share."""

from specloom.model import Entity


def class_descriptions(entity: Entity) -> dict[str, str]:
    """Return the description of each schema of a resource, by the suffix of its name. The resource has none."""
    one = words(entity)
    return {
        "": entity.description,
        "Create": f"A new {one}.",
        "Update": f"Changes to one {one}. Absent members keep their values.",
        "Replace": f"All changeable members of one {one}.",
        "Page": f"A page of {entity.plural.replace('_', ' ')}.",
    }


def words(entity: Entity) -> str:
    """Return the name of one resource in words: `order line`."""
    return entity.module.replace("_", " ")
