"""Middleware that responds to errors that no handler has handled."""

import contextlib
import logging

from fastapi import Request, Response
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from ..errors.error_log import log_error, remember_request
from ..errors.sent_values import announces_body
from ..problems.problem import problem_response, unavailable
from ..types.hidden_values import CURRENT, seen_in
from .caching import with_cache_headers
from .error_handlers import call_handler, is_temporary, problem_as_response, server_error

log = logging.getLogger(__name__)
_WRONG = "Something went wrong here. It has been logged."
_HANDLED = "specloom.handled"
"""Key of the scope for the id of an error that was logged and has a response."""
RAISED_AFTER_RESPONSE = "specloom.raised_after_response"
"""Key of the scope for the error that the application raises after the response, for the test client."""


class UnhandledErrorMiddleware:
    """Responds to an unhandled error: 503 if it is temporary, else with the application's handler, else 500.

    The last two are logged. The error is not raised, because a server would print its text. Only the test client of
    Starlette gets it on request. `OutermostMiddleware` handles the errors of middleware outside of this one.
    """

    tells_callers_apart = False

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        if isinstance(app, ExceptionMiddleware):
            app.add_exception_handler(
                500, server_error
            )  # the application's own handler of 500 is for every error

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
            receive = _keep_body(scope, receive)
        try:
            await self.app(scope, receive, watch)
        except ClientDisconnect:  # while the body was read
            return
        except Exception as error:
            if scope["type"] != "http":
                raise
            await _respond(error, scope, receive, watch, started=started)
            if should_raise(error, scope):
                raise


class OutermostMiddleware:
    """Begins a request, and responds to errors of other middleware and of WebSockets."""

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
            receive = _keep_messages(scope, receive)
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
            is_handled = scope.get(_HANDLED) == id(error)
            if not is_handled:
                await _respond(error, scope, receive, watch, started=started)
            if is_handled or should_raise(error, scope):
                # Not raised here, because a tracker such as Sentry would send the variables of each frame.
                scope[RAISED_AFTER_RESPONSE] = error
        except BaseException as error:  # it ends the task or the process, and the server logs it
            remember_request(error, scope)
            raise
        finally:
            CURRENT.reset(current)


def should_raise(error: Exception, scope: Scope) -> bool:
    """Return True if the application should raise a handled error as well, because the test client asks for it."""
    if "http.response.debug" not in scope.get("extensions", ()) or is_temporary(error):
        return False
    scope[_HANDLED] = id(error)
    return True


def _keep_body(scope: Scope, receive: Receive) -> Receive:
    """Return a channel that stores the body, so that the log can hide its values in the text of an error."""
    seen = seen_in(scope)

    async def keep() -> Message:
        message = await receive()
        if message["type"] == "http.request":
            seen.receive(message.get("body", b""), ended=not message.get("more_body", False))
        return message

    return keep


def _keep_messages(scope: Scope, receive: Receive) -> Receive:
    """Return a channel that stores the messages of a WebSocket, so that the log can hide their values."""
    seen = seen_in(scope)

    async def keep() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive":
            text: str | None = message.get("text")
            seen.receive(message.get("bytes") or b"" if text is None else text.encode(), ended=True)
        return message

    return keep


async def _respond(error: Exception, scope: Scope, receive: Receive, send: Send, *, started: bool) -> None:
    """Log an error, and respond to it if no response has begun."""
    if started:
        log_after_response(error, scope)
    elif is_temporary(error):
        await problem_as_response(unavailable())(scope, receive, send)
    else:
        log_error(error, scope)
        response = await _response_of_handler(error, scope, receive) or problem_response(500, _WRONG)
        await response(scope, receive, send)


async def _response_of_handler(error: Exception, scope: Scope, receive: Receive) -> Response | None:
    """Return the response of the application's handler of every error, or None if there is none or if it fails."""
    handlers = scope["app"].exception_handlers if "app" in scope else {}
    handler = next((handlers[each] for each in reversed(handlers) if each in (500, Exception)), None)
    if handler is None:
        return None
    async with _LoggedFailure(error, scope):
        return await call_handler(handler, Request(scope, receive), error)
    return None


class _LoggedFailure:
    """Logs the error of a handler, unless the handler raises the error that it got."""

    def __init__(self, error: Exception, scope: Scope) -> None:
        self._error, self._scope = error, scope

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(self, _: object, failed: BaseException | None, __: object) -> bool:
        if isinstance(failed, Exception) and failed is not self._error:
            log_error(failed, self._scope)
        return isinstance(failed, Exception)


def log_after_response(error: Exception, scope: Scope) -> None:
    """Log an error that came after the response had begun.

    If the connection to the database was lost, only the end of the transaction fails: nothing is lost.
    """
    cause = error.__cause__  # Starlette's own error says only that the response had begun
    if is_temporary(cause if isinstance(cause, Exception) else error):
        log.warning("a connection to the database was lost after the response had begun")
    else:
        log_error(error, scope)
