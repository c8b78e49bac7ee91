"""Which fields requests may hold."""

from specloom.model import Field, Role


def in_create(field: Field) -> bool:
    """Return True if a create request may hold the field; of ids only a string is the client's to choose."""
    if field.role is Role.ID:
        return field.type.kind == "string"
    return field.role in (Role.FIELD, Role.REFERENCE) and field.visibility.in_create


def in_update(field: Field) -> bool:
    """Return True if an update or replace request may hold the field."""
    return field.role in (Role.FIELD, Role.REFERENCE) and field.visibility.in_update
