"""Clients that do not read their responses, read them slowly or disconnect."""

import logging
import socket
import time

import pytest

from tests.support.limited_server import GET, HOST, LARGE, SHORT, Running, head, until


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
    """The server once waited for ever for the rest of the response."""
    with running.connection(small_buffer=True) as client:
        client.sendall(head(HOST, b"Connection: close", target=b"/large"))
        until(lambda: running.connections() == 1)
        until(lambda: running.connections() == 0)


def test_a_client_that_reads_slowly_gets_its_response(running: Running) -> None:
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
def test_a_client_that_disconnects_early_causes_no_error(
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
