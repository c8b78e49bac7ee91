"""From a path to its route through one table, however many entities there are.

An entity's modules are imported, and its routes made, at the first request for one of its paths.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from fastapi import APIRouter
from fastapi.params import Depends
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Mount, NoMatchFound
from starlette.types import ASGIApp, Receive, Scope, Send

from ..endpoints.related_entities import NO_REQUIREMENTS, EntityRequirements, Requirements, expand_in
from ..endpoints.root_paths import path_below_root
from ..endpoints.row_guards import Overrides
from ..libraries.private_fastapi import KNOWN, contexts, included
from ..resources.bounded_cache import LruCache
from .compiled_route import ERROR, CompiledRoute
from .hand_written import may_be_below
from .request_parsing import received
from .routing import DEFAULT_BODY_LIMIT, Route

MakeRouter = Callable[[Requirements | None], APIRouter]
"""What makes the routes of an entity: its own, or those for requests that may need the services of others."""
MOST_KEPT = 100
"""Routers that an application keeps for requests that need more than the entity's own, of about 100 KB each."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_STANDARD = (*METHODS, "HEAD", "OPTIONS", "TRACE", "CONNECT", "QUERY")
INCLUDED = (
    "the router of an application that `create_api` made cannot be included in another one: its middleware and its "
    "handlers of errors would be missing. Mount the application: other.mount('/api', app)"
)
ITEM = "{}"
"""Stands for the id of any item of a collection, be it one segment or several."""


