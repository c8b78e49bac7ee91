"""The server's bounds: headers, bodies, idle connections, pipelines and unread responses, over real connections."""

import asyncio
import contextlib
import time
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from generated.runtime.http.connection_limits import STATE, ConnectionLimits
from generated.runtime.http.server import BoundedHttpProtocol
from tests.support.limited_server import GET, HOST, LIMITS, SHORT, Running, head, until
from tests.support.raw_http import read_answers


def test_a_request_within_the_limits_is_served(running: Running) -> None:
    fields = [b"X-%d: a" % number for number in range(19)]
    (response,) = running.send(head(HOST, *fields))
    assert response.status == 200 and response.content == b"20 0"
    (response,) = running.send(head(HOST, b"X: " + b"a" * 4000))
    assert response.status == 200
    (response,) = running.send(head(HOST, target=b"/small?" + b"a" * 4000))
    assert response.status == 200 and response.content == b"1 4000"


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
    """With a response, and the end of the connection, whether it arrives at once or in pieces."""
    pieces = [sent[start : start + 1000] for start in range(0, min(len(sent), 20_000), 1000)]
    for parts in ([sent], [*pieces, sent[20_000:]]):
        (response,) = running.send(*parts)
        assert response.status == status
        assert response.errors() == [] and response.headers["connection"] == "close"


@pytest.mark.parametrize("fields", [[b"Host:"], [b"Host: [::1]:80"], [b"Host: a-b.c:8000"]])
def test_valid_hosts(running: Running, fields: list[bytes]) -> None:
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
    """It would be used without being decoded (RFC 9112, 6.1 and 6.3)."""
    start = b"\r\n".join([b"POST /echo HTTP/1.1", HOST, *fields, b"", b""])
    (response,) = running.send(start + b"1\r\nx\r\n0\r\n\r\n")
    assert response.status == status
    assert response.errors() == [] and response.headers["connection"] == "close"


@pytest.mark.parametrize("field", [b"Transfer-Encoding: Chunked", b"transfer-encoding:\tchunked "])
def test_a_body_in_chunks_is_accepted(running: Running, field: bytes) -> None:
    """HTTP/1.0 has no chunks, so that the end of such a body is unknown (RFC 9112, 6.1)."""
    for version, status in ((b"1.1", 200), (b"1.0", 400)):
        lines = [b"POST /echo HTTP/" + version, HOST, b"Connection: close", field, b"", b""]
        (response,) = running.send(b"\r\n".join(lines) + b"1\r\nx\r\n0\r\n\r\n")
        assert response.status == status


def test_http_1_0_needs_no_host(running: Running) -> None:
    assert running.send(head(version=b"1.0"))[0].status == 200
    assert running.send(head(HOST, HOST, version=b"1.0"))[0].status == 400


def test_a_header_without_end_does_not_block_the_server(running: Running) -> None:
    """60 MB of one field took the parser 54 seconds, in which no other request was served."""
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
    (response,) = running.send(*parts)
    assert response.status == status and response.errors() == []
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
        responses = read_answers(client)
        assert [each.status for each in responses] == ([408] if start else [])


def test_a_body_may_take_as_long_as_it_keeps_the_rate(running: Running) -> None:
    """Half of the rate is too slow. Twice the rate is not, though the body takes three times the timeout."""
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
    """While another request is served, reading is paused. The client is not slow then."""
    body = b"x" * 300_000
    request = b"POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(
        body
    )
    responses = running.send(b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n" + request, body)
    assert [each.status for each in responses] == [200, 200] and responses[1].content == b"300000 None"


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
    responses = running.send(b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n" * 2)
    assert [each.content for each in responses] == [b"slow", b"slow"]


def test_trailers_are_bounded_and_dropped(running: Running) -> None:
    """The application works on the request when they come."""
    start = b"POST /echo HTTP/1.1\r\nHost: test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    (response,) = running.send(start + b"1\r\nx\r\n0\r\nX-Trailer: a\r\n\r\n")
    assert response.content == b"1 None"
    for trailers in (b"X: " + b"a" * 500_000, b"a:\r\n" * 50_000, b"X: " + b"a" * 500_000 + b"\r\n\r\n"):
        (response,) = running.send(start + b"1\r\nx\r\n0\r\n", trailers)
        assert response.status == 431
    (response,) = running.send(start + b"1;" + b"a" * 500_000)
    assert response.status == 431


def test_many_small_chunks_are_no_large_header(running: Running) -> None:
    start = b"POST /echo HTTP/1.1\r\nHost: test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    (response,) = running.send(start + b"1\r\nx\r\n" * 20_000 + b"0\r\n\r\n")
    assert response.status == 200 and response.content == b"20000 None"


def test_a_broken_body_is_refused_once(running: Running) -> None:
    start = b"POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
    for before, count in ((b"", 1), (b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n", 2)):
        responses = running.send(before + start + b"zz\r\n")
        assert [each.status for each in responses] == [200, 400][-count:]


def test_a_response_before_the_end_of_the_body_is_sent(running: Running) -> None:
    """The rest of the body is read. If it does not come, the connection ends."""
    start = b"POST /early HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\n"
    assert [each.content for each in running.send(start)] == [b"early"]
    responses = running.send(start, b"x" * 100, GET)
    assert [each.content for each in responses] == [b"early", b"1 0"]


def test_the_default_limits_suit_a_small_server() -> None:
    config = uvicorn.Config(FastAPI(), http=BoundedHttpProtocol, log_config=None)

    async def limits(state: dict[str, Any]) -> ConnectionLimits:
        return BoundedHttpProtocol(config, uvicorn.server.ServerState(), state)._limits

    assert asyncio.run(limits({})) == ConnectionLimits()
    assert asyncio.run(limits({STATE: LIMITS})) == LIMITS
