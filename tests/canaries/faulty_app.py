"""The application under proof, with a real fault: its database dependencies fail when a request asks for that.

What they raise says all that the request holds, as a careless hand-written dependency might. Everything else is that
of the application that the variable CANARY_APPLICATION names. It is no override of a dependency: with one, no request
would take the fast road.
"""

import os
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from importlib import import_module
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import database
from tests.showing_deleted import WhoMaySee

_request: ContextVar[dict[str, Any]] = ContextVar("request")


def fail_if_asked(open_session: Callable[[], AsyncIterator[Any]]) -> Callable[[], AsyncIterator[Any]]:
    """Return a dependency that does the same, but raises if the request has the header `X-Fault`."""

    async def open_or_fail() -> AsyncIterator[Any]:
        request = _request.get()
        if fault := request["fault"]:
            body = request["body"].decode()
            raise RuntimeError(f"cannot serve {fault} with {body}") from ValueError(f"it held {body}")
        async for session in open_session():
            yield session

    return open_or_fail


class Witness:
    """Lets the dependencies know what the request holds."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = {"fault": dict(scope.get("headers", ())).get(b"x-fault", b"").decode(), "body": b""}

        async def watch() -> Message:
            message = await receive()
            request["body"] += message.get("body", b"")
            return message

        _request.set(request)
        await self.app(scope, watch, send)


database.get_db = fail_if_asked(database.get_db)
database.get_read_db = fail_if_asked(database.get_read_db)
_module, _, _name = os.environ["CANARY_APPLICATION"].partition(":")
app: Any = getattr(import_module(_module), _name)
_inner: Any = app.app if isinstance(app, WhoMaySee) else app
_inner.add_middleware(Witness)