class Entity:
    """The routes of one entity, made when they are first needed."""

    def __init__(
        self,
        module: str,
        make: MakeRouter,
        requirements: EntityRequirements,
        guards: Sequence[Depends],
        prefix: str,
        app: Any,
        kept: LruCache[Any, BaseRoute],
    ) -> None:
        """Take what makes the routes, what tells what requests need, the app's guards, and what keeps routers."""
        self._module = module
        self._make = make
        self._reaches = requirements
        self._guards = guards
        self._prefix = prefix
        self._app = app
        self._overrides = Overrides(app)
        self._included: BaseRoute | None = None
        self._kept = kept
        self._bodies = False
        """True if what a request needs may depend on its body."""
        self._compiled: dict[tuple[str, str], CompiledRoute | None] = {}
        self._literal: dict[str, set[str]] = {}
        """The methods of paths behind the collection's that are no ids, such as `batch`."""
        self._composite = False
        """True if the path of an item has several segments."""

    def included(self) -> BaseRoute:
        """Return the router as FastAPI includes it: with the prefix, the guards, the application's overrides."""
        if self._included is None:
            self._bodies = self._reaches.has_bodies(self._module)
            made: dict[Requirements | None, APIRouter] = {}
            self._included = self.including(None, made=made)
            for route in self._router(None, made).routes:
                assert isinstance(route, APIRoute)
                relative = self._relative(route.path)
                self._composite = self._composite or (_is_item(relative) and "/" in relative)
                if relative and "/" not in relative and "{" not in relative:
                    self._literal.setdefault(relative, set()).update(_methods(route))
            if KNOWN:
                self._compile(self._included)
        return self._included

    def _compile(self, router: BaseRoute) -> None:
        for context in contexts([router]):
            relative = self._relative(str(context.path_format).removeprefix(self._prefix))
            place = ITEM if _is_item(relative) else relative
            if place is ITEM or "/" not in relative:
                for method in context.methods or ():
                    further = self._further(method, place)
                    self._compiled[method, place] = CompiledRoute.of(included(context), further)

    def serving(self, scope: Scope, rest: str) -> BaseRoute:
        """Return the router for a request; one that is expanded has another, with what that needs."""
        included = self.included()
        # The lists of links cannot be expanded.
        expand = None if "/" in rest and not self._composite else expand_in(scope)
        return included if expand is None else self._with(self._reaches.expanded(self._module, expand), "GET")

    async def serving_body(self, scope: Scope, receive: Receive, rest: str) -> tuple[BaseRoute, Receive]:
        """Return the router for a request, which its body may decide, and a channel that gives the body again."""
        if not self._has_body(scope["method"], rest):
            return self.serving(scope, rest), receive
        limit = getattr(self._app.state, "max_body_size", DEFAULT_BODY_LIMIT)
        content, again = await received(scope, receive, limit)
        requirements = self._reaches.body(self._module, rest, scope["method"], content)
        return self.included() if requirements == NO_REQUIREMENTS else self._with(
            requirements, scope["method"]
        ), again

    def including(
        self,
        requirements: Requirements | None,
        method: str | None = None,
        made: dict[Requirements | None, APIRouter] | None = None,
    ) -> BaseRoute:
        """Return the router of the entity's own requests, or of those that need more. Each route has its own guards.

        With a method it has the routes of this one alone. `made` gets the routers that it is made of.
        """
        made = {} if made is None else made
        routes = self._router(requirements, made).routes
        needed = [self._needed(each, requirements) for each in routes]
        wanted = [place for place, each in enumerate(routes) if method is None or method in _methods(each)]
        parent = APIRouter(dependency_overrides_provider=self._overrides, redirect_slashes=False)
        for (guards, whole), places in groupby(wanted, needed.__getitem__):
            some = APIRouter(redirect_slashes=False)
            for place in places:
                route = self._router(whole, made).routes[place]
                assert isinstance(route, Route)
                route.guard(guards, self._prefix)
                some.routes.append(route)
            parent.include_router(some, prefix=self._prefix, dependencies=guards)
        if len(parent.routes) == 1:
            return parent.routes[0]
        outer = APIRouter(dependency_overrides_provider=self._overrides, redirect_slashes=False)
        outer.include_router(parent)
        return outer.routes[-1]

    def _router(
        self, requirements: Requirements | None, made: dict[Requirements | None, APIRouter]
    ) -> APIRouter:
        if requirements not in made:
            made[requirements] = self._make(requirements)
        return made[requirements]

    def _needed(
        self, route: BaseRoute, requirements: Requirements | None
    ) -> tuple[list[Depends], Requirements | None]:
        """Return the guards of a route, and all that it needs besides, which tells its services."""
        assert isinstance(route, APIRoute)
        path = self._relative(route.path)
        method = next(each for each in METHODS if each in _methods(route))
        whole = (requirements or NO_REQUIREMENTS) | self._reaches.static(self._module, method, path)
        own = self._reaches.own(self._module, method, path)
        guards = [*self._guards, *own, *self._reaches.guards(whole)]
        return guards, None if requirements is None and whole == NO_REQUIREMENTS else whole

    def _with(self, requirements: Requirements, method: str) -> BaseRoute:
        method = "GET" if method == "HEAD" else method
        key = self, requirements, method
        found = self._kept.get(key)
        return found if found is not None else self._kept.put(key, self.including(requirements, method))

    def _has_body(self, method: str, rest: str) -> bool:
        """Return True for a request whose body may need more: one that creates or changes rows of the entity itself."""
        if not self._bodies or ("/" in rest and not self._composite):
            return False
        return method in ("PATCH", "PUT") or (method == "POST" and rest in ("", "batch"))

    def _further(self, method: str, rest: str) -> Callable[[bytes], bool] | None:
        """Return what tells whether a body needs more, if any may."""
        if not self._has_body(method, rest):
            return None
        body = self._reaches.body
        return lambda content: body(self._module, rest, method, content) != NO_REQUIREMENTS

    @staticmethod
    def _relative(path: str) -> str:
        """Return what a path has behind that of the collection."""
        return path.removeprefix("/").partition("/")[2]

    def compiled(self, method: str, rest: str) -> CompiledRoute | None:
        """Return the route for a method on what stands behind the collection's path, if one can be compiled."""
        if self._included is None:
            self.included()
        if "/" in rest and not self._composite:
            return None
        return self._compiled.get((method, ITEM if rest and rest not in self._literal else rest))

    def methods_at(self, rest: str, scope: Scope) -> set[str]:
        """Return the methods that the path of a request allows, of which `rest` stands behind the collection's."""
        router = self.included()
        return self._literal.get(rest) or allowed_methods([router], scope)

    def refuses(self, method: str, rest: str) -> bool:
        """Return True if a path that is no id has no route for a method, though one for ids would take it."""
        self.included()
        return method not in self._literal.get(rest, {method})


