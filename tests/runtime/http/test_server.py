"""The server's bounds: headers, bodies, idle connections, pipelines and unread responses, over real connections."""

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, Self

import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import Response, StreamingResponse

from generated.runtime.http.connection_limits import STATE, ConnectionLimits, with_limits
from generated.runtime.http.server import BoundedHttpProtocol
from generated.runtime.http.unhandled_errors import UnhandledErrorMiddleware
from tests.support.raw_http import Answer, read_answers

SHORT = 0.3
LIMITS = ConnectionLimits(
    header_size=4096,
    header_count=20,
    header_timeout=SHORT,
    body_timeout=SHORT,
    write_timeout=SHORT,
    transfer_rate=1000,
    idle_timeout=SHORT,
)
GET = b"GET /small HTTP/1.1\r\nHost: test\r\n\r\n"
LARGE = 4_000_000
"""Bytes that do not fit into the buffers of a connection."""


def make_app(limits: ConnectionLimits) -> FastAPI:
    """Return an application of plain routes, in which `held` says how many requests are being answered."""
    app = FastAPI()
    app.state.connection_limits = limits
    app.state.held = 0
    app.add_middleware(UnhandledErrorMiddleware)
    app.router.lifespan_context = with_limits(app.router.lifespan_context)

    @app.get("/small")
    async def small(request: Request) -> Response:
        return Response(f"{len(request.headers)} {len(request.url.query)}")

    @app.get("/slow")
    async def slow() -> Response:
        await asyncio.sleep(3 * SHORT)
        return Response("slow")

    @app.get("/large")
    async def large() -> Response:
        return Response(b"x" * LARGE)

    @app.get("/stream")
    async def stream() -> Response:
        async def parts() -> Any:
            app.state.held += 1
            try:
                for _ in range(100):
                    yield b"x" * 65_536
            finally:
                app.state.held -= 1

        return StreamingResponse(parts())

    @app.post("/echo")
    async def echo(request: Request) -> Response:
        body = await request.body()
        return Response(f"{len(body)} {request.headers.get('x-trailer')}")

    @app.post("/early")
    async def early() -> Response:
        return Response("early")

    return app


class Running:
    """A server in a thread of this process."""

    def __init__(self, loop: str, limits: ConnectionLimits = LIMITS) -> None:
        self.app = make_app(limits)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        config = uvicorn.Config(
            self.app, http=BoundedHttpProtocol, loop=loop, lifespan="on", log_config=None, access_log=False
        )
        self.server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self.server.run, args=([self._listening],), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self.server.started:
            assert self._thread.is_alive()
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self._thread.join(10)
        self._listening.close()

    @contextlib.contextmanager
    def connection(self, *, small_buffer: bool = False) -> Iterator[socket.socket]:
        """Open a connection; with a small buffer, the client takes little before it reads."""
        with socket.socket() as client:
            if small_buffer:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(20)
            client.connect(("127.0.0.1", self.port))
            yield client

    def send(self, *parts: bytes) -> list[Answer]:
        """Send parts, one after the other, and return all answers until the server closes the connection."""
        with self.connection() as client:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                for part in parts:
                    client.sendall(part)
            return read_answers(client)

    def connections(self) -> int:
        """Return how many connections the server has."""
        return len(self.server.server_state.connections)


@pytest.fixture(scope="module", params=["uvloop", "asyncio"])
def running(request: pytest.FixtureRequest) -> Iterator[Running]:
    """A server with small limits, on each event loop."""
    with Running(request.param) as server:
        yield server


