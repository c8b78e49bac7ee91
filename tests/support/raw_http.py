"""HTTP/1.1 over a plain socket, for requests that no client would send."""

import contextlib
import json
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    content: bytes

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.content)

    def errors(self) -> list[tuple[str, str]]:
        """Return pointer and code of each error of a problem; check that it is one, and says its own status."""
        assert self.headers.get("content-type") == "application/problem+json", self
        body = self.json()
        assert body["status"] == self.status
        return [(each["pointer"], each["code"]) for each in body["errors"]]


def send(address: str, data: bytes, *more: bytes) -> Answer:
    """Send bytes, in parts if there are more, and return the response. Raises ConnectionError if there is none."""
    url = urlsplit(address)
    received = b""
    with socket.create_connection((url.hostname or "", url.port or 80), timeout=20) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for part in (data, *more):  # a server may answer and close before it has read everything
                connection.sendall(part)
        with contextlib.suppress(ConnectionResetError):
            while not _complete(received) and (chunk := connection.recv(65_536)):
                received += chunk
    if not received:
        raise ConnectionError("the server closed the connection without an answer")
    head, _, content = received.partition(b"\r\n\r\n")
    return Answer(*_head(head), content)


def request(method: str, target: str | bytes, body: bytes | None = None, *headers: str | bytes) -> bytes:
    """Return the bytes of a request that asks for the connection to be closed after it."""
    lines = [b" ".join([method.encode(), _bytes(target), b"HTTP/1.1"]), b"Host: test", b"Connection: close"]
    lines += [_bytes(each) for each in headers]
    if body is not None:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + (body or b"")


def chunked(method: str, target: str, parts: list[bytes], *headers: str) -> list[bytes]:
    """Return a request whose body comes in chunks, without its length being announced."""
    head = request(method, target, None, "Transfer-Encoding: chunked", *headers)
    return [head, *(b"%x\r\n%s\r\n" % (len(part), part) for part in parts), b"0\r\n\r\n"]


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _complete(received: bytes) -> bool:
    """Return True if as many bytes of a body came as the headers announce."""
    head, found, content = received.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n") if found else ():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return len(content) >= int(value)
    return False


def read_answers(connection: socket.socket) -> list[Answer]:
    """Return the responses, each with its length, that come until the server closes the connection."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while chunk := connection.recv(65_536):
            received += chunk
    responses = []
    while received:
        head, _, received = received.partition(b"\r\n\r\n")
        status, headers = _head(head)
        length = int(headers["content-length"])
        responses.append(Answer(status, headers, received[:length]))
        received = received[length:]
    return responses


def _head(head: bytes) -> tuple[int, dict[str, str]]:
    """Return the status and the header fields of a response."""
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in lines)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in fields}