def _methods(route: BaseRoute) -> Collection[str]:
    """Return the methods of a route."""
    assert isinstance(route, APIRoute)
    return route.methods or ()


def allowed_methods(routes: Iterable[BaseRoute], scope: Scope) -> set[str]:
    """Return the methods that routes take at the path of a request. One that takes every method allows none."""
    found: set[str] = set()
    for route in routes:
        if not _takes(route, scope, "NONE"):
            known = {*_STANDARD, *(getattr(route, "methods", None) or ())}
            found |= {method for method in known if _takes(route, scope, method)}
    return found


def _takes(route: BaseRoute, scope: Scope, method: str) -> bool:
    return route.matches({**scope, "method": method})[0] is Match.FULL


def _is_item(path: str) -> bool:
    """Tell whether a path behind the collection's is that of an item: the parameters of its key and nothing else."""
    return bool(path) and all(each.startswith("{") for each in path.split("/"))


class Generated(BaseRoute):
    """All generated routes. Those that are written by hand win over them, but for one that takes every path."""

    def __init__(self, prefix: str) -> None:
        """Take what goes before every path."""
        self.entities: Mapping[str, Entity] = {}
        self._start = f"{prefix}/"
        self._app: Any = None
        self._written: Callable[[str], Sequence[Any]] = lambda _: ()

    def serve(
        self, entities: Mapping[str, Entity], app: Any, written: Callable[[str], Sequence[Any]]
    ) -> None:
        """Serve entities by the first segment of their path behind the prefix, in an application.

        `written` returns the hand-written routes that a path may belong to.
        """
        self.entities, self._app, self._written = entities, app, written

    def wins_over(self, route: Any) -> bool:
        """Return True for a hand-written route that would hide entities: it may serve their paths, and any others."""
        path = str(getattr(route, "path", None) or "")
        mounted = isinstance(getattr(route, "original_route", route), Mount)
        return any(may_be_below(path, f"{self._start}{each}", mounted=mounted) for each in self.entities)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of every entity, making those that were not needed yet."""
        return [each.included() for each in self.entities.values()]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether this is for a generated route."""
        if ERROR in scope:
            return Match.FULL, {}
        entity, rest = self._entity(path_below_root(scope)) if scope["type"] == "http" else (None, "")
        if scope["app"] is not self._app:
            raise RuntimeError(INCLUDED)
        if entity is None:
            return Match.NONE, {}
        if any(each.matches(scope)[0] is Match.FULL for each in self._written(path_below_root(scope))):
            return Match.NONE, {}
        if entity.refuses(scope["method"], rest):
            return Match.FULL, {}
        match, found = entity.serving(scope, rest).matches(scope)
        # Another method is 405, also where a route takes every path.
        return Match.FULL if match is Match.PARTIAL else match, found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that matches. Raises the error of one that a compiled route could not serve."""
        if ERROR in scope:
            raise scope[ERROR]
        entity, rest = self._entity(path_below_root(scope))
        assert entity is not None
        if entity.refuses(scope["method"], rest):
            raise HTTPException(405)
        route, receive = await entity.serving_body(scope, receive, rest)
        await route.handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        """Return the path of a route by its name."""
        for route in self.routes():
            try:
                return route.url_path_for(name, **path_params)
            except NoMatchFound:
                pass
        raise NoMatchFound(name, path_params)

    def methods_at(self, scope: Scope) -> set[str]:
        """Return the methods that the path of a request allows."""
        entity, rest = self._entity(path_below_root(scope))
        return set() if entity is None else entity.methods_at(rest, scope)

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
            path = path_below_root(scope)
            route, id = self._generated.compiled(scope["method"], path)
            if route is not None:
                written = self._written(path)
                if not written or all(each.matches(scope)[0] is not Match.FULL for each in written):
                    await route(scope, receive, send, self._app, id)
                    return
        await self._app(scope, receive, send)
