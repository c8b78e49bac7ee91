"""A route as one straight call: parse, validate, make what it depends on, call the endpoint, send.

It does what FastAPI does, and only for requests that are as they should be: on anything else, before any side effect,
the request goes to FastAPI. Without this module every answer stays the same, only slower; a test compares the two.
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
from .dependency_plan import Opened, plan
from .error_handlers import goes_on, log_after_response
from .request_parsing import (
    Anomaly,
    Signature,
    header_values,
    headers_of,
    json_body,
    query_values,
    read_signature,
    replayed,
    validated,
)
from .routing import DEFAULT_BODY_LIMIT, JsonRequest

ERROR = "specloom.error"
"""Key of the scope under which an error goes to FastAPI, whose handlers know what to answer."""

_KEPT = "a dependency keeps an error to itself: behind its `yield` it must raise it again"


class CompiledRoute:
    """One operation on one path."""

    __slots__ = (
        "_cache_headers",
        "_callers",
        "_dependant",
        "_endpoint",
        "_further",
        "_parameter",
        "_parameters",
        "_plan",
        "_route",
        "_signature",
    )

    def __init__(
        self, included: Included, signature: Signature, further: Callable[[bytes], bool] | None = None
    ) -> None:
        """Compile a route of FastAPI's, as it is included: with its prefix and guards.

        `further` tells from a body whether the request depends on more than the route does, so that FastAPI serves it.
        """
        self._further = further
        self._endpoint = included.endpoint
        self._route = included.route
        self._signature = signature
        self._parameters = included.parameters
        self._parameter = self._parameters[0] if len(self._parameters) == 1 else None
        found: Dependant = included.needs
        self._dependant = without_parameters(found)
        self._plan = plan(found)
        self._callers = CallerIdentity.of(found.dependencies)
        self._cache_headers: RawHeaders | None = None

    @classmethod
    def of(cls, included: Included, further: Callable[[bytes], bool] | None = None) -> Self | None:
        """Return a route compiled, or None if FastAPI must serve it."""
        signature = read_signature(included.endpoint)
        return (
            None
            if signature is None or _takes_body(included.needs.dependencies)
            else cls(included, signature, further)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send, app: ASGIApp, id: str) -> None:
        """Serve a request, or let `app` do it. `id` is what stands behind the path of the collection."""
        scope[CALLER_IDENTITY] = self._callers
        try:
            values, content = await self._values(scope, receive, id)
        except Anomaly as anomaly:
            await app(scope, replayed(anomaly.consumed, receive), send)
            return
        scope["endpoint"], scope["route"] = self._endpoint, self._route  # as routers do, for whoever looks
        scope["path_params"] = {**scope.get("path_params", {})}
        if self._parameter is not None:
            scope["path_params"][self._parameter] = id
        elif self._parameters:
            scope["path_params"].update(zip(self._parameters, id.split("/"), strict=True))
        if content:  # before any code runs that may log an error, of which it is known then what to hide
            seen_in(scope).set_body(content)
        async with _Exchange(app, scope, receive, send) as exchange:
            if self._plan is not None:
                async with Opened() as opened:
                    await self._plan.open(opened, values)
                    await exchange.answer(self._cached(await self._endpoint(**values), scope))
            else:
                async with AsyncExitStack() as stack:
                    request = JsonRequest.holding(content, scope, receive, send)
                    await exchange.answer(self._cached(await self._solve(values, request, stack), scope))

    def _cached(self, response: Response, scope: Scope) -> Response:
        """Add to a response what caches need to know. That is the same each time."""
        headers = self._cache_headers
        if headers is None:
            headers = self._cache_headers = cache_headers(scope["app"], scope, self._callers)
        response.raw_headers += headers
        return response

    async def _values(self, scope: Scope, receive: Receive, id: str) -> tuple[dict[str, Any], bytes]:
        """Return the endpoint's arguments, but for those that it depends on, and the body. Raises Anomaly."""
        key, parts, query, headers, body, request = self._signature
        values: dict[str, Any] = {}
        content = b""
        if key is not None:
            values[key[0]] = validated(key[1], id)
        elif parts:
            texts = id.split("/")
            if len(texts) != len(parts):
                raise Anomaly
            for (name, validate), text in zip(parts, texts, strict=True):
                values[name] = validated(validate, text)
        if query is not None:
            values[query[0]] = query_values(query[1], scope["query_string"])
        elif scope["query_string"]:
            raise Anomaly
        if headers or body is not None:
            given = headers_of(scope, self._signature)
            values |= header_values(self._signature, given)
            if body is not None:
                state = scope["app"].state
                limit = getattr(state, "max_body_size", DEFAULT_BODY_LIMIT)
                most_parts = getattr(state, "max_body_parts", DEFAULT_PARTS_LIMIT)
                values[body[0]], content = await json_body(body[1], given, receive, limit, most_parts)
                if self._further is not None and self._further(content):
                    raise Anomaly({"type": "http.request", "body": content, "more_body": False})
        if request is not None:
            values[request] = JsonRequest.holding(content, scope, receive, _unused)
        return values, content

    async def _solve(self, values: dict[str, Any], request: Request, stack: AsyncExitStack) -> Response:
        """Return the endpoint's response, with FastAPI's solver for what it and its guards depend on.

        `stack` gets what is to be closed once it is sent.
        """
        async with AsyncExitStack() as function_stack:
            solved, tasks = await solve(self._dependant, request, stack, function_stack)
            response: Response = await self._endpoint(**values, **solved)
        if response.background is None:
            response.background = tasks
        return response


class _Exchange:
    """A request and its answer. An error in place of the answer goes to FastAPI's handlers, one after it to the log.

    No frame through which an error has come may hold it: the two would keep each other, and with them the session,
    until the garbage collector comes by.
    """

    __slots__ = ("_answered", "_app", "_receive", "_scope", "_send")

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        self._app, self._scope, self._receive, self._send = app, scope, receive, send
        self._answered = False

    async def answer(self, response: Response) -> None:
        """Send the answer."""
        self._answered = True
        if self._scope["method"] == "HEAD":
            response.body = b""  # the headers stay, the length of the body among them
        await response(self._scope, self._receive, self._send)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if error is None and not self._answered:
            error = RuntimeError(_KEPT)
        if not isinstance(error, Exception):
            return False
        if self._answered:  # so that nobody can be told
            log_after_response(error, self._scope)
            return not goes_on(error, self._scope)
        self._scope[ERROR] = error
        try:
            await self._app(self._scope, self._receive, self._send)
        finally:
            del self._scope[ERROR]
        return True


async def _unused(_: Any) -> None:
    """Stand for the channel of a request that its endpoint does not send with."""


def _takes_body(dependencies: list[Dependant]) -> bool:
    return any(each.body_params or _takes_body(each.dependencies) for each in dependencies)
