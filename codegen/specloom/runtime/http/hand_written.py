"""The guards of hand-written routes, and `public`, which removes them from a route.

The guards of `create_api(dependencies=…)` apply as those of `FastAPI(dependencies=…)` would: to routes of the app, of
included routers and of routers in these, whenever they are added. A route at or below the path of an entity also has
that entity's `entity_dependencies`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.params import Depends
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import Match, Mount, Route
from starlette.types import Receive, Scope, Send

from ..endpoints.row_guards import adapt_guard, path_parameters
from ..libraries.private_fastapi import KNOWN, PRIVATE_APIS, GuardedRouter, note_guards


async def _public() -> None:
    """Do nothing. It marks a route as public."""


public = Depends(_public)
"""Makes a route public: it does not have the guards of `create_api`.

`app.include_router(health.router, dependencies=[public])`, or `@app.post("/login", dependencies=[public])`. The other
dependencies of the route, and of the routers that it is included by, still run.
"""


class Guards:
    """The guards of hand-written routes: those of the app, and those of entities by path."""

    def __init__(
        self,
        app: Sequence[Depends],
        entities: Mapping[str, Sequence[Depends]],
        item_path: Callable[[str], str | None],
    ) -> None:
        """Take the guards of the app, and those of each entity by the path of its collection, such as `/v1/posts`.

        `item_path` returns the path of an item of a collection, or None if there is none.
        """
        self.app = tuple(app)
        self._entities = {path: tuple(guards) for path, guards in entities.items()}
        self._item_path = item_path

    def any(self) -> bool:
        """Return True if there are guards."""
        return bool(self.app) or any(self._entities.values())

    def added(self, path: str, own: Collection[Depends]) -> tuple[Depends, ...] | None:
        """Return the guards of entities that a route needs, or None if it is public.

        `own` are the dependencies of the route. Raises ValueError if its guards depend on the request, or if a guard
        would check another row than the route uses.
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
        """Raise ValueError for a route without dependencies that may match guarded paths.

        A `mounted` application matches every path below its own.
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
        """Return guards of an entity, adapted so that they do not read an id from the query if the path holds none."""
        item = self._item_path(collection) if guards else None
        names = [each.strip("{}") for each in (item or "").removeprefix(collection).split("/") if each]
        given = {each.strip("{}").partition(":")[0] for each in path.split("/") if each.startswith("{")}
        if given >= {*names}:
            return tuple(guards)
        where = f"use {path}"
        return tuple(adapt_guard(each, names, {}, defaults=True, where=where) for each in guards)

    def _require_same_row(self, path: str, collection: str, guards: Sequence[Depends]) -> None:
        """Raise ValueError if a guard reads a path parameter that has another name in this path."""
        item = self._item_path(collection) if guards and "{" in path else None
        if item is None:
            return
        for expected, given in zip(item.split("/"), path.split("/"), strict=False):
            name = expected.strip("{}")
            if "{" not in given or name == expected or given.strip("{}").partition(":")[0] == name:
                continue
            if any(name in path_parameters(guard, item) for guard in guards):
                raise ValueError(f"{path}: call {given} {expected}, since a guard of {collection} reads it")


def _place(path: str, collection: str) -> Literal["below", "perhaps"] | None:
    """Return whether a path is at or below that of a collection: `perhaps` if its parameters decide."""
    segments = path.split("/")
    place: Literal["below", "perhaps"] = "below"
    for number, expected in enumerate(collection.split("/")):
        given = segments[number] if number < len(segments) else None
        if given is None:
            return None
        if given == expected:
            continue
        if "{" not in given or not _matches(given, expected):
            return None
        if ":path}" in given:
            return "perhaps"
        place = "perhaps"
    return place


def _matches(pattern: str, segment: str) -> bool:
    """Return True if a segment matches a segment with parameters, such as `{number:int}`."""
    scope = {"type": "http", "method": "GET", "path": f"/{segment}", "root_path": ""}
    return Route(f"/{pattern}", Route).matches(scope)[0] is not Match.NONE


def may_be_below(path: str, collection: str, *, mounted: bool = False) -> bool:
    """Return True if the parameters of a route may match a path of a collection.

    A `mounted` application matches every path below its own.
    """
    return _place(f"{path.rstrip('/')}/{{path:path}}" if mounted else path, collection) == "perhaps"


class HandWrittenRouter(APIRouter):
    """The router of an application. It adds guards to its routes."""

    def __init__(self, guards: Guards, **options: Any) -> None:
        """Take the guards, and the options of an APIRouter."""
        super().__init__(dependencies=guards.app, **options)
        self._guards = guards
        self.refusal: Callable[[], str | None] = lambda: None
        """Returns an error message if the application must not start, else None."""

    async def lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Start and stop the application. If it must not start, send the reason to the server and raise ValueError."""
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
        """Add the route of a WebSocket."""
        with self._guarding(path, dependencies or ()):
            super().add_api_websocket_route(path, endpoint, name, dependencies=dependencies)

    def include_router(self, router: APIRouter, **options: Any) -> None:
        """Add the routes of a router, also those that are added to it later."""
        if KNOWN:
            super().include_router(router, **options)
            self.routes.append(GuardedRouter.of(self.routes.pop(), self._guards))
        else:
            self._include_each(router, **options)

    def add_route(self, path: str, *arguments: Any, **options: Any) -> None:
        """Add a route without dependencies."""
        self._guards.refuse(path)
        super().add_route(path, *arguments, **options)

    def add_websocket_route(self, path: str, *arguments: Any, **options: Any) -> None:
        """Add the route of a WebSocket without dependencies."""
        self._guards.refuse(path)
        super().add_websocket_route(path, *arguments, **options)

    def mount(self, path: str, *arguments: Any, **options: Any) -> None:
        """Mount an application. It has no dependencies of this one."""
        self._guards.refuse(path, mounted=True)
        super().mount(path, *arguments, **options)

    def _include_each(
        self,
        router: APIRouter,
        *,
        prefix: str = "",
        dependencies: Sequence[Depends] | None = None,
        **options: Any,
    ) -> None:
        """Include each route of a router with its own guards. Routes that are added later are not served.

        Raises RuntimeError if the router includes another one whose routes cannot be found.
        """
        dependencies = dependencies or ()
        if not self._guards.any():
            for route in router.routes:
                note_guards(route, (*self.dependencies, *dependencies))
            super().include_router(router, prefix=prefix, dependencies=dependencies, **options)
            return
        lifespan: Any = router.lifespan_context
        for route in router.routes:
            path = getattr(route, "path", None)
            if path is None:
                raise RuntimeError(
                    f"the guards cannot cover a router in another one, since {PRIVATE_APIS.missing[0]} in this version"
                    " of FastAPI: include each in the application itself, or install fastapi 0.165"
                )
            own = [*dependencies, *getattr(route, "dependencies", ())]
            if not isinstance(route, APIRoute | APIWebSocketRoute):
                self._guards.refuse(f"{self.prefix}{prefix}{path}", mounted=isinstance(route, Mount))
            single = APIRouter(
                default_response_class=router.default_response_class,
                generate_unique_id_function=router.generate_unique_id_function,
                lifespan=lifespan,
            )
            single.routes.append(route)
            lifespan = None
            with self._guarding(prefix + path, own):
                note_guards(route, (*self.dependencies, *dependencies))
                super().include_router(single, prefix=prefix, dependencies=dependencies, **options)

    @contextmanager
    def _guarding(self, path: str, own: Collection[Depends]) -> Iterator[None]:
        """Give the routes that are added in this block the guards of their path."""
        added = self._guards.added(self.prefix + path, own)
        kept, count = self.dependencies, len(self._guards.app)
        self.dependencies = kept[count:] if added is None else [*kept[:count], *added, *kept[count:]]
        try:
            yield
        finally:
            self.dependencies = kept
