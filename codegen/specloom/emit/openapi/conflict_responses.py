"""Operations that can respond with 409: stored rows may conflict with a valid request."""

from specloom.expressions.outcomes import outcomes
from specloom.model import Entity, Operation, Service


def can_conflict(service: Service, entity: Entity, operation: Operation, undeletable: frozenset[str]) -> bool:
    """Return whether a valid request can conflict with unique values, checks, other rows or an idempotency key.

    `undeletable` is the result of `undeletable_entities`.
    """
    if operation in ("create", "batch"):
        return True  # another request may have used the `Idempotency-Key`
    if operation == "delete":
        return entity.name in undeletable
    if operation == "restore":
        return bool(entity.uniques) or _may_miss(service, entity)
    unique = [{each.attribute} for each in entity.fields if each.unique]
    unique += [set(key.fields) for key in entity.uniques]
    written = {each.attribute for each in entity.fields if each.in_update}
    collides = any(key & written and _may_share(key - written, unique) for key in unique)
    refers = any(each.attribute in written for each in entity.references)
    links = any(each.visibility.in_update for each in entity.links)
    # A number in a JSON value may lose digits.
    holds_json = any(each.type.kind == "json" and each.in_update for each in entity.fields)
    if collides or refers or links or holds_json:
        return True
    return any(not written.isdisjoint(each.fields) for each in entity.checks)


def _may_miss(service: Service, entity: Entity) -> bool:
    """Return whether a deleted row may refer to another deleted row."""
    references = [each.reference for each in entity.references if each.reference is not None]
    return any(
        service.entity(each.target).soft_delete and each.on_delete != "set_null" for each in references
    )


def _may_share(undeletable_entities: set[str], unique: list[set[str]]) -> bool:
    """Return whether two rows may have the same values in these fields, as no unique key is part of them."""
    return not any(key <= undeletable_entities for key in unique)


def undeletable_entities(service: Service) -> frozenset[str]:
    """Return the names of the entities whose deletion other rows can prevent, directly or through a cascade."""
    found: set[str] = set()
    pending: list[str] = []
    cascading: dict[str, list[str]] = {}
    for entity in service.entities:
        for reference, fields in entity.to_one:
            match reference.on_delete:
                case "restrict":
                    pending.append(reference.target)
                case "cascade":
                    cascading.setdefault(entity.name, []).append(reference.target)
                case "set_null":
                    gone = {each.attribute: None for each in fields}
                    if any(
                        not gone.keys().isdisjoint(each.fields) and False in outcomes(each.condition, gone)
                        for each in entity.checks
                    ):
                        pending.append(reference.target)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += cascading.get(name, ())
    return frozenset(found)
