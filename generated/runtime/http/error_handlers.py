# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 49e7dc873b0f034cbe875feba4f4be66
"""What is answered to an error, whoever raised it."""

import contextlib
import inspect
import logging
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from ..errors.error_log import log_error, remember_request
from ..errors.sent_values import announces_body
from ..errors.suggestions import with_suggestions
from ..errors.validation_messages import describe
from ..errors.violations import comes_from_driver
from ..errors.violations import describe as describe_violation
from ..problems.problem import Overloaded, Problem, problem_response, unavailable
from ..queries.list_parameters import ListQuery
from ..types.hidden_values import CURRENT, seen_in
from ..types.json_values import INEXACT_NUMBER
from .caching import with_cache_headers

log = logging.getLogger(__name__)
_WRONG = "Something went wrong here. It has been logged."
_TOLD = "specloom.told"
"""Key of the scope under which the id of an error is that was logged and answered."""
LEAVING = "specloom.leaving"
"""Key of the scope under which an error is that the application is to raise, for the test client."""


async def invalid(request: Request, error: Exception) -> Response:
    """Answer 422 for a request that does not fit its schema, 400 for a body that is no JSON.

    It is 409 for one that fits, but holds a number that would not be stored as it is.
    """
    assert isinstance(error, RequestValidationError)
    items = describe(error.errors())
    query = _list_query(request)
    if query is not None:
        items = with_suggestions(items, query.parameters())
    if any(item.code == "json_invalid" for item in items):
        return problem_response(400, "The body is not valid JSON.", items)
    if all(item.code == INEXACT_NUMBER for item in items):
        return problem_response(409, "A number of the request cannot be stored as it is.", items)
    return problem_response(422, "The request does not fit its schema.", items)


