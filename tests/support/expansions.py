"""The paths that `?expand=` takes, from the model of a spec."""

import re
from collections.abc import Iterator

from specloom.emit import relations as emitted
from specloom.emit.relations import MAX_PATHS, listed, relations
from specloom.model import Entity, Service


def paths(service: Service, entity: Entity) -> list[str]:
    """Return every path that an entity can be expanded by, shorter ones before those that go on from there."""
    one = emitted.paths(service, entity)
    return list(_paths(service, entity, re.compile(listed(one)), "")) if one else []


def together(found: list[str]) -> str:
    """Return an `expand` of the longest of some paths, as many as there is room for."""
    return ",".join(sorted(found, key=lambda path: -path.count("."))[:MAX_PATHS])


def reached(service: Service, entity: Entity) -> set[str]:
    """Return the names of the entities that the paths of an entity lead to."""
    found: set[str] = set()
    for path in paths(service, entity):
        target = entity.name
        for name in path.split("."):
            here = relations(service, service.entity(target))
            target = next(each.target for each in here if each.name == name)
        found.add(target)
    return found


def _paths(service: Service, entity: Entity, pattern: re.Pattern[str], way: str) -> Iterator[str]:
    for relation in relations(service, entity):
        path = f"{way}{relation.name}"
        if pattern.match(path):
            yield path
            yield from _paths(service, service.entity(relation.target), pattern, f"{path}.")
