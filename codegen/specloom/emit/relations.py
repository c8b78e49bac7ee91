"""What each entity can be expanded by: `relations.py`, and what `?fields=` and `?expand=` take.

A relation can be expanded where the client could ask for the same by itself. The ids of references and links stand in
the answer, so that it takes an operation that shows a row; rows that refer to this one are found by listing them.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from specloom.emit.template import fill
from specloom.model import Entity, Link, Service

MOST_PATHS = 10
"""Paths of an `expand`."""
LONGEST_PATHS = 8_000
"""Characters of the pattern of one path: beyond, fewer relations can be followed one after the other."""


class Relation(NamedTuple):
    """A relation as `expand` names it."""

    name: str
    kind: Literal["Reference", "Linked", "Referring", "LinkedFrom"]
    """The class of the runtime that stands for it."""
    target: str
    """Name of the entity that it leads to."""
    attribute: str | tuple[str, ...]
    """The reference or the ids of the link: of this entity, or of the target if they lead back from there. Of a
    reference to a composite key its parts.
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
    """Return the modules of the entities that decide which ids of links are shown: the targets, and the links' own."""
    shown = [link for link in entity.links if link.visibility.in_response]
    return tuple(
        service.entity(name).module
        for link in shown
        for name in (link.target, link.through)
        if name is not None
    )


def relations(service: Service, entity: Entity) -> list[Relation]:
    """Return what an entity can be expanded by, in the order in which answers hold it."""
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
    """Return the pattern of names between commas, from that of one name and how many there may be.

    It alone says how long the text may be: whoever makes texts for a test tries in vain to meet a length as well.
    """
    times = "*" if most is None else f"{{0,{most - 1}}}"
    return f"^(?:{name})(?:,(?:{name})){times}$"


def paths(service: Service, entity: Entity) -> str:
    """Return the pattern of a path that `expand` takes, which is one of a list; nothing if there is none.

    Paths are as long as the service says, or as can be listed in a pattern of bearable length.
    """
    found = _paths(service, entity, 1)
    for depth in range(2, service.expand_depth + 1):
        longer = _paths(service, entity, depth)
        if len(longer) > LONGEST_PATHS:
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
        if depth > 1 and size > LONGEST_PATHS:  # too long already
            break
    return "|".join(parts)


def shown_names(entity: Entity) -> list[str]:
    """Return the members of the entity's response, in their order."""
    names = [each.name for each in entity.fields if not each.hidden]
    return names + [each.name for each in entity.links if each.visibility.in_response]


def _shows_rows(entity: Entity) -> bool:
    return "read" in entity.operations or "list" in entity.operations


def _json_name(attribute: str) -> str:
    """Return the name that a spec gives an inverse; that of a Python attribute may have an underscore behind."""
    return attribute.removesuffix("_")
