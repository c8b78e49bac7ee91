"""Private APIs of FastAPI. See `private_apis`."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.params import Depends
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import BaseRoute, Mount
from starlette.types import Scope

from . import signatures
from .private_apis import PrivateApis

__all__ = [
    "KNOWN",
    "PRIVATE_APIS",
    "Dependant",
    "GuardedRouter",
    "Included",
    "aliases_of",
    "contexts",
    "dependant_of",
    "included",
    "members_of",
    "model_of",
    "note_guards",
    "read_dependency",
    "reports_telemetry",
    "route_of",
    "routes_within",
    "solve",
    "without_parameters",
]
PRIVATE_APIS = PrivateApis("fastapi", "requests take FastAPI's own path, which is slower")
_READ = (
    *("call", "name", "path", "dependencies", "use_cache", "scope", "concurrency", "own_oauth_scopes"),
    *("path_params", "query_params", "header_params", "cookie_params", "body_params", "parent_oauth_scopes"),
    *("request_param_name", "websocket_param_name", "http_connection_param_name", "response_param_name"),
    *("background_tasks_param_name", "security_scopes_param_name"),
)
_SOLVED = ("request", "dependant", "dependency_overrides_provider", "async_exit_stack", "embed_body_fields")
_INCLUDED = (
    *("original_router", "include_context", "effective_candidates", "effective_low_priority_routes"),
    "_build_effective_context",
)

if TYPE_CHECKING:
    from fastapi.dependencies.models import Dependant
    from fastapi.routing import _IncludedRouter as IncludedRouter
else:
    Dependant = (
        PRIVATE_APIS.find("fastapi.dependencies.models", "Dependant", has=_READ) or signatures.Dependency
    )
    IncludedRouter = PRIVATE_APIS.find("fastapi.routing", "_IncludedRouter", has=_INCLUDED) or BaseRoute
_solve = PRIVATE_APIS.find("fastapi.dependencies.utils", "solve_dependencies", takes=_SOLVED)
_get_dependant = PRIVATE_APIS.find("fastapi.dependencies.utils", "get_dependant", takes=["path", "call"])
_aliases = PRIVATE_APIS.find(
    "fastapi.dependencies.utils", "_get_param_aliases", takes=["convert_underscores"]
)
_model = PRIVATE_APIS.find("fastapi.dependencies.utils", "_get_param_model")
_members = PRIVATE_APIS.find("fastapi._compat", "get_cached_model_fields")
_contexts = PRIVATE_APIS.find("fastapi.routing", "iter_route_contexts")
PRIVATE_APIS.find(
    "fastapi.routing", "RouteContext", has=["original_route", "path_format", "methods", "endpoint"]
)
PRIVATE_APIS.find(
    "fastapi.routing", "_EffectiveRouteContext", has=["param_convertors", "dependant", "original_route"]
)
PRIVATE_APIS.find("fastapi.routing", "_RouterIncludeContext", has=["prefix", "dependencies"])
KNOWN = PRIVATE_APIS.complete
"""True if routes may be compiled, and the attributes of included routers are known."""
_GUARDED_BY = "specloom_guarded_by"
_CONVERTOR = re.compile(r"(?<=\w):\w+(?=})")
"""The converter in a path parameter, as in `{number:int}`."""


def read_dependency(call: Callable[..., Any], path: str = "") -> "Dependant":
    """Return the parameters and dependencies of a function that serves a path."""
    read: Any = signatures.read_dependency
    found: Dependant = _get_dependant(path=_CONVERTOR.sub("", path), call=call) if KNOWN else read(call, path)
    return found


def aliases_of(parameter: Any, *, convert_underscores: bool = False) -> list[tuple[str, str]]:
    """Return pairs of names of a parameter: in the validator, and in a request."""
    of = _aliases if KNOWN else signatures.aliases_of
    found: list[tuple[str, str]] = of(parameter, convert_underscores=convert_underscores)
    return found


def model_of(parameter: Any) -> Any:
    """Return the model that groups the members of a parameter, or None."""
    return _model(parameter) if KNOWN else signatures.model_of(parameter)


def members_of(model: Any) -> list[Any]:
    """Return the members of a model, as parameters."""
    found: list[Any] = _members(model) if KNOWN else signatures.members_of(model)
    return found


def contexts(routes: Sequence[Any]) -> Iterator[Any]:
    """Yield routes with the prefixes and guards of their routers. Only for a known version."""
    found: Iterator[Any] = _contexts(routes)
    return found


def routes_within(routes: Sequence[BaseRoute]) -> Iterator[list[BaseRoute]]:
    """Yield the list of routes of each included router. Routes may still be added. Only for a known version."""
    for each in routes:
        if isinstance(each, IncludedRouter):
            yield each.original_router.routes
            yield from routes_within(each.original_router.routes)


def reports_telemetry(app: FastAPI) -> bool:
    """Return True if FastAPI sends telemetry of an application, or if that is unknown."""
    telemetry = getattr(app, "_native_telemetry", None)
    return not KNOWN or telemetry is None or bool(telemetry.enabled())


def route_of(scope: Scope) -> Any:
    """Return the route that serves a request; in a known version with the prefixes and guards of its routers."""
    included = scope.get("fastapi", {}).get("effective_route_context") if KNOWN else None
    return included or scope.get("route")


def dependant_of(route: Any, app: Any) -> Any:
    """Return the dependencies of a hand-written route, or None if they are unknown."""
    if KNOWN:
        return getattr(route, "dependant", None)
    if not isinstance(route, APIRoute):
        return None
    made: Any = signatures.read_dependency(route.endpoint, route.path)
    guards = vars(route).get(_GUARDED_BY, () if route in app.router.routes else None)
    if guards is None:
        return None
    for call in (each.dependency for each in (*guards, *route.dependencies)):
        if call is not None:
            made.dependencies.append(signatures.read_dependency(call, route.path))
    return made


def note_guards(route: BaseRoute, guards: Sequence[Depends]) -> None:
    """Record the dependencies with which a route is included. An unknown version does not provide them."""
    vars(route)[_GUARDED_BY] = guards


class Included(NamedTuple):
    """A route with the prefix and guards of its routers."""

    endpoint: Callable[..., Any]
    route: BaseRoute
    parameters: tuple[str, ...]
    """The parameters of its path."""
    needs: Any
    """Its dependencies."""


def included(context: Any) -> Included:
    """Return the route of a context that `contexts` has yielded."""
    return Included(
        context.endpoint, context.original_route, tuple(context.param_convertors), context.dependant
    )


def without_parameters(dependant: "Dependant") -> "Dependant":
    """Return the dependencies of an endpoint, without its own parameters."""
    return Dependant(dependencies=dependant.dependencies, call=dependant.call, path=dependant.path)


async def solve(
    dependant: "Dependant", request: Request, stack: AsyncExitStack, function_stack: AsyncExitStack
) -> tuple[dict[str, Any], Any]:
    """Let FastAPI solve the dependencies of an endpoint. Return their values and the background tasks.

    `stack` is closed after the response, `function_stack` after the endpoint. Raises RequestValidationError.
    """
    request.scope["fastapi_inner_astack"] = stack
    request.scope["fastapi_function_astack"] = function_stack
    solved = await _solve(
        request=request,
        dependant=dependant,
        dependency_overrides_provider=request.app,
        async_exit_stack=stack,
        embed_body_fields=False,
    )
    if solved.errors:
        raise RequestValidationError(solved.errors)
    return solved.values, solved.background_tasks


@dataclass
class GuardedRouter(IncludedRouter):
    """An included router whose routes all get the guards of the application. Only for a known version."""

    guards: Any = field(kw_only=True)
    """The `Guards` of the application."""

    @classmethod
    def of(cls, plain: BaseRoute, guards: Any) -> "GuardedRouter":
        """Return an included router with guards. Raises ValueError if it has a route that cannot be guarded."""
        assert isinstance(plain, IncludedRouter)
        guarded = cls(plain.original_router, plain.include_context, guards=guards)
        guarded.check()
        return guarded

    def check(self) -> None:
        """Raise ValueError for a route that cannot be guarded."""
        for each in self.effective_candidates():
            if isinstance(each, GuardedRouter):
                each.check()

    def effective_candidates(self) -> list[Any]:
        """Return the routes and routers in this router."""
        found = super().effective_candidates()
        for place, each in enumerate(found):
            if isinstance(each, IncludedRouter) and not isinstance(each, GuardedRouter):
                found[place] = GuardedRouter(each.original_router, each.include_context, guards=self.guards)
        return found

    def effective_low_priority_routes(self) -> list[Any]:
        """Return the routes of frontends, also in the routers below."""
        inner = [each for each in self.effective_candidates() if isinstance(each, GuardedRouter)]
        below = [route for each in inner for route in each.effective_low_priority_routes()]
        taken = [id(each.original_route) for each in below]
        own = [
            each for each in super().effective_low_priority_routes() if id(each.original_route) not in taken
        ]
        return [*own, *below]

    def _build_effective_context(self, route: BaseRoute) -> Any:
        given = self.include_context
        own = [*given.dependencies, *getattr(route, "dependencies", ())]
        path = getattr(route, "path", None)
        if path is not None and not isinstance(route, APIRoute | APIWebSocketRoute):
            self.guards.refuse(given.prefix + path, mounted=isinstance(route, Mount))
        added = self.guards.added(given.prefix + (path or ""), own)
        count = len(self.guards.app)  # FastAPI puts the dependencies of the application first
        before = [] if added is None else [*given.dependencies[:count], *added]
        context = replace(given, dependencies=[*before, *given.dependencies[count:]])
        guarded = copy(self)
        guarded.include_context = context
        return super(GuardedRouter, guarded)._build_effective_context(route)
