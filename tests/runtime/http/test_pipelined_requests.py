"""Several requests on one connection, and requests for another protocol."""

import pytest

from tests.support.limited_server import GET, HOST, Running, head

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
def test_a_request_for_another_protocol_keeps_its_body(
    running: Running, framing: bytes, body: bytes, in_parts: bool
) -> None:
    head = b"POST /echo HTTP/1.1\r\n" + UPGRADE + framing + b"\r\n\r\n"
    parts = [head, body[:9], body[9:], GET] if in_parts else [head + body + GET]
    responses = running.send(*parts)
    assert [each.status for each in responses] == [200, 200]
    assert [each.content for each in responses] == [b"%d None" % len(GET), b"1 0"]


def test_requests_after_a_request_for_another_protocol_are_served(running: Running) -> None:
    asking = b"GET /small HTTP/1.1\r\n" + UPGRADE + b"\r\n"
    assert [each.content for each in running.send((asking + GET) * 3)] == [b"4 0", b"1 0"] * 3
    asking_slowly = b"GET /slow HTTP/1.1\r\n" + UPGRADE + b"\r\n"
    assert [each.content for each in running.send(asking_slowly + GET)] == [b"slow", b"1 0"]


@pytest.mark.parametrize("part", [b"abc", b"", b"x" * 10])
def test_a_body_after_an_upgrade_has_the_same_limits(running: Running, part: bytes) -> None:
    head = b"POST /echo HTTP/1.1\r\n" + UPGRADE
    assert [each.status for each in running.send(head + b"Content-Length: 20\r\n\r\n" + part)] == [408]
    trailers = b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"a: b\r\n" * 30
    assert [each.status for each in running.send(head + trailers)] == [431]
    asking = b"GET /small HTTP/1.1\r\n" + UPGRADE + b"\r\n"
    assert running.send(asking * 150 + part)[-1].status == 429
    for framing in (b"Transfer-Encoding: identity", b"Content-Length: 3\r\nTransfer-Encoding: chunked"):
        assert [each.status for each in running.send(head + framing + b"\r\n\r\n" + part + GET)] == [400]


def test_pipelined_requests_get_their_responses_in_order(running: Running) -> None:
    responses = running.send(*[GET] * 30, head(HOST, b"Connection: close", target=b"/small?x"))
    assert [each.content for each in responses] == [b"1 0"] * 30 + [b"2 1"]
    assert len(running.send(GET * 60)) == 60


@pytest.mark.parametrize(
    ("last", "status"),
    [(head(), 400), (head(HOST, b"X: " + b"a" * 5000), 431), (b"GET /sm", 408), (b"nonsense\r\n\r\n", 400)],
)
def test_a_refusal_waits_for_earlier_responses(running: Running, last: bytes, status: int) -> None:
    """It follows them and does not interrupt one."""
    responses = running.send(b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n" + GET + last)
    assert [each.status for each in responses] == [200, 200, status]
    assert responses[0].content == b"slow"


def test_too_many_pipelined_requests_are_refused(running: Running) -> None:
    """Six thousand in one piece were as many objects in memory."""
    responses = running.send(b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n" + GET * 5000)
    assert [each.status for each in responses] == [200] * 101 + [429]