def until(condition: Any) -> None:
    """Wait until something is true. Fails after ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.01)


def head(*fields: bytes, target: bytes = b"/small", version: bytes = b"1.1") -> bytes:
    return b"\r\n".join([b"GET " + target + b" HTTP/" + version, *fields, b"", b""])


HOST = b"Host: test"


def test_a_request_within_the_limits_is_answered(running: Running) -> None:
    fields = [b"X-%d: a" % number for number in range(19)]
    (answer,) = running.send(head(HOST, *fields))
    assert answer.status == 200 and answer.content == b"20 0"
    (answer,) = running.send(head(HOST, b"X: " + b"a" * 4000))
    assert answer.status == 200
    (answer,) = running.send(head(HOST, target=b"/small?" + b"a" * 4000))
    assert answer.status == 200 and answer.content == b"1 4000"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (head(HOST, b"X: " + b"a" * 4096), 431),
        (head(HOST, b"a" * 4096 + b": x"), 431),
        (head(HOST, *[b"X: " + b"a" * 400] * 11), 431),
        (head(HOST, *[b"X: a"] * 20), 431),
        (head(HOST, *[b"a:"] * 50_000), 431),
        (head(HOST, target=b"/" + b"a" * 5000), 414),
        (head(HOST, target=b"/" + b"a" * 100_000), 414),
        (b"GET /" + b"a" * 200_000, 414),
        (head(HOST, b"X: " + b"a" * 300_000)[:-4], 431),
        (b"\r\n" * 100_000, 400),
        (head(), 400),
        (head(HOST, HOST), 400),
        (head(HOST, b"host: other"), 400),
        (head(b"Host: a/b"), 400),
        (head(b"Host: a b"), 400),
        (head(b"Host: user@a"), 400),
        (head(HOST, b"no field"), 400),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
    ],
)
def test_a_header_beyond_the_limits_is_refused(running: Running, sent: bytes, status: int) -> None:
    """By an answer of its own, and the end of the connection; whether it comes at once or in pieces."""
    pieces = [sent[start : start + 1000] for start in range(0, min(len(sent), 20_000), 1000)]
    for parts in ([sent], [*pieces, sent[20_000:]]):
        (answer,) = running.send(*parts)
        assert answer.status == status
        assert answer.errors() == [] and answer.headers["connection"] == "close"


@pytest.mark.parametrize("fields", [[b"Host:"], [b"Host: [::1]:80"], [b"Host: a-b.c:8000"]])
def test_hosts_that_are_valid(running: Running, fields: list[bytes]) -> None:
    assert running.send(head(*fields))[0].status == 200


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ([b"Transfer-Encoding: gzip, chunked"], 501),
        ([b"Transfer-Encoding: gzip", b"Transfer-Encoding: chunked"], 501),
        ([b"Transfer-Encoding: chunked, chunked"], 400),
        ([b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"], 400),
        ([b"Transfer-Encoding: identity, Chunked"], 501),
        ([b"Transfer-Encoding: gzip"], 400),
        ([b"Transfer-Encoding: chunked, gzip"], 400),
        ([b"Transfer-Encoding: chunked", b"Content-Length: 1"], 400),
    ],
)
def test_a_body_in_another_transfer_coding_is_refused(
    running: Running, fields: list[bytes], status: int
) -> None:
    """It would be taken for what it codes (RFC 9112, 6.1 and 6.3)."""
    start = b"\r\n".join([b"POST /echo HTTP/1.1", HOST, *fields, b"", b""])
    (answer,) = running.send(start + b"1\r\nx\r\n0\r\n\r\n")
    assert answer.status == status
    assert answer.errors() == [] and answer.headers["connection"] == "close"


@pytest.mark.parametrize("field", [b"Transfer-Encoding: Chunked", b"transfer-encoding:\tchunked "])
def test_a_body_in_chunks_is_taken(running: Running, field: bytes) -> None:
    """In HTTP/1.0 there are no chunks, so that the end of such a body is not known (RFC 9112, 6.1)."""
    for version, status in ((b"1.1", 200), (b"1.0", 400)):
        lines = [b"POST /echo HTTP/" + version, HOST, b"Connection: close", field, b"", b""]
        (answer,) = running.send(b"\r\n".join(lines) + b"1\r\nx\r\n0\r\n\r\n")
        assert answer.status == status


def test_http_1_0_needs_no_host(running: Running) -> None:
    assert running.send(head(version=b"1.0"))[0].status == 200
    assert running.send(head(HOST, HOST, version=b"1.0"))[0].status == 400


def test_a_header_without_end_does_not_hold_the_server_up(running: Running) -> None:
    """60 MB of one field took the parser 54 seconds, in which nobody else was answered."""
    with running.connection() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: test\r\nX: ")
        sent = 0
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while sent < 60_000_000:
                client.sendall(b"a" * 262_144)
                sent += 262_144
                if sent % (10 * 262_144) == 0:
                    assert running.send(head(HOST, b"Connection: close"))[0].status == 200
        assert [each.status for each in read_answers(client)] == [431]


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([b"GET /sm"], 408),
        ([b"GET /small HTTP/1.1\r\nHost: te"], 408),
        ([b"POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n12345"], 408),
        ([b"POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123"], 408),
        ([b"POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n"], 408),
    ],
)
def test_a_request_that_stops_in_the_middle_is_refused(
    running: Running, parts: list[bytes], status: int
) -> None:
    (answer,) = running.send(*parts)
    assert answer.status == status and answer.errors() == []
    until(lambda: running.connections() == 0)


@pytest.mark.parametrize("start", [b"GET /small HTTP/1.1\r\nHost: test\r\nX: ", b""])
def test_a_header_that_trickles_is_refused(running: Running, start: bytes) -> None:
    """Each byte comes in time, and the header does not; empty lines are no request."""
    with running.connection() as client:
        client.sendall(start)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(100):
                client.sendall(b"a" if start else b"\r\n")
                time.sleep(SHORT / 10)
            pytest.fail("the server took it for too long")
        answers = read_answers(client)
        assert [each.status for each in answers] == ([408] if start else [])


def test_a_body_may_take_as_long_as_it_keeps_the_rate(running: Running) -> None:
    """Half of the rate is too slow; twice the rate is not, though the body takes three times the timeout."""
    size = int(6 * SHORT * LIMITS.transfer_rate)
    for factor, status in ((2, 200), (0.5, 408)):
        with running.connection() as client:
            client.sendall(b"POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\n\r\n" % size)
            step, sent = SHORT / 10, 0
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                started = time.monotonic()
                while sent < size:
                    part = min(size - sent, max(1, int(factor * LIMITS.transfer_rate * step)))
                    client.sendall(b"x" * part)
                    sent += part
                    time.sleep(max(0.0, started + sent / (factor * LIMITS.transfer_rate) - time.monotonic()))
                    if factor < 1 and time.monotonic() - started > 4 * SHORT:
                        break
            assert read_answers(client)[0].status == status


def test_a_body_that_the_application_does_not_read_yet_is_not_slow(running: Running) -> None:
    """Of a request that waits behind another, reading is paused: that is not the client's fault."""
    body = b"x" * 300_000
    request = b"POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(
        body
    )
    answers = running.send(b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n" + request, body)
    assert [each.status for each in answers] == [200, 200] and answers[1].content == b"300000 None"


def test_an_idle_connection_is_closed(running: Running) -> None:
    """Before its first request and after each."""
    assert running.send() == []
    with running.connection() as client:
        for _ in range(5):
            client.sendall(GET)
            time.sleep(SHORT / 2)
        assert [each.status for each in read_answers(client)] == [200] * 5
    until(lambda: running.connections() == 0)


def test_a_connection_that_waits_for_the_application_is_kept(running: Running) -> None:
    answers = running.send(b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n" * 2)
    assert [each.content for each in answers] == [b"slow", b"slow"]


def test_trailers_are_bounded_and_dropped(running: Running) -> None:
    """The application works on the request when they come."""
    start = b"POST /echo HTTP/1.1\r\nHost: test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    (answer,) = running.send(start + b"1\r\nx\r\n0\r\nX-Trailer: a\r\n\r\n")
    assert answer.content == b"1 None"
    for trailers in (b"X: " + b"a" * 500_000, b"a:\r\n" * 50_000, b"X: " + b"a" * 500_000 + b"\r\n\r\n"):
        (answer,) = running.send(start + b"1\r\nx\r\n0\r\n", trailers)
        assert answer.status == 431
    (answer,) = running.send(start + b"1;" + b"a" * 500_000)
    assert answer.status == 431


def test_a_small_chunk_is_not_a_header(running: Running) -> None:
    start = b"POST /echo HTTP/1.1\r\nHost: test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    (answer,) = running.send(start + b"1\r\nx\r\n" * 20_000 + b"0\r\n\r\n")
    assert answer.status == 200 and answer.content == b"20000 None"


UPGRADE = b"Host: test\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
"""What clients that prefer HTTP/2 add to their first request, `curl --http2` and the one of Java for instance."""


@pytest.mark.parametrize("in_parts", [False, True])
@pytest.mark.parametrize(
    ("framing", "body"),
    [
        (b"Content-Length: %d" % len(GET), GET),
        (b"Transfer-Encoding: chunked", b"%x;a=b\r\n%s\r\n0\r\nX-Trailer: 1\r\n\r\n" % (len(GET), GET)),
    ],
)
def test_the_body_of_a_request_that_asks_for_another_protocol_is_its_body(
    running: Running, framing: bytes, body: bytes, in_parts: bool
) -> None:
    head = b"POST /echo HTTP/1.1\r\n" + UPGRADE + framing + b"\r\n\r\n"
    parts = [head, body[:9], body[9:], GET] if in_parts else [head + body + GET]
    answers = running.send(*parts)
    assert [each.status for each in answers] == [200, 200]
    assert [each.content for each in answers] == [b"%d None" % len(GET), b"1 0"]


def test_requests_behind_one_that_asks_for_another_protocol_are_answered(running: Running) -> None:
    asking = b"GET /small HTTP/1.1\r\n" + UPGRADE + b"\r\n"
    assert [each.content for each in running.send((asking + GET) * 3)] == [b"4 0", b"1 0"] * 3
    asking_slowly = b"GET /slow HTTP/1.1\r\n" + UPGRADE + b"\r\n"
    assert [each.content for each in running.send(asking_slowly + GET)] == [b"slow", b"1 0"]


@pytest.mark.parametrize("part", [b"abc", b"", b"x" * 10])
def test_a_body_behind_an_upgrade_has_the_same_bounds(running: Running, part: bytes) -> None:
    head = b"POST /echo HTTP/1.1\r\n" + UPGRADE
    assert [each.status for each in running.send(head + b"Content-Length: 20\r\n\r\n" + part)] == [408]
    trailers = b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"a: b\r\n" * 30
    assert [each.status for each in running.send(head + trailers)] == [431]
    asking = b"GET /small HTTP/1.1\r\n" + UPGRADE + b"\r\n"
    assert running.send(asking * 150 + part)[-1].status == 429
    for framing in (b"Transfer-Encoding: identity", b"Content-Length: 3\r\nTransfer-Encoding: chunked"):
        assert [each.status for each in running.send(head + framing + b"\r\n\r\n" + part + GET)] == [400]


def test_pipelined_requests_are_answered_in_turn(running: Running) -> None:
    answers = running.send(*[GET] * 30, head(HOST, b"Connection: close", target=b"/small?x"))
    assert [each.content for each in answers] == [b"1 0"] * 30 + [b"2 1"]
    assert len(running.send(GET * 60)) == 60


@pytest.mark.parametrize(
    ("last", "status"),
    [(head(), 400), (head(HOST, b"X: " + b"a" * 5000), 431), (b"GET /sm", 408), (b"nonsense\r\n\r\n", 400)],
)
def test_a_refusal_waits_for_the_answers_before_it(running: Running, last: bytes, status: int) -> None:
    """It stands behind them, not in the middle of one."""
    answers = running.send(b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n" + GET + last)
    assert [each.status for each in answers] == [200, 200, status]
    assert answers[0].content == b"slow"


def test_more_requests_than_may_wait_are_not_taken(running: Running) -> None:
    """Six thousand in one piece were as many objects in memory."""
    answers = running.send(b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n" + GET * 5000)
    assert [each.status for each in answers] == [200] * 101 + [429]


def test_a_broken_body_is_refused_once(running: Running) -> None:
    start = b"POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
    for before, count in ((b"", 1), (b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n", 2)):
        answers = running.send(before + start + b"zz\r\n")
        assert [each.status for each in answers] == [200, 400][-count:]


def test_an_answer_before_the_end_of_the_body_stands(running: Running) -> None:
    """The rest of the body is taken, and if it does not come the connection ends."""
    start = b"POST /early HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\n"
    assert [each.content for each in running.send(start)] == [b"early"]
    answers = running.send(start, b"x" * 100, GET)
    assert [each.content for each in answers] == [b"early", b"1 0"]


@pytest.mark.parametrize("target", [b"/large", b"/stream"])
@pytest.mark.parametrize("pipelined", [1, 6])
def test_a_client_that_does_not_read_is_disconnected(
    running: Running, target: bytes, pipelined: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Its requests end, and nothing but that is logged."""
    caplog.set_level(logging.INFO)
    with running.connection(small_buffer=True) as client:
        client.sendall(head(HOST, target=target) * pipelined)
        until(lambda: running.connections() == 1)
        until(lambda: running.connections() == 0)
    until(lambda: running.app.state.held == 0 and not running.server.server_state.tasks)
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []
    assert "does not read" in caplog.text


def test_a_client_that_asks_to_close_and_does_not_read_is_disconnected(running: Running) -> None:
    """The server had closed the connection and waited for ever for what it had still to send."""
    with running.connection(small_buffer=True) as client:
        client.sendall(head(HOST, b"Connection: close", target=b"/large"))
        until(lambda: running.connections() == 1)
        until(lambda: running.connections() == 0)


def test_a_client_that_reads_slowly_gets_its_answer(running: Running) -> None:
    """It takes longer than the timeout, at more than the rate."""
    with running.connection(small_buffer=True) as client:
        client.sendall(head(HOST, b"Connection: close", target=b"/large"))
        received, slow_until = 0, time.monotonic() + 4 * SHORT
        while received < LARGE:
            part = client.recv(LARGE // 20)
            assert part, f"disconnected after {received} bytes"
            received += len(part)
            time.sleep(SHORT / 20 if time.monotonic() < slow_until else 0)
        assert received >= LARGE


LEAVING = {
    "in a header": b"GET /sm",
    "in a body": b"POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n123",
    "before the answer": b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n",
    "in an answer": head(HOST, target=b"/large"),
    "in a stream": head(HOST, target=b"/stream"),
    "in a pipeline": head(HOST, target=b"/large") * 6,
    "in a pipeline of streams": head(HOST, target=b"/stream") * 6,
    "with a slow one in the pipeline": b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n" + GET * 6,
}


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize("place", LEAVING)
def test_a_client_that_leaves_early_leaves_no_error(
    running: Running, place: str, reset: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with running.connection(small_buffer=True) as client:
        client.sendall(LEAVING[place])
        until(lambda: running.connections() == 1)
        time.sleep(0.05)
        if reset:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    until(lambda: running.connections() == 0 and not running.server.server_state.tasks)
    assert running.app.state.held == 0
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


def test_without_limits_of_the_application_it_has_those_that_fit_a_small_server() -> None:
    config = uvicorn.Config(FastAPI(), http=BoundedHttpProtocol, log_config=None)

    async def limits(state: dict[str, Any]) -> ConnectionLimits:
        return BoundedHttpProtocol(config, uvicorn.server.ServerState(), state)._limits

    assert asyncio.run(limits({})) == ConnectionLimits()
    assert asyncio.run(limits({STATE: LIMITS})) == LIMITS
