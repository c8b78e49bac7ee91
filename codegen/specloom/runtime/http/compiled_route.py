"""Serves a route without FastAPI: parses, validates, runs the dependencies, calls the endpoint and responds.

It serves only valid requests. Any other request goes to FastAPI before it has any effect. Without this module all
responses would be the same, but slower. A test compares the two.
"""

from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any, Self

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ..endpoints.caller_identity import CALLER_IDENTITY, CallerIdentity
from ..libraries.private_fastapi import Dependant, Included, solve, without_parameters
from ..types.hidden_values import seen_in
from .body_parts import DEFAULT_PARTS_LIMIT
from .caching import RawHeaders, cache_headers
from .dependency_plan import OpenDependencies, make_plan
from .request_parsing import (
    EndpointParameters,
    UnusualRequest,
    header_values,
    headers_of,
    json_body,
    query_values,
    read_parameters,
    repeat,
    validated,
)
from .routing import DEFAULT_BODY_LIMIT, JsonRequest
from .unhandled_errors import log_after_response, should_raise

ERROR = "specloom.error"
"""Key of the scope for an error that the handlers of FastAPI respond to."""

_SUPPRESSED = "a dependency suppresses an error: after its `yield` it must raise the error again"


class CompiledRoute:
    """One operation on one path."""

    __slots__ = (
        "_cache_headers",
        "_callers",
        "_dependant",
        "_endpoint",
        "_needs_more",
        "_parameter",
        "_parameters",
        "_plan",
        "_route",
        "_signature",
    )

    def __init__(
        self,
        included: Included,
        signature: EndpointParameters,
        needs_more: Callable[[bytes], bool] | None = None,
    ) -> None:
        """Compile a route of FastAPI with its prefix and guards.

        `needs_more` returns True for a body that needs more dependencies than the route has. FastAPI serves it.
        """
        self._needs_more = needs_more
        self._endpoint = included.endpoint
        self._route = included.route
        self._signature = signature
        self._parameters = included.parameters
        self._parameter = self._parameters[0] if len(self._parameters) == 1 else None
        found: Dependant = included.needs
        self._dependant = without_parameters(found)
        self._plan = make_plan(found)
        self._callers = CallerIdentity.of(found.dependencies)
        self._cache_headers: RawHeaders | None = None

    @classmethod
    def of(cls, included: Included, needs_more: Callable[[bytes], bool] | None = None) -> Self | None:
        """Return the compiled route, or None if FastAPI must serve it."""
        signature = read_parameters(included.endpoint)
        return (
            None
            if signature is None or _takes_body(included.needs.dependencies)
            else cls(included, signature, needs_more)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send, app: ASGIApp, id: str) -> None:
        """Serve a request, or let `app` serve it. `id` is the path relative to the collection."""
        scope[CALLER_IDENTITY] = self._callers
        try:
            values, content = await self._values(scope, receive, id)
        except UnusualRequest as unusual:
            await app(scope, repeat(unusual.consumed, receive), send)
            return
        scope["endpoint"], scope["route"] = self._endpoint, self._route  # as routers do, for other code
        scope["path_params"] = {**scope.get("path_params", {})}
        if self._parameter is not None:
            scope["path_params"][self._parameter] = id
        elif self._parameters:
            scope["path_params"].update(zip(self._parameters, id.split("/"), strict=True))
        if content:  # before any code that may log an error, so that its values can be hidden
            seen_in(scope).set_body(content)
        async with _Exchange(app, scope, receive, send) as exchange:
            if self._plan is not None:
                async with OpenDependencies() as opened:
                    await self._plan.open(opened, values)
                    await exchange.respond(self._cached(await self._endpoint(**values), scope))
            else:
                async with AsyncExitStack() as stack:
                    request = JsonRequest.holding(content, scope, receive, send)
                    await exchange.respond(self._cached(await self._solve(values, request, stack), scope))

    def _cached(self, response: Response, scope: Scope) -> Response:
        """Add the headers for caches to a response. They are the same for each request."""
        headers = self._cache_headers
        if headers is None:
            headers = self._cache_headers = cache_headers(scope["app"], scope, self._callers)
        response.raw_headers += headers
        return response

    async def _values(self, scope: Scope, receive: Receive, id: str) -> tuple[dict[str, Any], bytes]:
        """Return the arguments of the endpoint without its dependencies, and the body. Raises UnusualRequest."""
        key, parts, query, headers, body, request = self._signature
        values: dict[str, Any] = {}
        content = b""
        if key is not None:
            values[key[0]] = validated(key[1], id)
        elif parts:
            texts = id.split("/")
            if len(texts) != len(parts):
                raise UnusualRequest
            for (name, validate), text in zip(parts, texts, strict=True):
                values[name] = validated(validate, text)
        if query is not None:
            values[query[0]] = query_values(query[1], scope["query_string"])
        elif scope["query_string"]:
            raise UnusualRequest
        if headers or body is not None:
            given = headers_of(scope, self._signature)
            values |= header_values(self._signature, given)
            if body is not None:
                state = scope["app"].state
                limit = getattr(state, "max_body_size", DEFAULT_BODY_LIMIT)
                most_parts = getattr(state, "max_body_parts", DEFAULT_PARTS_LIMIT)
                values[body[0]], content = await json_body(body[1], given, receive, limit, most_parts)
                if self._needs_more is not None and self._needs_more(content):
                    raise UnusualRequest({"type": "http.request", "body": content, "more_body": False})
        if request is not None:
            values[request] = JsonRequest.holding(content, scope, receive, _unused)
        return values, content

    async def _solve(self, values: dict[str, Any], request: Request, stack: AsyncExitStack) -> Response:
        """Return the response of the endpoint. FastAPI's solver runs its dependencies.

        Dependencies to be closed after the response are added to `stack`.
        """
        async with AsyncExitStack() as function_stack:
            solved, tasks = await solve(self._dependant, request, stack, function_stack)
            response: Response = await self._endpoint(**values, **solved)
        if response.background is None:
            response.background = tasks
        return response


class _Exchange:
    """A request and its response. An error before the response goes to FastAPI's handlers, a later error to the log.

    No frame of an error's traceback may hold the error. Such a cycle would keep the session until the garbage collector
    runs.
    """

    __slots__ = ("_app", "_receive", "_responded", "_scope", "_send")

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        self._app, self._scope, self._receive, self._send = app, scope, receive, send
        self._responded = False

    async def respond(self, response: Response) -> None:
        """Send the response."""
        self._responded = True
        if self._scope["method"] == "HEAD":
            response.body = b""  # the headers stay, also the length of the body
        await response(self._scope, self._receive, self._send)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if error is None and not self._responded:
            error = RuntimeError(_SUPPRESSED)
        if not isinstance(error, Exception):
            return False
        if self._responded:  # the client cannot get another response
            log_after_response(error, self._scope)
            return not should_raise(error, self._scope)
        self._scope[ERROR] = error
        try:
            await self._app(self._scope, self._receive, self._send)
        finally:
            del self._scope[ERROR]
        return True


async def _unused(_: Any) -> None:
    """Do nothing. The endpoint does not send on this channel."""


def _takes_body(dependencies: list[Dependant]) -> bool:
    return any(each.body_params or _takes_body(each.dependencies) for each in dependencies)
