# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4c7326b6b0cbb3526711d84c928bbe93
"""The application that serves generated routers beside hand-written routes."""

import json
import logging
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.params import Depends
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from .problems import Problem, describe, problem_response, unavailable
from .violations import describe as describe_violation

log = logging.getLogger(__name__)


class Api(FastAPI):
    """A FastAPI application in which hand-written routes win over generated ones, whenever they are added."""

    def __init__(self, openapi_file: Path, prefix: str, lifespan: Lifespan[FastAPI] | None) -> None:
        self._stored: dict[str, Any] = json.loads(openapi_file.read_bytes())
        self._stored.pop("x-specloom-digest", None)
        self._prefix = prefix
        super().__init__(
            **self._stored["info"],
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            lifespan=lifespan,
            exception_handlers={
                RequestValidationError: _invalid,
                HTTPException: self._refused,
                SQLAlchemyError: _database_error,
                OSError: _database_error,
            },
        )
        self.add_middleware(LastResort)
        self._generated = APIRouter()
        self._generated_route: Any = None

    def include_generated(
        self, routers: Sequence[tuple[APIRouter, Sequence[Depends]]], guards: Sequence[Depends]
    ) -> None:
        """Include the generated routers behind every other route, each with its own guards behind the common ones."""
        for router, own_guards in routers:
            self._generated.include_router(router, dependencies=own_guards)
        self.include_router(
            self._generated, prefix=self._prefix, dependencies=guards, include_in_schema=False
        )
        self._generated_route = self.router.routes[-1]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        routes = self.router.routes
        if self._generated_route is not None and routes[-1] is not self._generated_route:
            routes.remove(self._generated_route)
            routes.append(self._generated_route)
        await super().__call__(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """Return the stored document of the generated routes, merged with FastAPI's of the hand-written ones."""
        if self.openapi_schema is None:
            document = super().openapi()
            paths = {self._prefix + path: item for path, item in self._stored["paths"].items()}
            for path, item in document.get("paths", {}).items():
                paths[path] = {**paths.get(path, {}), **item}
            components = document.get("components", {})
            for kind, stored in self._stored.get("components", {}).items():
                components[kind] = {**components.get(kind, {}), **stored}
            self.openapi_schema = {**self._stored, "paths": paths, "components": components}
        return self.openapi_schema

    async def _refused(self, request: Request, error: Exception) -> Response:
        """Answer an HTTPException as a problem; a 405 says what the path allows over all routes."""
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(sorted(self._allowed(request.scope)))
        items = error.errors if isinstance(error, Problem) else ()
        detail = (
            error.detail if isinstance(error, Problem) else _DETAILS.get(error.status_code, str(error.detail))
        )
        return problem_response(error.status_code, detail, items, headers)

    def _allowed(self, scope: Scope) -> set[str]:
        """Return the methods that some route serves at the path of a request."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        allowed: set[str] = set()
        for route in iter_route_contexts(self.routes):
            pattern = getattr(route, "path_regex", None)
            if pattern is not None and pattern.match(path):
                allowed |= route.methods or set()
        return allowed


_DETAILS = {404: "There is no such resource.", 405: "This resource does not support the method."}


def build(
    openapi_file: Path,
    routers: Mapping[str, APIRouter],
    *,
    dependencies: Sequence[Depends],
    entity_dependencies: Mapping[str, Sequence[Depends]],
    prefix: str,
    lifespan: Lifespan[FastAPI] | None,
) -> FastAPI:
    """Return an application of these routers, by the module name of their entity.

    Raises ValueError if `entity_dependencies` names no entity, since a guard that guards nothing is a hole.
    """
    if unknown := entity_dependencies.keys() - routers.keys():
        raise ValueError(f"entity_dependencies names no entity: {', '.join(sorted(unknown))}")
    app = Api(openapi_file, prefix, lifespan)
    app.include_generated(
        [(router, entity_dependencies.get(name, ())) for name, router in routers.items()], dependencies
    )
    return app


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    items = describe(error.errors())
    if any(item.code == "json_invalid" for item in items):
        return problem_response(400, "The body is not valid JSON.", items)
    return problem_response(422, "The request does not fit its schema.", items)


async def _database_error(_request: Request, error: Exception) -> Response:
    """Answer 503 where trying again may help; anything else is ours and goes on to the last resort."""
    if describe_violation(error).kind != "unavailable":
        raise error
    problem = unavailable()
    return problem_response(problem.status_code, problem.detail, headers=problem.headers)


class LastResort:
    """Answers 500 for an error that nobody handled, and logs where it happened but not its text.

    The text of an exception may quote what a client sent or what is stored. Raising on would hand it to the server's
    log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            if scope["type"] != "http":
                raise
            _log_without_text(error)
        else:
            return
        if not started:
            response = problem_response(500, "Something went wrong here. It has been logged.")
            await response(scope, receive, send)


def _log_without_text(error: Exception) -> None:
    frames = reversed(traceback.extract_tb(error.__traceback__))
    where = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    log.error("unhandled %s at %s", type(error).__qualname__, where)
