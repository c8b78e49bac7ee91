# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 1a9ce45498d5f2ac80ec8302d823ab60
"""HTTP/1.1 with bounds, for uvicorn: `uvicorn app.main:app --http generated.runtime.http.server:BoundedHttpProtocol`.

No option of uvicorn bounds what its parser httptools keeps of a header or how long that may take. This protocol bounds
headers, bodies, idle connections, pipelined requests and unread responses, so that no client can hold a server up. The
limits come from the application: see `connection_limits`.
"""

import asyncio
import re
from enum import Enum, auto
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..errors.server_errors import RESPONSES
from .connection_limits import STATE, ConnectionLimits
from .ignored_upgrades import header_again, new_parser
from .slow_clients import Unread

MOST_PIPELINED = 100
"""Requests that wait on a connection while an earlier one is answered. Behind them the connection ends."""
LINGER = 2.0
"""Seconds for which the rest of a refused request is read and dropped: to close at once could lose the answer."""
_HOST = re.compile(rb"[A-Za-z0-9._~!$&'()*+,;=%:\[\]-]*")


class _Stage(Enum):
    """What a connection waits for."""

    REQUEST = auto()
    """The first byte of the next request."""
    HEADER = auto()
    """The rest of a header."""
    BODY = auto()
    """The rest of a body."""
    RESPONSE = auto()
    """The application: the request is complete."""
    AGAIN = auto()
    """The end of a header that a new parser is given again."""
    END = auto()
    """The end of the connection: a request was refused."""


_REQUEST, _HEADER, _BODY, _RESPONSE, _AGAIN, _END = _Stage


