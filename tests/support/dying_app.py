"""The committed application, which kills itself at a commit if the request asks for it.

The header `X-Die` says when: `before` or `after` the commit. The signal is SIGKILL, so nothing is logged or closed.
"""

import os
import signal
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session
from starlette.types import ASGIApp, Receive, Scope, Send

from app.main import app

_wanted = [b""]


class Watch:
    """Takes note of the moment that a request asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        _wanted[0] = dict(scope.get("headers", ())).get(b"x-die", b"")
        await self.app(scope, receive, send)


@event.listens_for(Session, "before_commit")
def die_before(_: Any) -> None:
    """Die with everything written and nothing committed."""
    if _wanted[0] == b"before":
        os.kill(os.getpid(), signal.SIGKILL)


@event.listens_for(Session, "after_commit")
def die_after(_: Any) -> None:
    """Die with everything committed and nothing answered."""
    if _wanted[0] == b"after":
        os.kill(os.getpid(), signal.SIGKILL)


app.add_middleware(Watch)
