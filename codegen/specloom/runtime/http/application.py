"""The application that serves generated routers beside hand-written routes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.params import Depends
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

from ..driver import foreign_keys
from ..endpoints.dependencies import Sessions, may_hide_rows, provide
from ..endpoints.related_entities import EntityRequirements, Requirements
from ..endpoints.row_guards import Overrides
from ..errors.trackers import wraps_requests
from ..libraries import private_fastapi, private_sqlalchemy
from ..libraries.private_fastapi import contexts, reports_telemetry, routes_within
from ..problems.problem import Problem, problem_response
from ..resources.bounded_cache import LruCache
from ..services.service import Service
from .argument_checks import require_entities, require_guards, require_service
from .body_parts import DEFAULT_PARTS_LIMIT
from .caching import CACHE_CONTROL
from .connection_limits import ConnectionLimits, giving_limits
from .dispatch import INCLUDED, MOST_KEPT, Entity, FastRoad, Generated, allowed_methods
from .document import Document, Needs
from .error_handlers import LEAVING, LastResort, Outermost, database_error, invalid, server_error
from .hand_written import Guards, HandWrittenRouter
from .media_types import ACCEPT_PATCH
from .routing import DEFAULT_BODY_LIMIT


class Api(FastAPI):
    """A FastAPI application in which hand-written routes win over generated ones, whenever they are added."""

    def __init__(
        self,
        title: str,
        version: str,
        document: Document,
        guards: Guards,
        prefix: str,
        lifespan: Lifespan[FastAPI] | None,
        hidden_names: Collection[str],
    ) -> None:
        self.hidden_names = hidden_names
        self._telling = False
        self._guards, self._lifespan = guards, lifespan
        self._document = document
        self._generated = Generated(prefix)
        self._written = _Written(self, self._generated)
        super().__init__(
            title=title,
            version=version,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            lifespan=lifespan,
            exception_handlers={
                RequestValidationError: invalid,
                HTTPException: self._refused,
                SQLAlchemyError: database_error,
                OSError: database_error,
                **dict.fromkeys(range(501, 600), server_error),
            },
        )
        self.state.max_body_size = DEFAULT_BODY_LIMIT
        self.state.max_body_parts = DEFAULT_PARTS_LIMIT
        self.state.cache_control = CACHE_CONTROL
        self.state.connection_limits = ConnectionLimits()
        self.router.refusal = lambda: document.unread_schemes(self._written.all())
        self.router.lifespan_context = self._own_lifespan(giving_limits(self.router.lifespan_context))
        # The first is the innermost: whatever else is added, requests pass it before they get here.
        self.add_middleware(LastResort)
        if private_fastapi.KNOWN:
            self.add_middleware(FastRoad, generated=self._generated, written=self._written.at)

    def build_middleware_stack(self) -> ASGIApp:
        """Return all middleware, the outermost in place of Starlette's, which would raise every error to the server."""
        stack = super().build_middleware_stack()
        return Outermost(stack.app if isinstance(stack, ServerErrorMiddleware) else stack)

    def serve(self, entities: Mapping[str, Entity]) -> None:
        """Serve entities, by the first segment of their path."""
        self._generated.serve(entities, self, self._written.at)
        self.router.routes.insert(0, self._generated)

    router: HandWrittenRouter

    def _own_lifespan(self, lifespan: Lifespan[Any]) -> Lifespan[Any]:
        """Return the same lifespan. Raises RuntimeError for another app, which includes the router of this one."""

        def begin(app: Any) -> Any:
            if app is not self:
                raise RuntimeError(INCLUDED)
            return lifespan(app)

        return begin

    def setup(self) -> None:
        """Add guards to the router, and the route of the OpenAPI document, which is open. FastAPI calls this."""
        self.router = HandWrittenRouter(
            self._guards,
            redirect_slashes=False,
            dependency_overrides_provider=Overrides(self),
            lifespan=self._lifespan,
        )
        if self.openapi_url:
            self.add_route(self.openapi_url, self._serve_document, include_in_schema=False)

    @property
    def routes(self) -> list[BaseRoute]:
        """Every route; those of entities that were not needed yet are made."""
        return [*self._written.all(), *self._generated.routes()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        routes = self.router.routes
        if routes[0] is not self._generated:  # it leaves to the others what they are written for
            routes.remove(self._generated)
            routes.insert(0, self._generated)
        if self.middleware_stack is None:  # the first request: by now whoever wants telemetry has said so
            self._telling = reports_telemetry(self)
        if self._telling or self.middleware_stack is None or wraps_requests():
            await super().__call__(scope, receive, send)
        else:
            scope["app"] = self
            if self.root_path:  # as FastAPI does
                scope["root_path"] = self.root_path
            await self.middleware_stack(scope, receive, send)
        if LEAVING in scope:  # raised here, outside of what trackers have wrapped
            raise scope.pop(LEAVING)

    def openapi(self) -> dict[str, Any]:
        """Return the stored document of the generated routes, merged with FastAPI's of the hand-written ones."""
        if self.openapi_schema is None:
            self.openapi_schema = self._document.merged(self._written.all(), self.openapi_tags or ())
        return self.openapi_schema

    async def _serve_document(self, request: Request) -> Response:
        root_path = request.scope.get("root_path", "").rstrip("/")
        content = self._document.encoded(self.openapi(), root_path if self.root_path_in_servers else "")
        return Response(content, media_type="application/json")

    async def _refused(self, request: Request, error: Exception) -> Response:
        """Answer an HTTPException as a problem; a 405 says what the path allows over all routes."""
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if error.status_code == 405:
            generated = self._generated.methods_at(request.scope)
            allowed = generated | allowed_methods(self._written.all(), request.scope)
            headers["Allow"] = ", ".join(sorted(allowed))
            if "PATCH" in generated:
                headers["Accept-Patch"] = ACCEPT_PATCH
        items = error.errors if isinstance(error, Problem) else ()
        detail = str(error.detail)
        if detail == HTTPStatus(error.status_code).phrase:  # which nobody has written
            detail = _DETAILS.get(error.status_code, detail)
        return problem_response(error.status_code, detail, items, headers)


_DETAILS = {404: "There is no such resource.", 405: "This resource does not support the method."}


class _Written:
    """The routes that are written by hand, by the first segment of their paths."""

    def __init__(self, app: FastAPI, generated: Generated) -> None:
        self._app = app
        self._generated = generated
        self._known: list[BaseRoute] = []
        self._included: list[list[BaseRoute]] = []
        self._size = 0
        self._by_segment: dict[str, list[Any]] = {}
        self._anywhere: list[Any] = []

    def all(self) -> list[BaseRoute]:
        """Return every route that is written by hand."""
        return [route for route in self._app.router.routes if route is not self._generated]

    def at(self, path: str) -> list[Any]:
        """Return those that a path may belong to, but for those that may belong to any path."""
        if not private_fastapi.KNOWN:  # then it is not known what is in included routers
            return [each for each in self.all() if not self._generated.wins_over(each)]
        if self._app.router.routes != self._known or sum(map(len, self._included)) != self._size:
            self._sort()
        return self._by_segment.get(path.partition("/")[2].partition("/")[0], self._anywhere)

    def _sort(self) -> None:
        self._known = [*self._app.router.routes]
        self._included = list(routes_within(self._known))
        self._size = sum(map(len, self._included))
        by_segment: dict[str | None, list[Any]] = {}
        for context in contexts(self.all()):
            if self._generated.wins_over(context):
                continue
            path = str(context.path_format or getattr(context, "path", "") or "")
            segment = path.partition("/")[2].partition("/")[0]
            by_segment.setdefault(None if not segment or "{" in segment else segment, []).append(context)
        self._anywhere = by_segment.pop(None, [])
        self._by_segment = {str(name): [*own, *self._anywhere] for name, own in by_segment.items()}


class Source(NamedTuple):
    """Where the generated code of an entity is: its module, and those of the entities that it refers to.

    `listed` are the modules of those that are listed below its path, by the segment of the path.
    """

    module: str
    related: tuple[str, ...] = ()
    listed: Mapping[str, str] = {}
    hidden: tuple[str, ...] = ()
    """The names of its hidden fields: their values are never logged."""


def build(
    package: str,
    entities: Mapping[str, Source],
    *,
    title: str,
    version: str,
    sessions: Sessions,
    services: Any,
    dependencies: Sequence[Depends],
    entity_dependencies: Mapping[str, Sequence[Depends]],
    prefix: str,
    lifespan: Lifespan[FastAPI] | None,
    security: Mapping[str, str] = {},
) -> FastAPI:
    """Return an application of the entities in a package, by the first segment of their path.

    `security` describes security schemes of the guards; the application does not start where no guard reads one.
    Raises ValueError if `entity_dependencies` names no entity, TypeError if guards or services are none.
    """
    foreign_keys.install()
    private_fastapi.PRIVATE_APIS.report()
    private_sqlalchemy.PRIVATE_APIS.report()
    modules = {source.module for source in entities.values()}
    require_guards(dependencies, entity_dependencies)
    require_entities(entity_dependencies, modules)
    guards = {module: (*dependencies, *entity_dependencies.get(module, ())) for module in modules}
    written = {module: made for module in modules if (made := getattr(services, module)) is not None}
    for module, made in written.items():
        require_service(package, module, made)
    provided = {module: provide(made, {}) for module, made in written.items()}
    refers = {source.module: (source.module, *source.related) for source in entities.values()}
    requirements = EntityRequirements(package, modules, entity_dependencies, services)

    def needs(source: Source) -> Needs:
        """Return what the routes of an entity depend on; its code is not imported for that."""
        related = {module: written[module] for module in source.related if module in written}
        mine = sessions._replace(guards=guards[source.module])
        reads = mine.for_reads(written.get(source.module, Service), related)
        services_of = {
            module: {
                name: provided[name]
                for name in refers[module]
                if name in provided and (name == module or may_hide_rows(written[name]))
            }
            for module in (source.module, *source.listed.values())
        }
        listed = {path: services_of[module] for path, module in source.listed.items()}
        return Needs(
            source.module,
            (*dependencies,),
            requirements,
            reads,
            sessions.write,
            services_of[source.module],
            listed,
        )

    file = Path(str(import_module(package).__file__)).with_name("openapi.json")
    document = Document(file, prefix, {path: needs(source) for path, source in entities.items()}, security)
    written_by_hand = Guards(
        dependencies,
        {f"{prefix}/{path}": entity_dependencies.get(each.module, ()) for path, each in entities.items()},
        document.item_path,
    )
    hidden_names = frozenset(name for source in entities.values() for name in source.hidden)
    app = Api(title, version, document, written_by_hand, prefix, lifespan, hidden_names)

    def entity(source: Source) -> Entity:
        def make(needed: Requirements | None) -> APIRouter:
            module = import_module(f".routers.{source.module}", package)
            make_router: Callable[..., APIRouter] = module.make_router
            if needed is None:
                return make_router(sessions._replace(guards=guards[source.module]), services, None)
            writing = Sessions(sessions.write, sessions.write)
            return make_router(writing, services, requirements.services(needed))

        return Entity(source.module, make, requirements, dependencies, prefix, app, kept)

    kept = LruCache[Any, BaseRoute](MOST_KEPT)
    app.serve({path: entity(source) for path, source in entities.items()})
    return app
