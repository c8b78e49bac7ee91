"""The routes of one entity. Its modules are imported at the first request for one of its paths."""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from fastapi import APIRouter
from fastapi.params import Depends
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope

from ..endpoints.related_entities import NO_REQUIREMENTS, EntityRequirements, Requirements, expand_in
from ..endpoints.row_guards import Overrides
from ..libraries.private_fastapi import KNOWN, contexts, included
from ..resources.bounded_cache import LruCache
from .compiled_route import CompiledRoute
from .request_parsing import receive_body
from .routing import DEFAULT_BODY_LIMIT, Route

MakeRouter = Callable[[Requirements | None], APIRouter]
"""Makes the routes of an entity: for requests without requirements (None), or for requests with these requirements."""
MAX_CACHED_ROUTERS = 100
"""The most routers for requests with requirements in the cache of an application, about 100 KB each."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_STANDARD = (*METHODS, "HEAD", "OPTIONS", "TRACE", "CONNECT", "QUERY")
ITEM = "{}"
"""Stands for the id of an item in the keys of `CompiledRoutes`."""


class CompiledRoutes(NamedTuple):
    """The compiled routes of an entity."""

    routes: dict[tuple[str, str], CompiledRoute | None]
    """By method and path relative to the collection: `""`, a literal such as `batch`, or `ITEM`."""
    literals: dict[str, set[str]]
    """By literal path, such as `batch`: its methods. Any other path is an id."""
    is_composite: bool
    """True if the id of an item has several segments."""


class EntityRoutes:
    """The routes of one entity, made when they are first needed."""

    def __init__(
        self,
        module: str,
        make: MakeRouter,
        requirements: EntityRequirements,
        guards: Sequence[Depends],
        prefix: str,
        app: Any,
        routers: LruCache[Any, BaseRoute],
    ) -> None:
        """Take the name of the entity's module, the guards of the application, and the cache of routers."""
        self._module = module
        self._make = make
        self._requirements = requirements
        self._guards = guards
        self._prefix = prefix
        self._app = app
        self._overrides = Overrides(app)
        self._included: BaseRoute | None = None
        self._routers = routers
        self._has_body_requirements = False
        """True if the body of a request may have requirements."""
        self.compiled: CompiledRoutes | None = None
        """None until the routes are made."""

    def included(self) -> BaseRoute:
        """Return the router as FastAPI includes it, with the prefix, the guards and the application's overrides."""
        if self._included is None:
            self._compile()
        assert self._included is not None
        return self._included

    def compile(self) -> CompiledRoutes:
        """Return the compiled routes. Make the routes if they are not made yet."""
        return self.compiled if self.compiled is not None else self._compile()

    def _compile(self) -> CompiledRoutes:
        self._has_body_requirements = self._requirements.has_bodies(self._module)
        made: dict[Requirements | None, APIRouter] = {}
        router = self.including(None, made=made)
        literals: dict[str, set[str]] = {}
        is_composite = False
        for route in self._router(None, made).routes:
            assert isinstance(route, APIRoute)
            relative = self._relative(route.path)
            is_composite = is_composite or (_is_item(relative) and "/" in relative)
            if relative and "/" not in relative and "{" not in relative:
                literals.setdefault(relative, set()).update(_methods(route))
        self._included, self.compiled = router, CompiledRoutes({}, literals, is_composite)
        for context in contexts([router]) if KNOWN else ():
            relative = self._relative(str(context.path_format).removeprefix(self._prefix))
            place = ITEM if _is_item(relative) else relative
            if place is ITEM or "/" not in relative:
                for method in context.methods or ():
                    needs_more = self._body_check(method, place)
                    self.compiled.routes[method, place] = CompiledRoute.of(included(context), needs_more)
        return self.compiled

    def serving(self, scope: Scope, rest: str) -> BaseRoute:
        """Return the router for a request. A request with `expand` has a router with its requirements."""
        included = self.included()
        # Lists of links cannot be expanded.
        expand = None if self._is_below_item(rest) else expand_in(scope)
        if expand is None:
            return included
        return self._with(self._requirements.expanded(self._module, expand), "GET")

    async def serving_body(self, scope: Scope, receive: Receive, rest: str) -> tuple[BaseRoute, Receive]:
        """Return the router for a request, which may depend on the body, and a channel that repeats the body."""
        if not self._may_need_more(scope["method"], rest):
            return self.serving(scope, rest), receive
        limit = getattr(self._app.state, "max_body_size", DEFAULT_BODY_LIMIT)
        content, repeated = await receive_body(scope, receive, limit)
        needed = self._requirements.body(self._module, rest, scope["method"], content)
        return self.included() if needed == NO_REQUIREMENTS else self._with(needed, scope["method"]), repeated

    def including(
        self,
        needed: Requirements | None,
        method: str | None = None,
        made: dict[Requirements | None, APIRouter] | None = None,
    ) -> BaseRoute:
        """Return the router for requests with these requirements. Each route has its own guards.

        With a `method`, the router has only the routes of this method. The routers that it consists of are added to
        `made`.
        """
        made = {} if made is None else made
        routes = self._router(needed, made).routes
        all_needed = [self._needed(each, needed) for each in routes]
        wanted = [place for place, each in enumerate(routes) if method is None or method in _methods(each)]
        parent = APIRouter(dependency_overrides_provider=self._overrides, redirect_slashes=False)
        for (guards, whole), places in groupby(wanted, all_needed.__getitem__):
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

    def methods_at(self, rest: str, scope: Scope) -> set[str]:
        """Return the methods that the path of a request allows. `rest` is the path relative to the collection."""
        router = self.included()
        return self.compile().literals.get(rest) or allowed_methods([router], scope)

    def refuses(self, method: str, rest: str) -> bool:
        """Return True if a literal path such as `batch` has no route for a method, though an id would have one."""
        return method not in self.compile().literals.get(rest, {method})

    def _router(self, needed: Requirements | None, made: dict[Requirements | None, APIRouter]) -> APIRouter:
        if needed not in made:
            made[needed] = self._make(needed)
        return made[needed]

    def _needed(
        self, route: BaseRoute, needed: Requirements | None
    ) -> tuple[list[Depends], Requirements | None]:
        """Return the guards of a route, and its requirements together with those of the request."""
        assert isinstance(route, APIRoute)
        path = self._relative(route.path)
        method = next(each for each in METHODS if each in _methods(route))
        whole = (needed or NO_REQUIREMENTS) | self._requirements.static(self._module, method, path)
        own = self._requirements.own(self._module, method, path)
        guards = [*self._guards, *own, *self._requirements.guards(whole)]
        return guards, None if needed is None and whole == NO_REQUIREMENTS else whole

    def _with(self, needed: Requirements, method: str) -> BaseRoute:
        method = "GET" if method == "HEAD" else method
        key = self, needed, method
        found = self._routers.get(key)
        return found if found is not None else self._routers.put(key, self.including(needed, method))

    def _may_need_more(self, method: str, rest: str) -> bool:
        """Return True for a request whose body may have requirements: it creates or updates rows of this entity."""
        if not self._has_body_requirements or self._is_below_item(rest):
            return False
        return method in ("PATCH", "PUT") or (method == "POST" and rest in ("", "batch"))

    def _body_check(self, method: str, rest: str) -> Callable[[bytes], bool] | None:
        """Return the function that says whether a body has requirements, or None if no body has any."""
        if not self._may_need_more(method, rest):
            return None
        body = self._requirements.body
        return lambda content: body(self._module, rest, method, content) != NO_REQUIREMENTS

    def _is_below_item(self, rest: str) -> bool:
        return "/" in rest and not (self.compiled is not None and self.compiled.is_composite)

    @staticmethod
    def _relative(path: str) -> str:
        """Return a path relative to the collection."""
        return path.removeprefix("/").partition("/")[2]


def _methods(route: BaseRoute) -> Collection[str]:
    """Return the methods of a route."""
    assert isinstance(route, APIRoute)
    return route.methods or ()


def allowed_methods(routes: Iterable[BaseRoute], scope: Scope) -> set[str]:
    """Return the methods that routes allow at the path of a request. A route for every method adds none."""
    found: set[str] = set()
    for route in routes:
        if not _allows(route, scope, "NONE"):
            known = {*_STANDARD, *(getattr(route, "methods", None) or ())}
            found |= {method for method in known if _allows(route, scope, method)}
    return found


def _allows(route: BaseRoute, scope: Scope, method: str) -> bool:
    return route.matches({**scope, "method": method})[0] is Match.FULL


def _is_item(path: str) -> bool:
    """Return True if a path relative to the collection is that of an item: it consists of parameters only."""
    return bool(path) and all(each.startswith("{") for each in path.split("/"))
