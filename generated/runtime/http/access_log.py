# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 5da45ba893b283a6f2701dbafa971e57
"""Logs each request with `logging`."""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("access")


class AccessLog:
    """Middleware that logs each request at its end.

    The message of the record is `request`. Its attributes are `method`, `path`, `status` and `milliseconds`. It holds
    neither the body nor the query string, because both may hold secrets.
    """

    tells_callers_apart = False

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        started = time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            milliseconds = round((time.perf_counter() - started) * 1000, 2)
            request = {"method": scope["method"], "path": scope["path"], "status": status}
            log.info("request", extra={**request, "milliseconds": milliseconds})
