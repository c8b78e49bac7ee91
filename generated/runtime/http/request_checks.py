# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7e042371eab88e278705cbc657b7eb81
"""Checks requests while they are parsed: header fields, framing, and the number of pipelined requests."""

import re
from enum import Enum, auto
from typing import Any

from httptools import HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .connection_limits import STATE, ConnectionLimits

MAX_PIPELINED_REQUESTS = 100
"""The most requests that wait on a connection while an earlier one is served. Another one ends the connection."""
_HOST = re.compile(rb"[A-Za-z0-9._~!$&'()*+,;=%:\[\]-]*")


class Stage(Enum):
    """The state of a connection."""

    REQUEST = auto()
    """It waits for the first byte of a request."""
    HEADER = auto()
    """It waits for the rest of a header."""
    BODY = auto()
    """It waits for the rest of a body."""
    RESPONSE = auto()
    """The request is complete, and the application serves it."""
    REPLAY = auto()
    """A new parser parses the framing of a header again."""
    END = auto()
    """A request was refused, and the connection will end."""


REQUEST, HEADER, BODY, RESPONSE, REPLAY, END = Stage


class RequestRefused(Exception):
    """Ends the parsing of a request. The response has only a status."""


class RequestChecks(HttpToolsProtocol):
    """uvicorn's protocol with checks of each request. A request in one piece costs only a few assignments more."""

    parser: HttpRequestParser
    """uvicorn removes it when the connection is lost. Then nothing is parsed any more."""

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits: ConnectionLimits = app_state.get(STATE) or ConnectionLimits()
        self._stage = REQUEST
        self._since = 0.0
        """The time of the event loop when the stage began, or 0 if it is not measured yet."""
        self._status = 0
        """The status of a request that a callback of the parser refuses."""
        self._chunk_size = 0
        self._at_start = False
        """True if the received chunk begins with a request."""
        self._header_size = 0
        self._has_host = False
        self._codings: list[bytes] = []
        """The values of the header fields `Transfer-Encoding`."""
        self._trailers = 0
        self._body_size = 0
        self._without_body = 0
        """Bytes since the last part of a body: sizes of chunks and trailers."""

    def on_message_begin(self) -> None:
        """Begin a request."""
        if self._stage is REPLAY:
            return
        if len(self.pipeline) >= MAX_PIPELINED_REQUESTS:
            raise self._refused(429)
        super().on_message_begin()
        # If the chunk began with another request, `on_headers_complete` counts the part in this chunk.
        self._header_size = self._chunk_size if self._at_start else 0
        self._has_host = False
        self._codings.clear()
        self._stage = HEADER
        self._since = 0.0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Store a header field. It replaces the method of uvicorn, because it is called most often."""
        headers = self.headers
        if self._stage is not HEADER:
            self._drop_trailer()
            return
        if len(headers) >= self._limits.header_count:
            raise self._refused(431)
        name = name.lower()
        if name == b"host":
            if self._has_host or not _HOST.fullmatch(value):
                raise self._refused(400)
            self._has_host = True
        elif name == b"transfer-encoding":
            self._codings.append(value)
        elif name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        headers.append((name, value))

    def _drop_trailer(self) -> None:
        """Drop a trailer field, because the application has the request already."""
        if self._stage is REPLAY:
            return
        self._trailers += 1
        if self._trailers > self._limits.header_count:
            raise self._refused(431)

    def on_headers_complete(self) -> None:
        """Check the header and pass the request to the application."""
        if self._stage is REPLAY:
            return
        limit = self._limits.header_size
        if not self._at_start or self._header_size > limit:
            fields = sum(len(name) + len(value) + 4 for name, value in self.headers)
            if fields + len(self.url) > limit:
                raise self._refused(self._too_large())
        self._at_start = False  # another request in this chunk does not begin it
        if not self._has_host and self.parser.get_http_version() == "1.1":
            raise self._refused(400)
        if self._codings:
            self._check_coding()
        super().on_headers_complete()
        self._stage = BODY
        self._since = 0.0
        self._trailers = self._body_size = self._without_body = 0

    def _check_coding(self) -> None:
        """Refuse a body without a known end, and a body with another transfer coding (RFC 9112, 6.1 and 6.3)."""
        *others, last = b",".join(self._codings).lower().split(b",")
        if last.strip() != b"chunked" or self.parser.get_http_version() == "1.0":
            raise self._refused(400)
        if others:
            raise self._refused(501)

    def on_body(self, body: bytes) -> None:
        """Count and store a part of a body."""
        self._body_size += len(body)
        self._without_body = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request. It has not ended if an upgrade is ignored and its body follows."""
        if self.parser.should_upgrade() and not self._should_upgrade():
            return
        super().on_message_complete()
        self._header_size = 0
        cycle: Any = self.cycle  # None where a connection becomes a WebSocket at once
        if cycle is not None and cycle.response_complete:
            self._await_request()
        else:
            self._stage = RESPONSE

    def _await_request(self) -> None:
        self._stage = REQUEST
        self._since = self.loop.time()

    def _too_large(self) -> int:
        """Return the status for a header that is too large: 414 if the URL is the larger part."""
        return 414 if len(self.url) > self._limits.header_size // 2 else 431

    def _refused(self, status: int) -> RequestRefused:
        """Return the exception that ends the parsing. The parser raises another one in its place."""
        self._status = status
        return RequestRefused()
