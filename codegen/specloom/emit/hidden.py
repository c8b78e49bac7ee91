"""What of an entity must never come out, as the runtime needs to know it."""

from specloom.model import Entity, Field, Role


def keeps_secret(field: Field) -> bool:
    """Return True for a field of the spec that is hidden. What the generator adds itself is no secret."""
    return field.hidden and field.role in (Role.FIELD, Role.REFERENCE)


def hidden_names(entity: Entity) -> tuple[str, ...]:
    """Return the names in JSON of the hidden fields and links of an entity."""
    fields = [each.name for each in entity.fields if keeps_secret(each)]
    return (*fields, *(each.name for each in entity.links if not each.visibility.in_response))
