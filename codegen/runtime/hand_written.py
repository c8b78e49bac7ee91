"""Routes that are written by hand: what guards them, and how one is named as open.

`create_api(dependencies=…)` covers them as `FastAPI(dependencies=…)` would: routes of the app, of included routers and
of routers in those, whenever they are added. A route at or below the path of an entity obeys that entity's
`entity_dependencies` too. Only what is named as open, by `public`, runs none of these.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_parameterless_sub_dependant
from fastapi.params import Depends
from fastapi.routing import APIRoute, APIWebSocketRoute, _EffectiveRouteContext, _IncludedRouter
from starlette.routing import BaseRoute, Mount, compile_path
from starlette.types import Receive, Scope, Send

from .row_guards import elsewhere


async def _public() -> None:
    """Mark a route as open. It never runs where the marker is understood."""


public = Depends(_public)
"""Names a route as open: the guards that `create_api` was given do not cover it.

`app.include_router(health.router, dependencies=[public])`, or `@app.post("/login", dependencies=[public])`. The other
dependencies of the route, and of the routers that it is included by, still run.
"""


class Guards:
    """What guards hand-written routes: the dependencies of the app, and those of entities by their paths."""

    def __init__(
        self,
        app: Sequence[Depends],
        entities: Mapping[str, Sequence[Depends]],
        item_path: Callable[[str], str | None],
    ) -> None:
        """Take the guards of the app, and those of each entity by the path of its collection, as in `/v1/posts`.

        `item_path` returns the path of an item for that of its collection, if there is one.
        """
        self.app = tuple(app)
        self._entities = {path: tuple(guards) for path, guards in entities.items()}
        self._item_path = item_path

    def added(self, path: str, own: Collection[Depends]) -> tuple[Depends, ...] | None:
        """Return the guards of entities that a route needs; None if it is open, and needs no guard of the app either.

        `own` are the dependencies that the route was given. Raises ValueError if which guards it needs is not known
        before the request, or if one would read another row than the route.
        """
        if any(each.dependency is _public for each in own):
            return None
        found: tuple[Depends, ...] = ()
        for collection, guards in self._entities.items():
            place = _place(path, collection)
            if place == "below":
                self._require_same_row(path, collection, guards)
                found = self._for_path(path, collection, guards)
            elif place == "perhaps" and guards:
                raise ValueError(
                    f"{path} may be a path below {collection}, whose guards it would not obey: begin it with another "
                    "segment, or name it as open (`dependencies=[public]`) and guard it by dependencies of its own"
                )
        return found

    def refuse(self, path: str, *, mounted: bool = False) -> None:
        """Raise ValueError for a route that runs no dependencies, if it serves or may serve guarded paths.

        One that is `mounted` serves every path below its own.
        """
        served = f"{path.rstrip('/')}/{{path:path}}" if mounted else path
        for collection, guards in self._entities.items():
            place = _place(served, collection) if self.app or guards else None
            if place is not None:
                where = "is" if place == "below" else "may serve a path"
                raise ValueError(
                    f"{path or '/'} {where} below {collection}, which is guarded, and a mount or plain route of "
                    "Starlette's runs no dependencies: put it elsewhere, or make it a route of FastAPI's"
                )

    def _for_path(self, path: str, collection: str, guards: Sequence[Depends]) -> tuple[Depends, ...]:
        """Return guards of an entity for a path that may hold no id, which they then do not read from the query."""
        item = self._item_path(collection) if guards else None
        names = [each.strip("{}") for each in (item or "").removeprefix(collection).split("/") if each]
        given = {each.strip("{}").partition(":")[0] for each in path.split("/") if each.startswith("{")}
        if given >= {*names}:
            return tuple(guards)
        where = f"use {path}"
        return tuple(elsewhere(each, names, {}, defaults=True, where=where) for each in guards)

    def _require_same_row(self, path: str, collection: str, guards: Sequence[Depends]) -> None:
        """Raise ValueError if a guard takes a part of the path that has another name in this path."""
        item = self._item_path(collection) if guards and "{" in path else None
        if item is None:
            return
        for expected, given in zip(item.split("/"), path.split("/"), strict=False):
            name = expected.strip("{}")
            if "{" not in given or name == expected or given.strip("{}").partition(":")[0] == name:
                continue
            if any(
                name in _path_parameters(get_parameterless_sub_dependant(depends=guard, path=item))
                for guard in guards
            ):
                raise ValueError(f"{path}: call {given} {expected}, since a guard of {collection} reads it")


def _path_parameters(dependant: Dependant) -> set[str]:
    names = {each.alias for each in dependant.path_params}
    return names.union(*map(_path_parameters, dependant.dependencies))


def _place(path: str, collection: str) -> Literal["below", "perhaps"] | None:
    """Tell whether the path of a route is that of a collection or below it; perhaps, if parameters decide."""
    segments = path.split("/")
    place: Literal["below", "perhaps"] = "below"
    for number, expected in enumerate(collection.split("/")):
        given = segments[number] if number < len(segments) else None
        if given is None:
            return None
        if given == expected:
            continue
        if "{" not in given or not compile_path(f"/{given}")[0].match(f"/{expected}"):
            return None
        if ":path}" in given:
            return "perhaps"
        place = "perhaps"
    return place


class HandWrittenRouter(APIRouter):
    """The router of an application, which puts guards before what is added to it."""

    def __init__(self, guards: Guards, **options: Any) -> None:
        """Take the guards, and more that an APIRouter takes."""
        super().__init__(dependencies=guards.app, **options)
        self._guards = guards
        self.refusal: Callable[[], str | None] = lambda: None
        """Returns why the application must not start, if there is a reason."""

    async def lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Start and stop the application. Raises ValueError, once the server was told why, if it must not start."""
        refusal = self.refusal()
        if refusal is not None:
            await receive()
            await send({"type": "lifespan.startup.failed", "message": refusal})
            raise ValueError(refusal)
        await super().lifespan(scope, receive, send)

    def add_api_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        dependencies: Sequence[Depends] | None = None,
        **options: Any,
    ) -> None:
        """Add a route."""
        with self._guarding(path, dependencies or ()):
            super().add_api_route(path, endpoint, dependencies=dependencies, **options)

    def add_api_websocket_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        name: str | None = None,
        *,
        dependencies: Sequence[Depends] | None = None,
    ) -> None:
        """Add the route of a websocket."""
        with self._guarding(path, dependencies or ()):
            super().add_api_websocket_route(path, endpoint, name, dependencies=dependencies)

    def include_router(self, router: APIRouter, **options: Any) -> None:
        """Add the routes of a router, those that it gets later too."""
        super().include_router(router, **options)
        plain = self.routes.pop()
        assert isinstance(plain, _IncludedRouter)
        guarded = _GuardedRouter(plain.original_router, plain.include_context, guards=self._guards)
        guarded.check()
        self.routes.append(guarded)

    def add_route(self, path: str, *arguments: Any, **options: Any) -> None:
        """Add a route that runs no dependencies."""
        self._guards.refuse(path)
        super().add_route(path, *arguments, **options)

    def add_websocket_route(self, path: str, *arguments: Any, **options: Any) -> None:
        """Add the route of a websocket that runs no dependencies."""
        self._guards.refuse(path)
        super().add_websocket_route(path, *arguments, **options)

    def mount(self, path: str, *arguments: Any, **options: Any) -> None:
        """Add an application, which runs no dependencies of this one."""
        self._guards.refuse(path, mounted=True)
        super().mount(path, *arguments, **options)

    @contextmanager
    def _guarding(self, path: str, own: Collection[Depends]) -> Iterator[None]:
        """Let the routes that are added meanwhile have the guards of their path."""
        added = self._guards.added(self.prefix + path, own)
        kept, count = self.dependencies, len(self._guards.app)
        self.dependencies = kept[count:] if added is None else [*kept[:count], *added, *kept[count:]]
        try:
            yield
        finally:
            self.dependencies = kept