class _Refused(Exception):
    """Ends the parsing of a request, which is answered with a status."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """uvicorn's protocol, with bounds.

    A timer looks at each connection a few times within the shortest timeout. A request that arrives in one piece costs
    nothing but a few assignments.
    """

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        limits: ConnectionLimits = app_state.get(STATE) or ConnectionLimits()
        self._limits = limits
        self._interval = (
            min(limits.header_timeout, limits.body_timeout, limits.write_timeout, limits.idle_timeout) / 4
        )
        self._timer: asyncio.TimerHandle | None = None
        self._stage = _REQUEST
        self._since = 0.0
        self._refusal = 0
        """Status that waits until earlier requests are answered."""
        self._status = 0
        """Status for what a callback of the parser refuses."""
        self._running: Any = None
        """The request that the application works on."""
        self._chunk_size = 0
        self._at_start = False
        self._header_size = 0
        self._has_host = False
        self._codings: list[bytes] = []
        """What the header fields `Transfer-Encoding` of a request say."""
        self._trailers = 0
        self._body_size = 0
        self._without_body = 0
        """Bytes that came since the last ones of a body: sizes of chunks and trailers."""
        self._unread = Unread()

    # What the event loop calls

    def connection_made(self, transport: Any) -> None:
        """Begin to look at the connection."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._timer = self.loop.call_later(self._interval, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell every request of the connection, of which uvicorn tells only the last."""
        self._stop_looking()
        self._disconnect(self._running)
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, unless the limits forbid it."""
        stage = self._stage
        if stage is _END:
            return
        size = self._chunk_size = len(data)
        self._header_size += size
        self._without_body += size
        self._at_start = stage is _REQUEST or stage is _RESPONSE
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if self._should_upgrade():
                self._stop_looking()
                self.handle_websocket_upgrade()
            else:
                self._ignore_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self._refuse(self._status or 400)
        else:
            if self._stage is not _RESPONSE:
                self._check_unfinished()

    def _ignore_upgrade(self, rest: bytes) -> None:
        """Go on in HTTP/1.1 behind the header of a request that asks for another protocol."""
        if self._get_upgrade() == b"websocket":
            self._unsupported_upgrade_warning()
        self._stage = _AGAIN
        self.parser = new_parser(self)
        try:
            self.parser.feed_data(header_again(self.headers))
        except httptools.HttpParserError:  # the first parser does not check how such a body ends
            self._stage = _BODY
            self._refuse(400)
            return
        if self._stage is _AGAIN:  # otherwise the request has no body, and is complete
            self._stage = _BODY
        self.data_received(rest)

    def _check_unfinished(self) -> None:
        """Refuse a request of which too much has come before it is complete."""
        stage, limit = self._stage, self._limits.header_size
        if not self._since:
            self._since = self.loop.time()
        if stage is _HEADER and self._header_size > limit:
            self._refuse(self._too_large())
        elif stage is _BODY and self._without_body > limit:
            self._refuse(431)
        elif stage is _REQUEST and self._header_size > limit:
            self._refuse(400)  # empty lines

    def resume_writing(self) -> None:
        """Note that the client reads."""
        self._unread.progress()
        super().resume_writing()

    # What the parser calls

    def on_message_begin(self) -> None:
        """Begin a request."""
        if self._stage is _AGAIN:
            return
        if len(self.pipeline) >= MOST_PIPELINED:
            raise self._refused(429)
        super().on_message_begin()
        # Of a chunk that began with another request, only what follows is counted here; `on_headers_complete` counts.
        self._header_size = self._chunk_size if self._at_start else 0
        self._has_host = False
        self._codings.clear()
        self._stage = _HEADER
        self._since = 0.0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field, in place of uvicorn's method: this is called most often."""
        headers = self.headers
        if self._stage is not _HEADER:
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
        """Drop a field behind the body: the application works on the request already."""
        if self._stage is _AGAIN:
            return
        self._trailers += 1
        if self._trailers > self._limits.header_count:
            raise self._refused(431)

    def on_headers_complete(self) -> None:
        """Check the header and give the request to the application."""
        if self._stage is _AGAIN:
            return
        limit = self._limits.header_size
        if not self._at_start or self._header_size > limit:
            fields = sum(len(name) + len(value) + 4 for name, value in self.headers)
            if fields + len(self.url) > limit:
                raise self._refused(self._too_large())
        self._at_start = False  # another request in this chunk begins behind this one
        if not self._has_host and self.parser.get_http_version() == "1.1":
            raise self._refused(400)
        if self._codings:
            self._check_coding()
        super().on_headers_complete()
        self._stage = _BODY
        self._since = 0.0
        self._trailers = self._body_size = self._without_body = 0

    def _check_coding(self) -> None:
        """Refuse a body whose end is not known, and one that was coded before it was cut (RFC 9112, 6.1 and 6.3)."""
        *others, last = b",".join(self._codings).lower().split(b",")
        if last.strip() != b"chunked" or self.parser.get_http_version() == "1.0":
            raise self._refused(400)
        if others:
            raise self._refused(501)

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._body_size += len(body)
        self._without_body = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request, unless its body is still to come: see `_ignore_upgrade`."""
        if self.parser.should_upgrade() and not self._should_upgrade():
            return
        super().on_message_complete()
        self._header_size = 0
        cycle: Any = self.cycle  # None where a connection becomes a WebSocket at once
        if cycle is not None and cycle.response_complete:
            self._await_request()
        else:
            self._stage = _RESPONSE

    # What a response calls

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """Go on with the next request."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._refusal:
            self._write_refusal(self._refusal)
        elif self._stage is _RESPONSE:
            self._await_request()
        if not self.pipeline:
            self.flow.resume_reading()

    def _await_request(self) -> None:
        self._stage = _REQUEST
        self._since = self.loop.time()

    # Refusals and timeouts

    def _too_large(self) -> int:
        """Return the status for a header that is too large, by what is to blame."""
        return 414 if len(self.url) > self._limits.header_size // 2 else 431

    def _refused(self, status: int) -> _Refused:
        """Return the exception that ends the parsing; the parser raises another in its place."""
        self._status = status
        return _Refused()

    def _refuse(self, status: int) -> None:
        """Answer the request that is being received with a status, after those before it, and end the connection."""
        in_body = self._stage is _BODY
        self._stage = _END
        self._since = self.loop.time()
        self.flow.resume_reading()  # to drop what comes
        self.logger.info("refused a request with %d", status)
        if in_body and self.pipeline and self.pipeline[0][0] is self.cycle:
            self.pipeline.popleft()  # the application has not got it
        elif in_body:
            answered = self.cycle.response_started
            self._disconnect(self.cycle)
            if answered:
                self.transport.close()
            else:
                self._write_refusal(status)
            return
        if self._running is not None and not self._running.response_complete:
            self._refusal = status
        else:
            self._write_refusal(status)

    def _write_refusal(self, status: int) -> None:
        self._refusal = 0
        self._since = self.loop.time()
        self.transport.write(RESPONSES[status])
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def _disconnect(self, cycle: Any) -> None:
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()

    def _look(self) -> None:
        """Look whether the client is too slow, and look again later."""
        self._timer = self.loop.call_later(self._interval, self._look)
        now, limits = self.loop.time(), self._limits
        if self._unread.too_slow(self.transport, now, limits):
            self.logger.info("disconnected a client that does not read")
            self.transport.abort()
            return
        if self.flow.read_paused:  # for as long as the application does not read, the client cannot send
            self._since, self._body_size = now, 0
        waited = now - self._since
        if self._stage is _REQUEST and waited > limits.idle_timeout:
            self.transport.close()
        elif self._stage is _HEADER and waited > limits.header_timeout:
            self._refuse(408)
        elif self._stage is _BODY and waited > limits.body_timeout:
            if self._body_size >= limits.body_timeout * limits.transfer_rate:
                self._since, self._body_size = now, 0
            else:
                self._refuse(408)
        elif self._stage is _END and not self._refusal and waited > min(LINGER, limits.idle_timeout):
            self.transport.close()

    def _stop_looking(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
