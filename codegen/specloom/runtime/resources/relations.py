"""The relations of each entity, for `expand`. They name the modules of other entities.

A module is imported when its entity is first expanded.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, Literal, NamedTuple

MAX_PATHS = 10
"""Maximum number of paths in an `expand`."""
MAX_PATH_LENGTH = 4
"""Maximum number of relations in a path of `expand`."""


class Reference(NamedTuple):
    """A foreign key of the entity (many to one)."""

    name: str
    target: str
    attribute: str | tuple[str, ...]
    """Attribute of the foreign key in this entity. Several attributes for a composite key."""


class Linked(NamedTuple):
    """A many-to-many relation of the entity."""

    name: str
    target: str
    attribute: str
    """Attribute of the ids in this entity."""


class Referring(NamedTuple):
    """A foreign key of the target that refers to this entity (one to many)."""

    name: str
    target: str
    attribute: str | tuple[str, ...]
    """Attribute of the foreign key in the target. Several attributes for a composite key."""
    many: bool = True
    """False if the foreign key is unique (one to one)."""


class LinkedFrom(NamedTuple):
    """A many-to-many relation of the target to this entity."""

    name: str
    target: str
    attribute: str
    """Attribute of the ids in the target."""


Relation = Reference | Linked | Referring | LinkedFrom
RelationTree = Mapping[Relation, "RelationTree"]
"""The relations to expand. Each maps to the relations to expand in its target."""


class ManyToMany(NamedTuple):
    """A many-to-many relation of the entity, by its names in paths and bodies."""

    path: str
    """Segment after the owner's path: `tags`."""
    name: str
    """Member of a body: `tag_ids`."""
    target: str
    through: str | None = None
    """Module of the entity whose rows are the links."""
    ends: tuple[Literal["owner", "target"], ...] = ()
    """The end of the link that each part of that entity's key refers to, if the key is composite."""


class EntityRelations:
    """The relations of an entity, and the parts of its paths."""

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
        """Describe an entity.

        Args:
            name: The name of the entity.
            relations: The relations, in the order of the members of a response.
            key: The path parameters of an item.
            collection: The operations on the path of the collection.
            links: The modules of the entities whose ids the entity's links contain.
            many_to_many: The many-to-many relations with paths of their own.
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
        """Return the modules of the entities whose ids the links of some entities contain."""
        return {link for module in modules for link in self._entities[module].links}

    def tree(self, module: str, expand: str) -> RelationTree:
        """Return the relations in an `expand`: paths separated by commas, relations of a path by dots.

        Leaves out unknown relations. The order is that of the members of a response.
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
        """Return the modules of the entities that an `expand` reads."""
        return set(_targets(self.tree(module, expand)))

    def all_targets(self, module: str) -> set[str]:
        """Return the modules of all entities that can be reached from one by relations."""
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
