# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: ab9cebbabc40558d3399c56d4399ff82
"""What a request needs beside what the entity's own routes need, because it shows or writes rows of other entities.

No code path leads past the guards of an entity, and none past its service:

- what is expanded, or listed below another path (`GET /groups/{group_id}/users`), asks the guards of the entity whose
  rows it shows;
- what makes or deletes links that are rows of an entity (`through:`), by a path of its own or by ids in a body, asks
  the guards of that entity, and its service makes and deletes them.

That costs only requests that do this.
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
from ..statements.dependencies import Related, may_hide, provide
from .row_guards import asks_for_row, elsewhere

Use = Literal["list", "create", "rows"]
"""What is done with rows of an entity: what its own list or its own `POST` does, or more: changes, deletions."""


class Asked(NamedTuple):
    """An entity whose guards are asked."""

    module: str
    use: Use
    places: tuple[tuple[str, str], ...] = ()
    """For names of its path parameters the parts of another path that hold the same."""


class Reach(NamedTuple):
    """The entities that a request concerns besides, as far as they have guards, or services that matter."""

    guarded: frozenset[Asked] = frozenset()
    services: frozenset[str] = frozenset()

    def __or__(self, other: tuple[Any, ...]) -> "Reach":
        """Return what either needs."""
        assert isinstance(other, Reach)
        return Reach(self.guarded | other.guarded, self.services | other.services)


NOTHING = Reach()


class Reaches:
    """The guards and services of all entities, by the names of their modules."""

    def __init__(
        self,
        package: str,
        modules: Iterable[str],
        guards: Mapping[str, Sequence[Depends]],
        services: Any,
    ) -> None:
        """Take the modules of all entities, the guards that some have, and the services that are given."""
        self._package = package
        self._guards = {name: tuple(each) for name, each in guards.items() if each}
        given = {name: made for name in modules if (made := getattr(services, name)) is not None}
        self._hiding = {name: made for name, made in given.items() if may_hide(made)}
        self._writing = {name: made for name, made in given.items() if may_override_writes(made)}
        self._adapted: dict[Asked, tuple[Depends, ...]] = {}
        self._about_rows: dict[str, bool] = {}
        self._dependencies: dict[Reach, tuple[Depends, ...]] = {}

    def expanded(self, module: str, expand: str) -> Reach:
        """Return what is needed for the relations of an entity that `expand` names."""
        return self._shown(lambda relations: relations.targets(module, expand))

    def static(self, module: str, method: str, path: str) -> Reach:
        """Return what a route of an entity always needs; the services of what it lists are its own to get.

        `path` is its path behind the collection's: `{group_id}/users`.
        """
        link, is_one = self._link(module, path)
        if link is None:
            return NOTHING
        if is_one:
            return self._written(link, "create" if method == "PUT" else "rows", path)
        shown = link.target in self._guards and method == "GET"
        return Reach(frozenset({Asked(link.target, "list")})) if shown else NOTHING

    def body(self, module: str, rest: str, method: str, content: bytes) -> Reach:
        """Return what a request needs besides because of its body: `rest` is what its path has behind the collection's.

        A body that cannot be read needs all that any body may need.
        """
        found = NOTHING
        for use, names in _uses(rest, method, content):
            for link in self._relations(module).many_to_many if self._matters() else ():
                if names is None or link.name in names:
                    found |= self._written(link, use)
        if rest == "batch" and self._asks_for_row(module) and _changes_rows(content):
            found |= Reach(frozenset({Asked(module, "rows")}))
        return found

    def has_bodies(self, module: str) -> bool:
        """Return True if a body may need anything besides."""
        if not self._matters():
            return False
        links = self._relations(module).many_to_many
        return any(self._written(each, "rows") != NOTHING for each in links) or self._asks_for_row(module)

    def own(self, module: str, method: str, path: str) -> tuple[Depends, ...]:
        """Return the guards of an entity for one of its own routes."""
        if module not in self._guards:
            return ()
        relations = self._relations(module)
        if not self._asks_for_row(module) or all(f"{{{name}}}" in path for name in relations.key):
            return self._guards[module]
        use: Use = "list" if method == "GET" else "create"
        return self._asked(Asked(module, use))

    def services(self, reach: Reach) -> Related:
        """Return the services."""
        return {name: (self._hiding | self._writing)[name] for name in sorted(reach.services)}

    def guards(self, reach: Reach) -> list[Depends]:
        """Return the guards, each once."""
        found: list[Depends] = []
        for guard in (guard for asked in sorted(reach.guarded) for guard in self._asked(asked)):
            if guard not in found:
                found.append(guard)
        return found

    def dependencies(self, reach: Reach) -> tuple[Depends, ...]:
        """Return all that a request depends on because of this."""
        if reach not in self._dependencies:
            made = [Depends(provide(each, {})) for each in self.services(reach).values()]
            self._dependencies[reach] = (*self.guards(reach), *made)
        return self._dependencies[reach]

    def all_expanded(self, module: str) -> Reach:
        """Return all that an entity can be expanded by."""
        return self._shown(lambda relations: relations.all_targets(module))

    def all_bodies(self, module: str, method: str, path: str) -> Reach:
        """Return all that the bodies of a route may need besides, by its path behind the collection's."""
        is_item = method in ("PATCH", "PUT") and all(each.startswith("{") for each in path.split("/"))
        if not is_item and (method, path) not in (("POST", ""), ("POST", "batch")):
            return NOTHING
        return self.body(module, path, method, b"") if self.has_bodies(module) else NOTHING

    def _matters(self) -> bool:
        return bool(self._guards or self._hiding or self._writing)

    def _relations(self, module: str) -> EntityRelations:
        return self._all().entity(module)

    def _all(self) -> Relations:
        relations: Relations = import_module(".relations", self._package).RELATIONS
        return relations

    def _link(self, module: str, path: str) -> tuple[ManyToMany | None, bool]:
        """Return the relation that a path of links belongs to, and whether the path is that of one link."""
        _, _, behind = path.partition("/")
        segment, slash, _ = behind.partition("/")
        if not self._matters() or not segment:
            return None, False
        links = self._relations(module).many_to_many
        return next((each for each in links if each.path == segment), None), bool(slash)

    def _shown(self, find: Callable[[Relations], set[str]]) -> Reach:
        if not self._matters():
            return NOTHING
        relations = self._all()
        targets = find(relations)
        needed = targets | relations.linked(targets)  # the ids of links tell of rows too
        guarded = {Asked(name, "list") for name in targets & self._guards.keys()}
        return Reach(frozenset(guarded), frozenset(needed & self._hiding.keys()))

    def _written(self, link: ManyToMany, use: Use, path: str = "") -> Reach:
        """Return what is needed to make and delete links: guards and service of the entity whose rows they are."""
        through = link.through
        if through is None:
            return NOTHING
        guarded = {Asked(through, use, self._places(link, path))} if through in self._guards else set()
        return Reach(frozenset(guarded), frozenset({through} & self._writing.keys()))

    def _places(self, link: ManyToMany, path: str) -> tuple[tuple[str, str], ...]:
        """Return where the path of one link holds the parts of the composite key of the row that it is."""
        if not path or not link.ends:
            return ()
        assert link.through is not None
        owner, _, target = path.split("/")
        parts = {"owner": owner.strip("{}"), "target": target.strip("{}")}
        names = self._relations(link.through).key
        return tuple((name, parts[end]) for name, end in zip(names, link.ends, strict=True))

    def _asks_for_row(self, module: str) -> bool:
        """Return True if a guard of an entity reads the id in the path of one of its rows."""
        if module not in self._guards:
            return False
        if module not in self._about_rows:
            names = self._relations(module).key
            self._about_rows[module] = any(asks_for_row(each, names) for each in self._guards[module])
        return self._about_rows[module]

    def _asked(self, asked: Asked) -> tuple[Depends, ...]:
        """Return the guards of an entity for a path that is not that of one of its rows.

        What its own list or `POST` allows without an id, such a path may allow too.
        """
        if asked not in self._adapted:
            relations = self._relations(asked.module)
            verb = "change or delete" if asked.use == "rows" else asked.use
            where = f"{verb} rows of {relations.name}"
            self._adapted[asked] = tuple(
                elsewhere(
                    guard,
                    relations.key,
                    dict(asked.places),
                    defaults=asked.use in relations.collection,
                    where=where,
                )
                for guard in self._guards[asked.module]
            )
        return self._adapted[asked]


def _uses(rest: str, method: str, content: bytes) -> list[tuple[Use, set[str] | None]]:
    """Return what the items of a body do with links, and the names of the members of each; None for any."""
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
    """Return True unless the body of a batch surely changes and deletes no row."""
    try:
        body = from_json(content)
    except ValueError:
        return True
    return not isinstance(body, dict) or bool(body.get("update") or body.get("delete"))


def expand_in(scope: Scope) -> str | None:
    """Return what the query of a request expands, read as FastAPI reads it.

    What names too much to be valid is left to FastAPI, which refuses it.
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
