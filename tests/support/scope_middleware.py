"""Middleware that stores the scope of the last request."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Seen:
    """A middleware that keeps the scope of the last request."""

    last: Scope

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        Seen.last = scope
        await self.app(scope, receive, send)
