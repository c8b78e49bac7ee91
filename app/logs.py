"""Structured logs: one JSON object a line, for the application, the libraries and each request.

Exceptions are logged with their text and stack, and without the values of hidden fields.
"""

import logging.config

import structlog
from structlog.typing import EventDict, Processor

from generated.runtime import hide_values_in_records, redacted_exc_info

REQUEST = ("method", "path", "status", "milliseconds")
"""What `AccessLog` adds to a record. Other additions may hold secrets, and are not logged."""


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
        "foreign_pre_chain": [structlog.stdlib.ExtraAdder(allow=REQUEST), *shared],
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
    """Redact an exception that was passed to structlog directly, as `logging` does for its own records."""
    given = event.get("exc_info")
    if given:
        error = given[1] if isinstance(given, tuple) else given if isinstance(given, BaseException) else None
        event["exc_info"] = redacted_exc_info(error)
    return event
