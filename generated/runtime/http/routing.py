# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: fd6caf46207c5939744ba59b53364372
"""The router and route classes of generated code: FastAPI's, with the strict rules of the HTTP contract."""

from collections.abc import AsyncGenerator, Callable, Collection, Coroutine, Sequence
from functools import cached_property
from typing import Any, Self, get_type_hints
from urllib.parse import unquote_to_bytes

from fastapi import APIRouter, Request, Response
from fastapi.params import Depends
from fastapi.routing import APIRoute
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope, Send

from ..endpoints.caller_identity import CALLER_IDENTITY, CallerIdentity
from ..endpoints.dependencies import Replacements, release_after, replace_dependencies
from ..libraries.private_fastapi import read_dependency
from ..problems.problem import MAX_ERRORS, ErrorItem, Problem, pointer
from ..types.etags import join_header_lines
from ..types.schemas import JsonBytes, RequestModel
from .body_parts import DEFAULT_PARTS_LIMIT, has_too_many_parts
from .media_types import MERGE_PATCH, require_json, require_mergeable

DEFAULT_BODY_LIMIT = 1_048_576
"""The most bytes of a body if the application sets no `app.state.max_body_size`."""


class EntityRouter(APIRouter):
    """The routes of one entity. The application's dependencies replace the placeholders of its endpoints."""

    def __init__(self, path: str, replacements: Replacements) -> None:
        self._replacements = replacements
        super().__init__(prefix=f"/{path}", tags=[path], route_class=Route)

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Add a route. The endpoint must belong to this router alone, because its signature is changed."""
        replace_dependencies(endpoint, self._replacements)
        super().add_api_route(path, endpoint, **options)


class Route(APIRoute):
    """Serves HEAD for every GET, and passes a body as JSON bytes to its schema, which parses it strictly."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        methods = set(options.pop("methods", None) or ["GET"])
        if "GET" in methods:
            methods.add("HEAD")
        self._guards: Sequence[Depends] = ()
        self._prefix = ""
        super().__init__(path, release_after(endpoint), methods=methods, **options)

    def guard(self, guards: Sequence[Depends], prefix: str) -> None:
        """Set the guards and the prefix that the route is included with."""
        self._guards, self._prefix = guards, prefix

    @cached_property
    def callers(self) -> CallerIdentity:
        """The identity of its callers. It is computed after the route was included."""
        path = self._prefix + self.path
        guards = [
            each.dependency for each in (*self._guards, *self.dependencies) if each.dependency is not None
        ]
        own = read_dependency(self.endpoint, path).dependencies
        return CallerIdentity.of([*own, *(read_dependency(each, path) for each in guards)])

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler that FastAPI calls with each request for this route."""
        handle = super().get_route_handler()
        takes_body = _takes_body(self.endpoint)

        async def handler(request: Request) -> Response:
            callers = self.callers
            request.scope[CALLER_IDENTITY] = callers
            _require_plain_query(request.scope["query_string"])
            join_header_lines(request.scope)
            if takes_body:
                media_type = require_json(request)
                request = JsonRequest(request.scope, request.receive)
                if media_type == MERGE_PATCH:
                    require_mergeable(await request.body())
            elif callers.query:
                request = _GuardedRequest(request.scope, request.receive, callers.query)
            response = await handle(request)
            if request.method == "HEAD":
                response.body = b""  # the headers stay, also the length of the body
            return response

        return handler


def _takes_body(endpoint: Callable[..., Any]) -> bool:
    kinds = get_type_hints(endpoint).values()
    return any(isinstance(each, type) and issubclass(each, RequestModel) for each in kinds)


class _GuardedRequest(Request):
    """A request with query parameters that guards read. They are no extra parameters for the endpoint's model."""

    def __init__(self, scope: Scope, receive: Receive, read_by_guards: Collection[str]) -> None:
        super().__init__(scope, receive)
        self._read_by_guards = read_by_guards

    @cached_property
    def query_params(self) -> QueryParams:
        """The parameters of the query."""
        return _QueryParams(super().query_params, self._read_by_guards)


class _QueryParams(QueryParams):
    """The parameters of a query. A parameter that guards read can still be found by its name."""

    def __init__(self, params: QueryParams, read_by_guards: Collection[str]) -> None:
        super().__init__(params)
        self._read_by_guards = read_by_guards

    def multi_items(self) -> list[tuple[str, str]]:
        """Return the parameters that no guard reads. FastAPI searches them for extra parameters."""
        return [each for each in super().multi_items() if each[0] not in self._read_by_guards]


class JsonRequest(Request):
    """A request with a limited body that the schema parses."""

    _asked = False
    _content: bytes | None = None
    """The body, once it was received."""

    async def body(self) -> bytes:
        """Return the body. Raises Problem 413 if it is longer, or has more parts, than the application allows."""
        if self._content is None:
            limit = getattr(self.app.state, "max_body_size", DEFAULT_BODY_LIMIT)
            length = self.headers.get("content-length", "")
            if length.isdecimal() and int(length) > limit:
                raise _too_large(limit)
            chunks, size = [], 0
            async for chunk in self.stream():
                size += len(chunk)
                if size > limit:
                    raise _too_large(limit)
                chunks.append(chunk)
            body = b"".join(chunks)
            parts = getattr(self.app.state, "max_body_parts", DEFAULT_PARTS_LIMIT)
            if has_too_many_parts(body, parts):
                raise Problem(
                    413, f"The body must have at most {parts} arrays, objects and members of objects."
                )
            self._content = body
        return self._content

    async def stream(self) -> AsyncGenerator[bytes]:
        """Yield the body, even if it was received before."""
        if self._content is not None:
            yield self._content
            yield b""
            return
        async for chunk in super().stream():
            yield chunk

    async def json(self) -> Any:
        """Return the bytes to FastAPI, because the schema parses them, and the parsed value to each later caller.

        A caller before FastAPI has read the body is a tracker such as Sentry. It gets None, because it would send the
        body.
        """
        if self._content is None:
            return None
        if self._asked:
            return await super().json()
        self._asked = True
        return JsonBytes(await self.body())

    @classmethod
    def holding(cls, body: bytes, scope: Scope, receive: Receive, send: Send) -> Self:
        """Return a request whose body was received and parsed already."""
        request = cls(scope, receive, send)
        request._content, request._asked = body, True
        return request


def _require_plain_query(query: bytes) -> None:
    """Raise Problem 422 for a parameter that is repeated or is not UTF-8.

    Starlette would use the last of repeated parameters, and would replace invalid bytes by U+FFFD.
    """
    seen: set[bytes] = set()
    wrong: list[ErrorItem] = []
    for part in filter(None, query.split(b"&")):
        name, value = (unquote_to_bytes(text.replace(b"+", b" ")) for text in part.partition(b"=")[::2])
        place = pointer(("query", name.decode(errors="replace")))
        try:
            (name + b"=" + value).decode()
        except UnicodeDecodeError:
            wrong.append(ErrorItem(place, "string_unicode", "This must be UTF-8."))
        if name in seen:
            wrong.append(ErrorItem(place, "repeated", "This can be given once."))
        seen.add(name)
    if wrong:
        raise Problem(422, "The request does not fit its schema.", list(dict.fromkeys(wrong))[:MAX_ERRORS])


def _too_large(limit: int) -> Problem:
    return Problem(413, f"The body must have at most {limit} bytes.")
