"""The load generator for machines without wrk: `python -m benchmarks.client PORT FILE CONNECTIONS SECONDS`.

It uses plain sockets in one thread, and more CPU time for a request than wrk.
"""

import selectors
import socket
import sys
import time
from pathlib import Path


def read_requests(file: Path) -> list[bytes]:
    """Return the requests of a file."""
    data, requests, place = file.read_bytes(), [], 0
    while place < len(data):
        line_end = data.index(b"\n", place)
        start = line_end + 1
        place = start + int(data[place:line_end])
        requests.append(data[start:place])
    return requests


def complete(response: bytes | bytearray) -> bool:
    """Return whether a response has arrived as a whole. Raises ValueError if it does not say its length."""
    head, separator, body = bytes(response).partition(b"\r\n\r\n")
    if not separator:
        return False
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        return body.endswith(b"0\r\n\r\n")
    return len(body) >= int(lowered.split(b"content-length:")[1].split(b"\r\n")[0])


def load(port: int, requests: list[bytes], connections: int, seconds: float) -> str:
    """Keep every connection busy for some seconds and return a line as `wrk.lua` prints it."""
    selector = selectors.DefaultSelector()
    durations: list[float] = []
    refused = sent = 0
    responses: dict[int, bytearray] = {}
    since: dict[int, float] = {}

    def send(connection: socket.socket) -> None:
        nonlocal sent
        number = connection.fileno()
        responses[number], since[number] = bytearray(), time.perf_counter()
        connection.sendall(requests[sent % len(requests)])
        sent += 1

    for _ in range(connections):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection, selectors.EVENT_READ, connection)
        send(connection)
    started = time.perf_counter()
    while (now := time.perf_counter()) < started + seconds:
        for key, _ in selector.select(timeout=1):
            connection = key.data
            response = responses[key.fd]
            received = connection.recv(262_144)
            if not received:
                raise SystemExit("the server has closed a connection")
            response += received
            if complete(response):
                durations.append(time.perf_counter() - since[key.fd])
                refused += not 200 <= int(response[9:12]) < 400
                send(connection)
    durations.sort()
    p50, p99 = (durations[int(len(durations) * share)] for share in (0.5, 0.99))
    return (
        f'RESULT {{"requests": {len(durations)}, "seconds": {now - started:.6f}, "refused": {refused}, '
        f'"broken": 0, "p50": {p50:.6f}, "p99": {p99:.6f}}}\n'
    )


if __name__ == "__main__":
    sys.stdout.write(
        load(int(sys.argv[1]), read_requests(Path(sys.argv[2])), int(sys.argv[3]), float(sys.argv[4]))
    )
