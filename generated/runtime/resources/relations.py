# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 19cf97ad04197c0037910afe503176f5
"""What each entity can be expanded by: its relations, which lead to others by the names of their modules.

This alone imports the module of another entity, when it is first expanded.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, Literal, NamedTuple

MAX_PATHS = 10
"""Paths of an `expand`."""
MAX_PATH_LENGTH = 4
"""Relations of a path, one after the other: the most that a service may allow."""


class Reference(NamedTuple):
    """A foreign key of the entity: to one row."""

    name: str
    target: str
    attribute: str | tuple[str, ...]
    """Attribute of the foreign key, of this entity; of one of several columns their attributes."""


class Linked(NamedTuple):
    """A many-to-many relation of the entity."""

    name: str
    target: str
    attribute: str
    """Attribute of the ids, of this entity."""


class Referring(NamedTuple):
    """A foreign key of the target that leads back: to many rows, or to one if it is unique."""

    name: str
    target: str
    attribute: str | tuple[str, ...]
    """Attribute of the foreign key, of the target; of one of several columns their attributes."""
    many: bool = True


class LinkedFrom(NamedTuple):
    """A many-to-many relation of the target that leads back."""

    name: str
    target: str
    attribute: str
    """Attribute of the ids, of the target."""


Relation = Reference | Linked | Referring | LinkedFrom
RelationTree = Mapping[Relation, "RelationTree"]
"""Relations to follow, and those to follow from there."""


class ManyToMany(NamedTuple):
    """A many-to-many relation of the entity, as paths and bodies of requests name it."""

    path: str
    """The segment behind the owner's path: `tags`."""
    name: str
    """The member of bodies: `tag_ids`."""
    target: str
    through: str | None = None
    """Module of the entity whose rows the links are."""
    ends: tuple[Literal["owner", "target"], ...] = ()
    """Which end each part of that entity's key refers to, if the key is composite."""


class EntityRelations:
    """An entity, what it can be expanded by, and what its requests concern besides."""

    __slots__ = ("collection", "key", "links", "many_to_many", "name", "relations")

    def __init__(
        self,
        name: str,
        *relations: Relation,
        key: tuple[str, ...],
        collection: tuple[str, ...] = ("list", "create"),
        links: tuple[str, ...] = (),
        many_to_many: tuple[ManyToMany, ...] = (),
    ) -> None:
        """Name an entity.

        `key` are the parameters of an item's path, `collection` the operations of the collection's own path, `links`
        the modules of the entities whose ids its links show.
        """
        self.name = name
        self.relations = relations
        self.key = key
        self.collection = collection
        self.links = links
        self.many_to_many = many_to_many


class Relations:
    """The relations of all entities, by the name of the entity's module."""

    def __init__(self, package: str | None, entities: Mapping[str, EntityRelations]) -> None:
        self._package = package
        self._entities = entities

    def entity(self, module: str) -> EntityRelations:
        """Return an entity."""
        return self._entities[module]

    def service(self, module: str) -> type[Any]:
        """Return the generated service of an entity."""
        found: type[Any] = getattr(
            import_module(f".services.{module}", self._package), f"{self._entities[module].name}Service"
        )
        return found

    def linked(self, modules: Iterable[str]) -> set[str]:
        """Return the modules of the entities whose ids the links of some entities show."""
        return {link for module in modules for link in self._entities[module].links}

    def tree(self, module: str, expand: str) -> RelationTree:
        """Return the relations that `expand` names: paths between commas, dots between the relations of each.

        What no entity has is left out. Relations stand in the order in which answers hold them.
        """
        names: dict[str, list[str]] = {}
        for path in expand.split(","):
            first, _, further = path.partition(".")
            names.setdefault(first, []).append(further)
        return {
            relation: self.tree(relation.target, ",".join(filter(None, names[relation.name])))
            for relation in self._entities[module].relations
            if relation.name in names
        }

    def targets(self, module: str, expand: str) -> set[str]:
        """Return the modules of the entities that `expand` leads to."""
        return set(_targets(self.tree(module, expand)))

    def all_targets(self, module: str) -> set[str]:
        """Return the modules of all entities that relations lead to from one, over however many others."""
        found: set[str] = set()
        pending = [module]
        while pending:
            further = {each.target for each in self._entities[pending.pop()].relations} - found
            found |= further
            pending += further
        return found


def _targets(tree: RelationTree) -> Iterator[str]:
    for relation, further in tree.items():
        yield relation.target
        yield from _targets(further)
