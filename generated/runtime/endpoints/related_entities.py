# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3e155ca169fca477a081ef4f6b0c9c57
"""The guards and services of other entities that a request needs, because it shows or writes their rows.

Every access to an entity's rows passes its guards and its service:

- a request that expands rows, or lists them below another path (`GET /groups/{group_id}/users`), runs the guards of
  the entity whose rows it shows;
- a request that creates or deletes links that are rows of an entity (`through:`), by a path or by ids in a body, runs
  the guards of that entity, and its service creates and deletes them.

Other requests pay nothing for this.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qsl

from fastapi.params import Depends
from pydantic_core import from_json
from starlette.types import Scope

from ..resources.relations import MAX_PATH_LENGTH, MAX_PATHS, EntityRelations, ManyToMany, Relations
from ..services.link_row_services import may_override_writes
from .dependencies import Related, may_hide_rows, provide
from .row_guards import adapt_guard, reads_row_id

Use = Literal["list", "create", "rows"]
"""How a request uses rows of an entity: as its list does, as its `POST` does, or by updates and deletions (`rows`)."""


class GuardedUse(NamedTuple):
    """An entity whose guards run, and the use that they guard."""

    module: str
    use: Use
    places: tuple[tuple[str, str], ...] = ()
    """Pairs: a path parameter of the entity, and the part of another path that holds the same value."""


class Requirements(NamedTuple):
    """The other entities that a request uses: those with guards, and those with hand-written services."""

    guarded: frozenset[GuardedUse] = frozenset()
    services: frozenset[str] = frozenset()

    def __or__(self, other: tuple[Any, ...]) -> "Requirements":
        """Return the union of both."""
        assert isinstance(other, Requirements)
        return Requirements(self.guarded | other.guarded, self.services | other.services)


NO_REQUIREMENTS = Requirements()


class EntityRequirements:
    """The guards and services of all entities, by the names of their modules."""

    def __init__(
        self,
        package: str,
        modules: Iterable[str],
        guards: Mapping[str, Sequence[Depends]],
        services: Any,
    ) -> None:
        """Take the modules of all entities, the guards of some, and the hand-written services."""
        self._package = package
        self._guards = {name: tuple(each) for name, each in guards.items() if each}
        given = {name: made for name in modules if (made := getattr(services, name)) is not None}
        self._hiding = {name: made for name, made in given.items() if may_hide_rows(made)}
        self._writing = {name: made for name, made in given.items() if may_override_writes(made)}
        self._adapted: dict[GuardedUse, tuple[Depends, ...]] = {}
        self._row_guards: dict[str, bool] = {}
        self._dependencies: dict[Requirements, tuple[Depends, ...]] = {}

    def expanded(self, module: str, expand: str) -> Requirements:
        """Return the requirements of the relations of an entity that `expand` names."""
        return self._shown(lambda relations: relations.targets(module, expand))

    def static(self, module: str, method: str, path: str) -> Requirements:
        """Return the requirements of every request to a route of an entity.

        `path` is relative to the collection: `{group_id}/users`. The service of the listed entity is not included.
        """
        link, is_one = self._link(module, path)
        if link is None:
            return NO_REQUIREMENTS
        if is_one:
            return self._written(link, "create" if method == "PUT" else "rows", path)
        shown = link.target in self._guards and method == "GET"
        return Requirements(frozenset({GuardedUse(link.target, "list")})) if shown else NO_REQUIREMENTS

    def body(self, module: str, rest: str, method: str, content: bytes) -> Requirements:
        """Return the requirements of a body. `rest` is the path of the request, relative to the collection.

        A body that cannot be parsed has the requirements of all bodies together.
        """
        found = NO_REQUIREMENTS
        for use, names in _uses(rest, method, content):
            for link in self._relations(module).many_to_many if self._has_requirements() else ():
                if names is None or link.name in names:
                    found |= self._written(link, use)
        if rest == "batch" and self._reads_row_id(module) and _changes_rows(content):
            found |= Requirements(frozenset({GuardedUse(module, "rows")}))
        return found

    def has_bodies(self, module: str) -> bool:
        """Return True if any body of an entity may have requirements."""
        if not self._has_requirements():
            return False
        links = self._relations(module).many_to_many
        return any(self._written(each, "rows") != NO_REQUIREMENTS for each in links) or self._reads_row_id(
            module
        )

    def own(self, module: str, method: str, path: str) -> tuple[Depends, ...]:
        """Return the guards of an entity for one of its own routes."""
        if module not in self._guards:
            return ()
        relations = self._relations(module)
        if not self._reads_row_id(module) or all(f"{{{name}}}" in path for name in relations.key):
            return self._guards[module]
        use: Use = "list" if method == "GET" else "create"
        return self._guards_for(GuardedUse(module, use))

    def services(self, requirements: Requirements) -> Related:
        """Return the services of requirements, by module name."""
        return {name: (self._hiding | self._writing)[name] for name in sorted(requirements.services)}

    def guards(self, requirements: Requirements) -> list[Depends]:
        """Return the guards of requirements, each once."""
        found: list[Depends] = []
        for guard in (
            guard for guarded in sorted(requirements.guarded) for guard in self._guards_for(guarded)
        ):
            if guard not in found:
                found.append(guard)
        return found

    def dependencies(self, requirements: Requirements) -> tuple[Depends, ...]:
        """Return the guards and services of requirements as dependencies."""
        if requirements not in self._dependencies:
            made = [Depends(provide(each, {})) for each in self.services(requirements).values()]
            self._dependencies[requirements] = (*self.guards(requirements), *made)
        return self._dependencies[requirements]

    def all_expanded(self, module: str) -> Requirements:
        """Return the requirements of all relations of an entity."""
        return self._shown(lambda relations: relations.all_targets(module))

    def all_bodies(self, module: str, method: str, path: str) -> Requirements:
        """Return the requirements of all bodies of a route together. `path` is relative to the collection."""
        is_item = method in ("PATCH", "PUT") and all(each.startswith("{") for each in path.split("/"))
        if not is_item and (method, path) not in (("POST", ""), ("POST", "batch")):
            return NO_REQUIREMENTS
        return self.body(module, path, method, b"") if self.has_bodies(module) else NO_REQUIREMENTS

    def _has_requirements(self) -> bool:
        return bool(self._guards or self._hiding or self._writing)

    def _relations(self, module: str) -> EntityRelations:
        return self._all().entity(module)

    def _all(self) -> Relations:
        relations: Relations = import_module(".relations", self._package).RELATIONS
        return relations

    def _link(self, module: str, path: str) -> tuple[ManyToMany | None, bool]:
        """Return the relation of a path of links, and True if the path is that of one link."""
        _, _, rest = path.partition("/")
        segment, slash, _ = rest.partition("/")
        if not self._has_requirements() or not segment:
            return None, False
        links = self._relations(module).many_to_many
        return next((each for each in links if each.path == segment), None), bool(slash)

    def _shown(self, find: Callable[[Relations], set[str]]) -> Requirements:
        if not self._has_requirements():
            return NO_REQUIREMENTS
        relations = self._all()
        targets = find(relations)
        needed = targets | relations.linked(targets)  # the ids of links show that rows exist
        guarded = {GuardedUse(name, "list") for name in targets & self._guards.keys()}
        return Requirements(frozenset(guarded), frozenset(needed & self._hiding.keys()))

    def _written(self, link: ManyToMany, use: Use, path: str = "") -> Requirements:
        """Return the requirements of creating and deleting links: the guards and service of the `through` entity."""
        through = link.through
        if through is None:
            return NO_REQUIREMENTS
        guarded = {GuardedUse(through, use, self._places(link, path))} if through in self._guards else set()
        return Requirements(frozenset(guarded), frozenset({through} & self._writing.keys()))

    def _places(self, link: ManyToMany, path: str) -> tuple[tuple[str, str], ...]:
        """Return the parts of the path of a link that hold the composite key of its `through` row."""
        if not path or not link.ends:
            return ()
        assert link.through is not None
        owner, _, target = path.split("/")
        parts = {"owner": owner.strip("{}"), "target": target.strip("{}")}
        names = self._relations(link.through).key
        return tuple((name, parts[end]) for name, end in zip(names, link.ends, strict=True))

    def _reads_row_id(self, module: str) -> bool:
        """Return True if a guard of an entity reads the id of a row from the path."""
        if module not in self._guards:
            return False
        if module not in self._row_guards:
            names = self._relations(module).key
            self._row_guards[module] = any(reads_row_id(each, names) for each in self._guards[module])
        return self._row_guards[module]

    def _guards_for(self, guarded: GuardedUse) -> tuple[Depends, ...]:
        """Return the guards of an entity, adapted to a path that does not name one of its rows.

        A parameter may keep its default if it does so in the list or the `POST` of the entity.
        """
        if guarded not in self._adapted:
            relations = self._relations(guarded.module)
            verb = "change or delete" if guarded.use == "rows" else guarded.use
            where = f"{verb} rows of {relations.name}"
            self._adapted[guarded] = tuple(
                adapt_guard(
                    guard,
                    relations.key,
                    dict(guarded.places),
                    defaults=guarded.use in relations.collection,
                    where=where,
                )
                for guard in self._guards[guarded.module]
            )
        return self._adapted[guarded]


def _uses(rest: str, method: str, content: bytes) -> list[tuple[Use, set[str] | None]]:
    """Return the uses of links by a body, each with the names of its members, or None if they are unknown."""
    try:
        body = from_json(content)
    except ValueError:
        body = None
    if method == "POST" and not rest:
        return [("create", set(body) if isinstance(body, dict) else None)]
    if method in ("PATCH", "PUT"):
        return [("rows", set(body) if isinstance(body, dict) else None)]
    if not isinstance(body, dict):
        return [("rows", None)]
    created, updated = (each if isinstance(each := body.get(name, []), list) else [None] for name in _ITEMS)
    changes = [each.get("changes") if isinstance(each, dict) else None for each in updated]
    kinds: tuple[tuple[Use, list[Any]], ...] = (("create", created), ("rows", changes))
    return [(use, _members(items)) for use, items in kinds if items]


_ITEMS = ("create", "update")


def _members(items: Sequence[Any]) -> set[str] | None:
    if not all(isinstance(each, dict) for each in items):
        return None
    return {name for each in items for name in each}


def _changes_rows(content: bytes) -> bool:
    """Return False if the body of a batch certainly updates and deletes no row."""
    try:
        body = from_json(content)
    except ValueError:
        return True
    return not isinstance(body, dict) or bool(body.get("update") or body.get("delete"))


def expand_in(scope: Scope) -> str | None:
    """Return the query parameter `expand`, parsed as FastAPI parses it.

    Returns None for a value with too many relations, which FastAPI refuses.
    """
    if scope["method"] not in ("GET", "HEAD") or not scope["query_string"]:
        return None
    values = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    expand = dict(values).get("expand")
    if expand is None:
        return None
    paths = expand.split(",")
    too_much = len(paths) > MAX_PATHS or any(each.count(".") >= MAX_PATH_LENGTH for each in paths)
    return None if too_much else expand
