"""The FastAPI application that serves generated and hand-written routes."""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

from ..endpoints.row_guards import Overrides
from ..errors.trackers import wraps_requests
from ..libraries import private_fastapi
from ..libraries.private_fastapi import reports_telemetry
from ..problems.problem import Problem, problem_response
from .body_parts import DEFAULT_PARTS_LIMIT
from .caching import CACHE_CONTROL
from .connection_limits import ConnectionLimits, with_limits
from .dispatch import FastPathMiddleware, HandWrittenRoutes
from .document import Document
from .entity_routes import EntityRoutes, allowed_methods
from .error_handlers import database_error, server_error, validation_error
from .generated_routes import INCLUDED, GeneratedRoutes
from .hand_written import Guards, HandWrittenRouter
from .media_types import ACCEPT_PATCH
from .routing import DEFAULT_BODY_LIMIT
from .unhandled_errors import RAISED_AFTER_RESPONSE, OutermostMiddleware, UnhandledErrorMiddleware


class Api(FastAPI):
    """A FastAPI application in which hand-written routes have priority over generated ones, whenever they are added."""

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
        self._has_telemetry = False
        self._guards, self._lifespan = guards, lifespan
        self._document = document
        self._generated = GeneratedRoutes(prefix)
        self._hand_written = HandWrittenRoutes(self, self._generated)
        super().__init__(
            title=title,
            version=version,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            lifespan=lifespan,
            exception_handlers={
                RequestValidationError: validation_error,
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
        self.router.refusal = lambda: document.unread_schemes(self._hand_written.all())
        self.router.lifespan_context = self._own_lifespan(with_limits(self.router.lifespan_context))
        # The first middleware is the innermost. Middleware that is added later runs before it.
        self.add_middleware(UnhandledErrorMiddleware)
        if private_fastapi.KNOWN:
            self.add_middleware(
                FastPathMiddleware, generated=self._generated, hand_written=self._hand_written
            )

    def build_middleware_stack(self) -> ASGIApp:
        """Return the middleware. Its outermost replaces that of Starlette, which would raise every error."""
        stack = super().build_middleware_stack()
        return OutermostMiddleware(stack.app if isinstance(stack, ServerErrorMiddleware) else stack)

    def serve(self, entities: Mapping[str, EntityRoutes]) -> None:
        """Serve entities by the first segment of their path."""
        self._generated.serve(entities, self, self._hand_written.at)
        self.router.routes.insert(0, self._generated)

    router: HandWrittenRouter

    def _own_lifespan(self, lifespan: Lifespan[Any]) -> Lifespan[Any]:
        """Return the same lifespan. It raises RuntimeError if another application includes the router of this one."""

        def begin(app: Any) -> Any:
            if app is not self:
                raise RuntimeError(INCLUDED)
            return lifespan(app)

        return begin

    def setup(self) -> None:
        """Make the router, and the route of the OpenAPI document, which has no guards. FastAPI calls this."""
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
        """Every route. The routes of entities are made if they are not made yet."""
        return [*self._hand_written.all(), *self._generated.routes()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        routes = self.router.routes
        if routes[0] is not self._generated:  # it does not match requests for hand-written routes
            routes.remove(self._generated)
            routes.insert(0, self._generated)
        if self.middleware_stack is None:  # the first request: telemetry is set up before it
            self._has_telemetry = reports_telemetry(self)
        if self._has_telemetry or self.middleware_stack is None or wraps_requests():
            await super().__call__(scope, receive, send)
        else:
            scope["app"] = self
            if self.root_path:  # as FastAPI does
                scope["root_path"] = self.root_path
            await self.middleware_stack(scope, receive, send)
        if RAISED_AFTER_RESPONSE in scope:  # raised outside of the functions that trackers have wrapped
            raise scope.pop(RAISED_AFTER_RESPONSE)

    def openapi(self) -> dict[str, Any]:
        """Return the document of the generated and hand-written routes."""
        if self.openapi_schema is None:
            self.openapi_schema = self._document.merged(self._hand_written.all(), self.openapi_tags or ())
        return self.openapi_schema

    async def _serve_document(self, request: Request) -> Response:
        root_path = request.scope.get("root_path", "").rstrip("/")
        content = self._document.encoded(self.openapi(), root_path if self.root_path_in_servers else "")
        return Response(content, media_type="application/json")

    async def _refused(self, request: Request, error: Exception) -> Response:
        """Respond to an HTTPException with a problem. A 405 lists the methods that all routes allow at the path."""
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if error.status_code == 405:
            generated = self._generated.methods_at(request.scope)
            allowed = generated | allowed_methods(self._hand_written.all(), request.scope)
            headers["Allow"] = ", ".join(sorted(allowed))
            if "PATCH" in generated:
                headers["Accept-Patch"] = ACCEPT_PATCH
        items = error.errors if isinstance(error, Problem) else ()
        detail = str(error.detail)
        if detail == HTTPStatus(error.status_code).phrase:  # the default text
            detail = _DETAILS.get(error.status_code, detail)
        return problem_response(error.status_code, detail, items, headers)


_DETAILS = {404: "There is no such resource.", 405: "This resource does not support the method."}
