# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7d9a541ccab18a77fad8fae972e55840
"""Finds the compiled route for a request. Requests without one go to FastAPI."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from ..endpoints.root_paths import path_below_root
from ..libraries.private_fastapi import KNOWN, contexts, routes_within
from .compiled_route import CompiledRoute
from .entity_routes import ITEM
from .generated_routes import GeneratedRoutes


class HandWrittenRoutes:
    """The hand-written routes of an application, by the first segment of their paths."""

    def __init__(self, app: FastAPI, generated: GeneratedRoutes) -> None:
        self._app = app
        self._generated = generated
        self._routes: list[BaseRoute] = []
        self._included: list[list[BaseRoute]] = []
        self._size = 0
        self._by_segment: Mapping[str, list[Any]] = {}
        self._anywhere: list[Any] = []

    def all(self) -> list[BaseRoute]:
        """Return every hand-written route."""
        return [route for route in self._app.router.routes if route is not self._generated]

    def at(self, path: str) -> list[Any]:
        """Return the routes that may match a path, except those that match every path."""
        if not KNOWN:  # then the routes in included routers are unknown
            return [each for each in self.all() if not self._generated.has_priority_over(each)]
        if self._app.router.routes != self._routes or sum(map(len, self._included)) != self._size:
            self._sort()
        return self._by_segment.get(path.partition("/")[2].partition("/")[0], self._anywhere)

    def _sort(self) -> None:
        self._routes = [*self._app.router.routes]
        self._included = list(routes_within(self._routes))
        self._size = sum(map(len, self._included))
        by_segment: dict[str | None, list[Any]] = {}
        for context in contexts(self.all()):
            if self._generated.has_priority_over(context):
                continue
            path = str(context.path_format or getattr(context, "path", "") or "")
            segment = path.partition("/")[2].partition("/")[0]
            by_segment.setdefault(None if not segment or "{" in segment else segment, []).append(context)
        self._anywhere = by_segment.pop(None, [])
        self._by_segment = {str(name): [*own, *self._anywhere] for name, own in by_segment.items()}


class FastPathMiddleware:
    """Serves requests that have a compiled route. It wraps only the middleware for unhandled errors."""

    tells_callers_apart = False

    def __init__(self, app: ASGIApp, generated: GeneratedRoutes, hand_written: HandWrittenRoutes) -> None:
        self._app = app
        self._generated = generated
        self._hand_written = hand_written

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if (
            scope["type"] == "http"
            and not scope["app"].dependency_overrides
            and "fastapi.telemetry" not in scope
        ):
            path = path_below_root(scope) if scope.get("root_path") else scope["path"]
            route, id = self._find(scope["method"], path)
            if route is not None:
                others = self._hand_written.at(path)
                if not others or all(each.matches(scope)[0] is not Match.FULL for each in others):
                    await route(scope, receive, send, self._app, id)
                    return
        await self._app(scope, receive, send)

    def _find(self, method: str, path: str) -> tuple[CompiledRoute | None, str]:
        """Return the compiled route for a request, or None, and the path relative to the collection."""
        start = self._generated.start
        if not path.startswith(start):
            return None, ""
        segment, slash, rest = path[len(start) :].partition("/")
        entity = self._generated.entities.get(segment)
        if entity is None or bool(slash) != bool(rest):
            return None, ""
        compiled = entity.compiled
        if compiled is None:
            compiled = entity.compile()
        if "/" in rest and not compiled.is_composite:
            return None, ""
        return compiled.routes.get((method, ITEM if rest and rest not in compiled.literals else rest)), rest
