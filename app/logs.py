"""Structured logs: one JSON object a line, for the application, the libraries and each request.

A line never holds a body or a query string, either of which may hold a secret. Exceptions are logged with their text
and stack, but without what hidden fields held (`generated/runtime/errors/error_log.py`).
"""

import logging
import logging.config
import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import EventDict, Processor

from generated.runtime.errors.error_log import hide_values_in_records, shown_info

log = structlog.stdlib.get_logger("app.access")


def configure_logs(level: str) -> None:
    """Send every log line through structlog to standard error, as JSON."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _hide_values,
        structlog.processors.format_exc_info,
    ]
    hide_values_in_records()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "uvicorn": {"handlers": [], "propagate": True},
                "uvicorn.access": {"handlers": [], "propagate": False},
                "aiosqlite": {"level": "INFO"},  # its debug lines quote the parameters of every statement
            },
        }
    )


def _hide_values(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Let an exception that structlog itself was given be logged as those of `logging` are."""
    given = event.get("exc_info")
    if given:
        error = given[1] if isinstance(given, tuple) else given if isinstance(given, BaseException) else None
        event["exc_info"] = shown_info(error)
    return event


class AccessLog:
    """Logs each request when it ends: method, path, status and duration."""

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
            log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                milliseconds=milliseconds,
            )