@dataclass
class _GuardedRouter(_IncludedRouter):
    """A router as it is included in the application, or in a router that is."""

    guards: Guards = field(kw_only=True)

    def check(self) -> None:
        """Raise ValueError for a route that cannot be guarded."""
        for each in self.effective_candidates():
            if isinstance(each, _GuardedRouter):
                each.check()

    def effective_candidates(self) -> list[_EffectiveRouteContext | _IncludedRouter]:
        """Return the routes and the routers in this one."""
        found = super().effective_candidates()
        for place, each in enumerate(found):
            if isinstance(each, _IncludedRouter) and not isinstance(each, _GuardedRouter):
                found[place] = _GuardedRouter(each.original_router, each.include_context, guards=self.guards)
        return found

    def effective_low_priority_routes(self) -> list[_EffectiveRouteContext]:
        """Return the routes of frontends, also those of the routers in this one."""
        inner = [each for each in self.effective_candidates() if isinstance(each, _GuardedRouter)]
        below = [route for each in inner for route in each.effective_low_priority_routes()]
        taken = [id(each.original_route) for each in below]
        own = [
            each for each in super().effective_low_priority_routes() if id(each.original_route) not in taken
        ]
        return [*own, *below]

    def _build_effective_context(self, route: BaseRoute) -> _EffectiveRouteContext | None:
        given = self.include_context
        own = [*given.dependencies, *getattr(route, "dependencies", ())]
        path = getattr(route, "path", None)
        if path is not None and not isinstance(route, APIRoute | APIWebSocketRoute):
            self.guards.refuse(given.prefix + path, mounted=isinstance(route, Mount))
        added = self.guards.added(given.prefix + (path or ""), own)
        count = len(self.guards.app)  # these are the first, since the application's router was given them
        before = [] if added is None else [*given.dependencies[:count], *added]
        context = replace(given, dependencies=[*before, *given.dependencies[count:]])
        guarded = copy(self)
        guarded.include_context = context
        return super(_GuardedRouter, guarded)._build_effective_context(route)
