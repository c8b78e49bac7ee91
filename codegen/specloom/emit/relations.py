"""Expansion of relations: `relations.py`, and the values of `?fields=` and `?expand=`.

A relation can be expanded if the client could request the rows separately. For references and links, whose ids are in
the response, the target must have an operation that returns rows. For inverse relations, the target must have `list`.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from specloom.emit.template import fill
from specloom.model import Entity, Link, Service

MAX_PATHS = 10
"""Maximum number of paths of an `expand`."""
MAX_PATHS_LENGTH = 8_000
"""Maximum length of the pattern of one path. Beyond it, paths have fewer relations."""


class Relation(NamedTuple):
    """A relation that `expand` accepts."""

    name: str
    kind: Literal["Reference", "Linked", "Referring", "LinkedFrom"]
    """The class of the runtime for this kind of relation."""
    target: str
    """Name of the target entity."""
    attribute: str | tuple[str, ...]
    """Attribute of the reference or of the link's ids; of the target if the relation is an inverse. A composite
    reference has several.
    """
    many: bool


def render(service: Service) -> dict[str, str]:
    """Return `{"relations.py": text}`."""
    entities = [
        (
            entity,
            [(each, service.entity(each.target).module) for each in relations(service, entity)],
            tuple(each for each in ("list", "create") if each in entity.operations),
            _link_guards(service, entity),
            [_many_to_many(service, link) for link in entity.links],
        )
        for entity in service.entities
    ]
    return {"relations.py": fill("relations.py.jinja", entities=entities)}


def _many_to_many(service: Service, link: Link) -> dict[str, Any]:
    """Return the arguments of `ManyToMany` for a relation."""
    through = None if link.through is None else service.entity(link.through)
    ends: tuple[str, ...] = ()
    if through is not None and through.parts:
        ends = tuple("owner" if each.column == link.column else "target" for each in through.key)
    return {
        "path": link.path,
        "name": link.name,
        "target": service.entity(link.target).module,
        "through": None if through is None else through.module,
        "ends": ends,
    }


def _link_guards(service: Service, entity: Entity) -> tuple[str, ...]:
    """Return the modules of the entities whose guards filter link ids: targets and `through` entities."""
    shown = [link for link in entity.links if link.visibility.in_response]
    return tuple(
        service.entity(name).module
        for link in shown
        for name in (link.target, link.through)
        if name is not None
    )


def relations(service: Service, entity: Entity) -> list[Relation]:
    """Return the expandable relations of an entity, in the order of responses."""
    return [*_own(service, entity), *_inverse_relations(service, entity)]


def _own(service: Service, entity: Entity) -> Iterator[Relation]:
    for reference, fields in entity.to_one:
        if not fields[0].hidden and _shows_rows(service.entity(reference.target)):
            attribute = reference.parts or fields[0].attribute
            yield Relation(reference.relation, "Reference", reference.target, attribute, many=False)
    for link in entity.links:
        if link.visibility.in_response and _shows_rows(service.entity(link.target)):
            yield Relation(link.relation, "Linked", link.target, link.ids_attribute, many=True)


def _inverse_relations(service: Service, entity: Entity) -> Iterator[Relation]:
    for other in service.referring[entity.name]:
        if "list" not in other.operations:
            continue
        for reference, fields in other.to_one:
            if reference.target == entity.name and reference.inverse is not None:
                name, attribute = _json_name(reference.inverse), reference.parts or fields[0].attribute
                yield Relation(name, "Referring", other.name, attribute, many=not reference.unique)
        for link in other.links:
            if link.target == entity.name and link.inverse is not None:
                yield Relation(
                    _json_name(link.inverse), "LinkedFrom", other.name, link.ids_attribute, many=True
                )


def listed(name: str, most: int | None = None) -> str:
    """Return the pattern of comma-separated names, given the pattern of one name and their maximum number.

    There is no separate maximum length: tools that generate test data could not satisfy both.
    """
    times = "*" if most is None else f"{{0,{most - 1}}}"
    return f"^(?:{name})(?:,(?:{name})){times}$"


def paths(service: Service, entity: Entity) -> str:
    """Return the pattern of one path of `expand`, or an empty text if the entity has no relations.

    The maximum depth is that of the service, or less if the pattern would be too long.
    """
    found = _paths(service, entity, 1)
    for depth in range(2, service.expand_depth + 1):
        longer = _paths(service, entity, depth)
        if len(longer) > MAX_PATHS_LENGTH:
            break
        found = longer
    return found


def _paths(service: Service, entity: Entity, depth: int) -> str:
    parts = []
    size = 0
    for each in relations(service, entity):
        further = _paths(service, service.entity(each.target), depth - 1) if depth > 1 else ""
        parts.append(f"{each.name}(?:\\.(?:{further}))?" if further else each.name)
        size += len(parts[-1])
        if depth > 1 and size > MAX_PATHS_LENGTH:  # longer than allowed
            break
    return "|".join(parts)


def shown_names(entity: Entity) -> list[str]:
    """Return the names of the members of the entity's response, in order."""
    names = [each.name for each in entity.fields if not each.hidden]
    return names + [each.name for each in entity.links if each.visibility.in_response]


def _shows_rows(entity: Entity) -> bool:
    return "read" in entity.operations or "list" in entity.operations


def _json_name(attribute: str) -> str:
    """Return the name of an inverse in the spec. The Python attribute may have a trailing underscore."""
    return attribute.removesuffix("_")
