# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: bdff3dd882ec423f2e680a22d02f6466
"""HTTP/1.1 with limits, for uvicorn: `uvicorn app.main:app --http generated.runtime:BoundedHttpProtocol`.

uvicorn has no limits for the size of a header or the time that it takes. This protocol limits headers, bodies, idle
connections, pipelined requests and unread responses, so that no client can block a server. The limits come from the
application, see `connection_limits`.
"""

import asyncio
from typing import Any

import httptools

from ..errors.server_errors import RESPONSES
from .ignored_upgrades import new_parser, repeated_header
from .request_checks import BODY, END, HEADER, REPLAY, REQUEST, RESPONSE, RequestChecks
from .slow_clients import UnreadResponse

LINGER = 2.0
"""Seconds for which the rest of a refused request is read and dropped. Otherwise the client may lose the response."""


class BoundedHttpProtocol(RequestChecks):
    """uvicorn's protocol with limits. A timer checks each connection a few times within the shortest timeout."""

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        limits = self._limits
        self._interval = (
            min(limits.header_timeout, limits.body_timeout, limits.write_timeout, limits.idle_timeout) / 4
        )
        self._timer: asyncio.TimerHandle | None = None
        self._refusal = 0
        """The status of a refusal that waits for earlier responses."""
        self._running: Any = None
        """The request that the application serves."""
        self._unread = UnreadResponse()

    # Called by the event loop

    def connection_made(self, transport: Any) -> None:
        """Start the timer."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._timer = self.loop.call_later(self._interval, self._check_client)

    def connection_lost(self, exc: Exception | None) -> None:
        """Notify every request of the connection. uvicorn notifies only the last one."""
        self._stop_timer()
        self._disconnect(self._running)
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse data and check the limits."""
        stage = self._stage
        if stage is END:
            return
        size = self._chunk_size = len(data)
        self._header_size += size
        self._without_body += size
        self._at_start = stage is REQUEST or stage is RESPONSE
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if self._should_upgrade():
                self._stop_timer()
                self.handle_websocket_upgrade()
            else:
                self._ignore_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self._refuse(self._status or 400)
        else:
            if self._stage is not RESPONSE:
                self._check_unfinished()

    def _ignore_upgrade(self, rest: bytes) -> None:
        """Continue in HTTP/1.1 after the header of a request for another protocol."""
        if self._get_upgrade() == b"websocket":
            self._unsupported_upgrade_warning()
        self._stage = REPLAY
        self.parser = new_parser(self)
        try:
            self.parser.feed_data(repeated_header(self.headers))
        except httptools.HttpParserError:  # the first parser does not check the framing
            self._stage = BODY
            self._refuse(400)
            return
        if self._stage is REPLAY:  # otherwise the request has no body and is complete
            self._stage = BODY
        self.data_received(rest)

    def _check_unfinished(self) -> None:
        """Refuse an incomplete request that is too large."""
        stage, limit = self._stage, self._limits.header_size
        if not self._since:
            self._since = self.loop.time()
        if stage is HEADER and self._header_size > limit:
            self._refuse(self._too_large())
        elif stage is BODY and self._without_body > limit:
            self._refuse(431)
        elif stage is REQUEST and self._header_size > limit:
            self._refuse(400)  # empty lines

    def resume_writing(self) -> None:
        """Note that the client reads the response."""
        self._unread.progress()
        super().resume_writing()

    # Called for responses

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """Continue with the next request."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        elif self._refusal:
            self._write_refusal(self._refusal)
        elif self._stage is RESPONSE:
            self._await_request()
        if not self.pipeline:
            self.flow.resume_reading()

    # Refusals and timeouts

    def _refuse(self, status: int) -> None:
        """Respond to the present request with a status, after earlier responses, and end the connection."""
        in_body = self._stage is BODY
        self._stage = END
        self._since = self.loop.time()
        self.flow.resume_reading()  # to drop the rest
        self.logger.info("refused a request with %d", status)
        if in_body and self.pipeline and self.pipeline[0][0] is self.cycle:
            self.pipeline.popleft()  # the application has not started it
        elif in_body:
            has_response = self.cycle.response_started
            self._disconnect(self.cycle)
            if has_response:
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

    def _check_client(self) -> None:
        """End the connection if the client is too slow. Check again later."""
        self._timer = self.loop.call_later(self._interval, self._check_client)
        now, limits = self.loop.time(), self._limits
        if self._unread.too_slow(self.transport, now, limits):
            self.logger.info("disconnected a client that does not read")
            self.transport.abort()
            return
        if self.flow.read_paused:  # the client cannot send while the application does not read
            self._since, self._body_size = now, 0
        waited = now - self._since
        if self._stage is REQUEST and waited > limits.idle_timeout:
            self.transport.close()
        elif self._stage is HEADER and waited > limits.header_timeout:
            self._refuse(408)
        elif self._stage is BODY and waited > limits.body_timeout:
            if self._body_size >= limits.body_timeout * limits.transfer_rate:
                self._since, self._body_size = now, 0
            else:
                self._refuse(408)
        elif self._stage is END and not self._refusal and waited > min(LINGER, limits.idle_timeout):
            self.transport.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