def _list_query(request: Request) -> type[ListQuery] | None:
    """Return the query model of the route of a request, if it is that of a list."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    for each in dependant.query_params if dependant is not None else ():
        model = each.field_info.annotation
        if isinstance(model, type) and issubclass(model, ListQuery):
            return model
    return None


async def database_error(_request: Request, error: Exception) -> Response:
    """Answer 503 where trying again may help; anything else is ours and goes on to the last resort."""
    if not _may_pass(error):
        raise error
    if isinstance(getattr(error, "orig", None), Overloaded):
        # Made again: what redacts errors of the database may have taken its text.
        return _answered(Overloaded())
    return _answered(unavailable())


def _answered(problem: Problem) -> Response:
    return problem_response(problem.status_code, problem.detail, headers=problem.headers)


async def server_error(request: Request, error: Exception) -> Response:
    """Answer an `HTTPException` of a status from 500 to 599 as any other, by the handler of its class, and log it.

    A handler of a status is none that Sentry wraps: it would send the variables of each frame. What is logged has none.
    """
    if not isinstance(error, Problem):
        log_error(error, request.scope)
    handlers = request.app.exception_handlers
    handler = next(handlers[each] for each in type(error).__mro__ if each in handlers)
    return await _called(handler, request, error)


class LastResort:
    """Answers an error that nobody handled: 503 if trying again may help, else by the application's handler, or 500.

    The latter is logged. The error goes no further, since a server would print all that it says. Only the test client
    of Starlette gets it, which asks for that. What middleware raises outside of this one is left to `Outermost`.
    """

    tells_callers_apart = False

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        if isinstance(app, ExceptionMiddleware):
            app.add_exception_handler(500, server_error)  # an application's own of 500 is for every error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        started, app = False, scope.get("app")

        async def watch(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = with_cache_headers(app, scope, message.get("headers", ()))
                message = {**message, "headers": headers}
            await send(message)

        if scope["type"] == "http" and announces_body(scope):
            receive = _keeping(scope, receive)
        try:
            await self.app(scope, receive, watch)
        except ClientDisconnect:  # while its body was read: nobody is left to answer
            return
        except Exception as error:
            if scope["type"] != "http":
                raise
            await _tell(error, scope, receive, watch, started=started)
            if goes_on(error, scope):
                raise


class Outermost:
    """Begins a request, and does what `LastResort` does with what middleware raises and with errors of websockets."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        current, started = CURRENT.set(scope), False

        async def watch(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
            await send(message)

        if scope["type"] == "websocket":
            receive = _keeping_messages(scope, receive)
        try:
            await self.app(scope, receive, watch)
        except (ClientDisconnect, WebSocketDisconnect):
            return
        except Exception as error:
            if scope["type"] == "lifespan":
                raise
            if scope["type"] == "websocket":
                log_error(error, scope)
                with contextlib.suppress(Exception):  # it may be closed already
                    await send({"type": "websocket.close", "code": 1011})
                return
            told = scope.get(_TOLD) == id(error)
            if not told:
                await _tell(error, scope, receive, watch, started=started)
            if told or goes_on(error, scope):
                # Not raised here: a tracker around this, such as Sentry's, would send the variables of each frame.
                scope[LEAVING] = error
        except BaseException as error:  # which ends a task or the process: the server logs it
            remember_request(error, scope)
            raise
        finally:
            CURRENT.reset(current)


def goes_on(error: Exception, scope: Scope) -> bool:
    """Return True if an error that was told is to leave the application as well: the test client asks for it."""
    if "http.response.debug" not in scope.get("extensions", ()) or _may_pass(error):
        return False
    scope[_TOLD] = id(error)
    return True


def _keeping(scope: Scope, receive: Receive) -> Receive:
    """Return a channel that keeps what is received of a body, in case that an error quotes it."""
    seen = seen_in(scope)

    async def keep() -> Message:
        message = await receive()
        if message["type"] == "http.request":
            seen.receive(message.get("body", b""), ended=not message.get("more_body", False))
        return message

    return keep


def _keeping_messages(scope: Scope, receive: Receive) -> Receive:
    """Return a channel that keeps the messages that a WebSocket receives, in case that an error quotes them."""
    seen = seen_in(scope)

    async def keep() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive":
            text: str | None = message.get("text")
            seen.receive(message.get("bytes") or b"" if text is None else text.encode(), ended=True)
        return message

    return keep


async def _tell(error: Exception, scope: Scope, receive: Receive, send: Send, *, started: bool) -> None:
    """Log an error, and answer it if no response has begun."""
    if started:
        log_after_response(error, scope)
    elif _may_pass(error):
        await _answered(unavailable())(scope, receive, send)
    else:
        log_error(error, scope)
        response = await _by_handler(error, scope, receive) or problem_response(500, _WRONG)
        await response(scope, receive, send)


async def _by_handler(error: Exception, scope: Scope, receive: Receive) -> Response | None:
    """Return the response of the application's handler of every error, if it has one and that does not fail."""
    handlers = scope["app"].exception_handlers if "app" in scope else {}
    handler = next((handlers[each] for each in reversed(handlers) if each in (500, Exception)), None)
    if handler is None:
        return None
    async with _LoggedFailure(error, scope):
        return await _called(handler, Request(scope, receive), error)
    return None


class _LoggedFailure:
    """Logs an error that a handler raises in place of a response, unless it is the one that it was given."""

    def __init__(self, error: Exception, scope: Scope) -> None:
        self._error, self._scope = error, scope

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(self, _: object, failed: BaseException | None, __: object) -> bool:
        if isinstance(failed, Exception) and failed is not self._error:
            log_error(failed, self._scope)
        return isinstance(failed, Exception)


async def _called(handler: Any, request: Request, error: Exception) -> Response:
    if inspect.iscoroutinefunction(handler):
        found: Response = await handler(request, error)
    else:
        found = await run_in_threadpool(handler, request, error)
    return found


def _may_pass(error: Exception) -> bool:
    """Return True if trying again may help."""
    if isinstance(error, OSError) and not comes_from_driver(error):
        return False
    return describe_violation(error).kind == "unavailable"


def log_after_response(error: Exception, scope: Scope) -> None:
    """Log an error that no response can tell of any more.

    Where the connection to the database was lost meanwhile, ending the transaction fails, which changes nothing.
    """
    cause = error.__cause__  # of Starlette's own, which says no more than that the response had begun
    if _may_pass(cause if isinstance(cause, Exception) else error):
        log.warning("a connection to the database was lost after the response had begun")
    else:
        log_error(error, scope)
