# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: dd97254b68e37e2a7bc34898fd717507
"""What a request needs that expands relations, beside what the entity's own routes need.

No road leads past the guards of an entity, and none past a service that hides rows: an answer that holds rows of
another entity asks its guards and its service too. That costs only who expands.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from fastapi.params import Depends
from starlette.types import Scope

from .dependencies import Related, may_hide, provide
from .relations import LONGEST_PATH, MOST_PATHS, Relations


class Reach(NamedTuple):
    """The entities that a request is expanded by, as far as they have guards, or services that may hide rows."""

    guarded: frozenset[str]
    hiding: frozenset[str]


class Expansions:
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
        given = {name: getattr(services, name) for name in modules}
        self._hiding = {name: made for name, made in given.items() if made is not None and may_hide(made)}
        self._dependencies: dict[Reach, tuple[Depends, ...]] = {}

    def reach(self, module: str, expand: str) -> Reach:
        """Return what is needed for the relations of an entity that `expand` names."""
        return self._reach(lambda relations: relations.targets(module, expand))

    def services(self, reach: Reach) -> Related:
        """Return the services that may hide rows."""
        return {name: self._hiding[name] for name in sorted(reach.hiding)}

    def guards(self, reach: Reach) -> list[Depends]:
        """Return the guards, each once."""
        found: list[Depends] = []
        for guard in (guard for name in sorted(reach.guarded) for guard in self._guards[name]):
            if guard not in found:
                found.append(guard)
        return found

    def dependencies(self, module: str) -> tuple[Depends, ...]:
        """Return all that a request may depend on for what an entity can be expanded by."""
        reach = self._reach(lambda relations: relations.all_targets(module))
        if reach not in self._dependencies:
            made = [Depends(provide(each, {})) for each in self.services(reach).values()]
            self._dependencies[reach] = (*self.guards(reach), *made)
        return self._dependencies[reach]

    def _reach(self, find: Callable[[Relations], set[str]]) -> Reach:
        if not self._guards and not self._hiding:
            return Reach(frozenset(), frozenset())
        relations: Relations = import_module(".relations", self._package).RELATIONS
        targets = find(relations)
        needed = targets | relations.linked(targets)  # the ids of links tell of rows too
        return Reach(frozenset(targets & self._guards.keys()), frozenset(needed & self._hiding.keys()))


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
    too_much = len(paths) > MOST_PATHS or any(each.count(".") >= LONGEST_PATH for each in paths)
    return None if too_much else expand
