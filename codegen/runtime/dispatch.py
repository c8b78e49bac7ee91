"""From a path to its route through one table, however many entities there are.

An entity's modules are imported, and its routes made, at the first request for one of its paths.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.params import Depends
from fastapi.routing import RouteContext, iter_route_contexts
from starlette._utils import get_route_path
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import ASGIApp, Receive, Scope, Send

from .compiled import ERROR, CompiledRoute
from .expanding import Reach, expand_in
from .lru import LruCache

MakeRouter = Callable[[Reach | None], APIRouter]
"""What makes the routes of an entity: its own, or those for requests that are expanded by others."""
MOST_EXPANDING = 100
"""Routers that an application keeps for what requests are expanded by, of about 100 KB each."""
ITEM = "{}"
"""Stands for the id of any item of a collection, be it one segment or several."""


class Entity:
    """The routes of one entity, made when they are first needed."""

    def __init__(
        self,
        make: MakeRouter,
        reach: Callable[[str], Reach],
        guards: Sequence[Depends],
        prefix: str,
        app: Any,
        expanding: LruCache[Any, BaseRoute],
    ) -> None:
        """Take what makes the routes, what tells what is needed for an `expand`, and what keeps routers for that."""
        self._make = make
        self._reach = reach
        self._guards = guards
        self._prefix = prefix
        self._app = app
        self._included: BaseRoute | None = None
        self._expanding = expanding
        self._compiled: dict[tuple[str, str], CompiledRoute | None] = {}
        self._literal: dict[str, list[RouteContext]] = {}
        """Routes of paths behind the collection's that are no ids, such as `batch`."""
        self._composite = False
        """True if the path of an item has several segments."""

    def included(self) -> BaseRoute:
        """Return the router as FastAPI includes it: with the prefix, the guards, the application's overrides."""
        if self._included is None:
            self._included = self._include(None)
            for context in iter_route_contexts([self._included]):
                relative = (
                    str(context.path_format).removeprefix(self._prefix).removeprefix("/").partition("/")[2]
                )
                is_item = _is_item(relative)
                self._composite = self._composite or (is_item and "/" in relative)
                if is_item or "/" not in relative:
                    if relative and "{" not in relative:
                        self._literal.setdefault(relative, []).append(context)
                    compiled = CompiledRoute.of(context)
                    for method in context.methods or ():
                        self._compiled[method, ITEM if is_item else relative] = compiled
        return self._included

    def serving(self, scope: Scope, rest: str) -> BaseRoute:
        """Return the router for a request; one that is expanded has another, with what that needs."""
        included = self.included()
        # The lists of links cannot be expanded.
        expand = None if "/" in rest and not self._composite else expand_in(scope)
        if expand is None:
            return included
        reach = self._reach(expand)
        found = self._expanding.get((self, reach))
        return found if found is not None else self._expanding.put((self, reach), self._include(reach))

    def _include(self, reach: Reach | None) -> BaseRoute:
        parent = APIRouter(dependency_overrides_provider=self._app, redirect_slashes=False)
        parent.include_router(self._make(reach), prefix=self._prefix, dependencies=self._guards)
        return parent.routes[-1]

    def compiled(self, method: str, rest: str) -> CompiledRoute | None:
        """Return the route for a method on what stands behind the collection's path, if one can be compiled."""
        if self._included is None:
            self.included()
        if "/" in rest and not self._composite:
            return None
        return self._compiled.get((method, ITEM if rest and rest not in self._literal else rest))

    def at(self, rest: str) -> Sequence[BaseRoute | RouteContext]:
        """Return the routes that what stands behind the collection's path may belong to: a literal one to no other."""
        included = self.included()
        return self._literal.get(rest) or [included]

    def refuses(self, method: str, rest: str) -> bool:
        """Return True if a path that is no id has no route for a method, though one for ids would take it."""
        self.included()
        literal = self._literal.get(rest, ())
        return bool(literal) and not any(method in (each.methods or ()) for each in literal)


def _is_item(path: str) -> bool:
    """Tell whether a path behind the collection's is that of an item: the parameters of its key and nothing else."""
    return bool(path) and all(each.startswith("{") for each in path.split("/"))


class Generated(BaseRoute):
    """All generated routes, behind those that are written by hand."""

    def __init__(self, entities: Mapping[str, Entity], prefix: str) -> None:
        """Serve entities by the first segment of their path behind the prefix."""
        self.entities = entities
        self._start = f"{prefix}/"

    def routes(self) -> list[BaseRoute]:
        """Return the routes of every entity, making those that were not needed yet."""
        return [each.included() for each in self.entities.values()]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether this is for a generated route."""
        if ERROR in scope:
            return Match.FULL, {}
        entity, rest = self._entity(get_route_path(scope)) if scope["type"] == "http" else (None, "")
        if entity is None:
            return Match.NONE, {}
        if entity.refuses(scope["method"], rest):
            return Match.FULL, {}
        return entity.serving(scope, rest).matches(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that matches. Raises the error of one that a compiled route could not serve."""
        if ERROR in scope:
            raise scope[ERROR]
        entity, rest = self._entity(get_route_path(scope))
        assert entity is not None
        if entity.refuses(scope["method"], rest):
            raise HTTPException(405)
        await entity.serving(scope, rest).handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        """Return the path of a route by its name."""
        for route in self.routes():
            try:
                return route.url_path_for(name, **path_params)
            except NoMatchFound:
                pass
        raise NoMatchFound(name, path_params)

    def at(self, path: str) -> Sequence[BaseRoute | RouteContext]:
        """Return the routes that a path may belong to."""
        entity, rest = self._entity(path)
        return [] if entity is None else entity.at(rest)

    def compiled(self, method: str, path: str) -> tuple[CompiledRoute | None, str]:
        """Return the compiled route for a request, if there is one, and what its path names behind the collection."""
        if not path.startswith(self._start):
            return None, ""
        segment, slash, rest = path[len(self._start) :].partition("/")
        entity = self.entities.get(segment)
        if entity is None or bool(slash) != bool(rest):
            return None, ""
        return entity.compiled(method, rest), rest

    def _entity(self, path: str) -> tuple[Entity | None, str]:
        """Return the entity that a path belongs to, and what stands behind the path of the collection."""
        if not path.startswith(self._start):
            return None, ""
        segment, _, rest = path[len(self._start) :].partition("/")
        return self.entities.get(segment), rest


class FastRoad:
    """Serves what compiled routes can. Inside of it is the last resort for errors, and no other middleware."""

    tells_callers_apart = False

    def __init__(self, app: ASGIApp, generated: Generated, written: Callable[[str], Sequence[Any]]) -> None:
        """Wrap the application. `written` returns the hand-written routes that a path may belong to."""
        self._app = app
        self._generated = generated
        self._written = written

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if (
            scope["type"] == "http"
            and not scope["app"].dependency_overrides
            and "fastapi.telemetry" not in scope
        ):
            path = get_route_path(scope)
            route, id = self._generated.compiled(scope["method"], path)
            if route is not None:
                written = self._written(path)
                if not written or all(each.matches(scope)[0] is not Match.FULL for each in written):
                    await route(scope, receive, send, self._app, id)
                    return
        await self._app(scope, receive, send)
