# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7db93e3868050f7a8599bb477e149ed9
"""All generated routes as one route of the application, which FastAPI serves."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Mount, NoMatchFound
from starlette.types import Receive, Scope, Send

from ..endpoints.root_paths import path_below_root
from .compiled_route import ERROR
from .entity_routes import EntityRoutes
from .hand_written import may_be_below

INCLUDED = (
    "the router of an application that `create_api` made cannot be included in another one: its middleware and its "
    "handlers of errors would be missing. Mount the application: other.mount('/api', app)"
)


class GeneratedRoutes(BaseRoute):
    """All generated routes. A hand-written route has priority over them, unless it matches every path."""

    def __init__(self, prefix: str) -> None:
        """Take the prefix of every path."""
        self.entities: Mapping[str, EntityRoutes] = {}
        self.start = f"{prefix}/"
        self._app: Any = None
        self._hand_written: Callable[[str], Sequence[Any]] = lambda _: ()

    def serve(
        self, entities: Mapping[str, EntityRoutes], app: Any, hand_written: Callable[[str], Sequence[Any]]
    ) -> None:
        """Set the entities, by the first segment of their path after the prefix, and their application.

        `hand_written` returns the hand-written routes that may match a path.
        """
        self.entities, self._app, self._hand_written = entities, app, hand_written

    def has_priority_over(self, route: Any) -> bool:
        """Return True for a hand-written route that would hide entities: it may match their paths and any others."""
        path = str(getattr(route, "path", None) or "")
        mounted = isinstance(getattr(route, "original_route", route), Mount)
        return any(may_be_below(path, f"{self.start}{each}", mounted=mounted) for each in self.entities)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of every entity. Make those that are not made yet."""
        return [each.included() for each in self.entities.values()]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether a generated route serves this request."""
        if ERROR in scope:
            return Match.FULL, {}
        entity, rest = self._entity(path_below_root(scope)) if scope["type"] == "http" else (None, "")
        if scope["app"] is not self._app:
            raise RuntimeError(INCLUDED)
        if entity is None:
            return Match.NONE, {}
        if any(each.matches(scope)[0] is Match.FULL for each in self._hand_written(path_below_root(scope))):
            return Match.NONE, {}
        if entity.refuses(scope["method"], rest):
            return Match.FULL, {}
        match, found = entity.serving(scope, rest).matches(scope)
        # Another method is 405, also if a hand-written route matches every path.
        return Match.FULL if match is Match.PARTIAL else match, found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that matches. Raises the error of a compiled route that failed."""
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

    def _entity(self, path: str) -> tuple[EntityRoutes | None, str]:
        """Return the entity of a path, and the path relative to its collection."""
        if not path.startswith(self.start):
            return None, ""
        segment, _, rest = path[len(self.start) :].partition("/")
        return self.entities.get(segment), rest
