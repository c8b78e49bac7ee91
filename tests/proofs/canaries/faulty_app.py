"""The application under proof, with a real fault: its database dependencies fail when a request asks for that.

The text of their errors contains the whole request, or everything in hidden columns, as in a careless hand-written
dependency. Errors go to the log, and to Sentry, whose events are written to the file that CANARY_EVENTS names. The rest
is the application that CANARY_APPLICATION names. These are not overrides of dependencies: with an override, no request
would use the fast path.
"""

import json
import os
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from typing import Any

import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport
from sqlalchemy import inspect, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import database
from app.logs import configure_logs
from app.settings import settings
from generated.models import load_all
from generated.runtime.driver.sessions import LazySession
from tests.support.showing_deleted import WhoMaySee

STORED = "stored"
"""Value of `X-Fault` for an error that says what is stored."""
MOST_ROWS = 3

_request: ContextVar[dict[str, Any]] = ContextVar("request")


def fail_if_asked(open_session: Callable[[], AsyncIterator[Any]]) -> Callable[[], AsyncIterator[Any]]:
    """Return a dependency that does the same, but raises if the request has the header `X-Fault`."""

    async def open_or_fail() -> AsyncIterator[Any]:
        request = _request.get()
        if request["fault"] == STORED:
            stored = await all_stored()
            raise RuntimeError(f"cannot serve {stored}") from ValueError(json.dumps(stored, default=str))
        if fault := request["fault"]:
            body = request["body"].decode()
            raise RuntimeError(f"cannot serve {fault} with {body}") from ValueError(f"it held {body}")
        async for session in open_session():
            yield session

    return open_or_fail


async def all_stored() -> list[Any]:
    """Return the values of all columns of some rows of each table, read through the ORM."""
    found: list[Any] = []
    async with LazySession(database.engine) as db:
        for mapper in load_all().registry.mappers:
            for row in (await db.scalars(select(mapper.class_).limit(MOST_ROWS))).all():
                found += [getattr(row, each.key) for each in inspect(row).mapper.column_attrs]
    return found


class Written(Transport):
    """Writes each event to a file."""

    def capture_envelope(self, envelope: Envelope) -> None:
        """Write what would be sent."""
        with Path(os.environ["CANARY_EVENTS"]).open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(each.payload.json, default=str)}\n" for each in envelope.items)


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


sentry_sdk.init(dsn="http://key@127.0.0.1:9/1", transport=Written, max_request_body_size="never")
configure_logs(settings.log_level)
database.get_db = fail_if_asked(database.get_db)
database.get_read_db = fail_if_asked(database.get_read_db)
_module, _, _name = os.environ["CANARY_APPLICATION"].partition(":")
app: Any = getattr(import_module(_module), _name)
_inner: Any = app.app if isinstance(app, WhoMaySee) else app
_inner.add_middleware(Witness)
