"""Which operations can answer 409: those whose valid requests what is stored may still refuse."""

from codegen.emit.definitions import in_create, in_update
from codegen.model import Entity, Field, Operation, Role, Service


def conflicts(service: Service, entity: Entity, operation: Operation) -> bool:
    """Return True if a valid request may collide: with a unique value, a missing row, a needed one."""
    if operation == "delete":
        return _restricted(service, entity)
    unique = [{each.attribute} for each in entity.fields if each.unique]
    unique += [set(key.fields) for key in entity.uniques]
    if operation == "create":
        written = {each.attribute for each in entity.fields if in_create(each) or not _stays_null(each)}
        collides = entity.id.attribute in written or any(key <= written for key in unique)
        links = [each for each in entity.links if each.visibility.in_create]
    else:
        written = {each.attribute for each in entity.fields if in_update(each)}
        collides = any(key & written for key in unique)
        links = [each for each in entity.links if each.visibility.in_update]
    return collides or bool(links) or any(each.attribute in written for each in entity.references)


def _stays_null(field: Field) -> bool:
    """Return True if a new row has no value for a field that its create does not hold, or one of its own."""
    if field.role in (Role.FIELD, Role.REFERENCE):
        return field.default is None or field.default.kind == "uuid"
    return field.role in (Role.ID, Role.VERSION)


def _restricted(service: Service, entity: Entity) -> bool:
    """Return True if rows may exist that keep this entity's, or what goes with them, from deletion."""
    reached, pending = {entity.name}, [entity.name]
    while pending:
        target = pending.pop()
        for other in service.entities:
            for reference in other.references:
                assert reference.reference is not None
                if reference.reference.target != target:
                    continue
                if reference.reference.on_delete == "restrict":
                    return True
                if reference.reference.on_delete == "cascade" and other.name not in reached:
                    reached.add(other.name)
                    pending.append(other.name)
    return False
