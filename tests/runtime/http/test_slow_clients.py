"""The application serves other clients while some read nothing, send slowly or disconnect."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest

from tests.support.raw_http import read_answers, request, send
from tests.support.serving import PROTOCOL, ROOT, migrate, serve

POOL = 5
SOCKETS = 20
PIPELINED = 6


def make_large_page(client: httpx.Client) -> str:
    """Make rows whose page does not fit into the buffers of a connection, and return its target."""
    user = {"email": "a@b.example", "password": "a secret of mine", "bio": None, "name": None}
    author = client.post("/users", json=user).json()["id"]
    post = {"author_id": author, "keywords": [], "status": "published", "body": "x" * 60_000}
    for batch in range(4):
        posts = [{**post, "title": f"{batch}-{number}", "slug": f"{batch}-{number}"} for number in range(15)]
        assert client.post("/posts/batch", json={"create": posts}).status_code == 200
    return "/posts?limit=100"


def open_socket(client: httpx.Client) -> socket.socket:
    """Open a connection whose client takes little before it reads."""
    url = urlsplit(str(client.base_url))
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect((url.hostname, url.port))
    return connection


def errors(log: Path) -> list[str]:
    """Return the log records of a server above the level of information."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return [str(line) for line in lines if line["level"] not in ("debug", "info")]


def test_clients_that_read_nothing_hold_no_connection_and_are_disconnected(
    database_url: str, tmp_path: Path
) -> None:
    """They once held every connection of the pool, so that all other clients got 503."""
    migrate(database_url)
    log = tmp_path / "log"
    few = {"POOL_SIZE": str(POOL), "POOL_TIMEOUT": "2", "WRITE_TIMEOUT": "5"}
    with serve(database_url, log, environment=few) as client, contextlib.ExitStack() as stack:
        target = make_large_page(client)
        get = f"GET {target} HTTP/1.1\r\nHost: test\r\n\r\n".encode()
        silent = [stack.enter_context(open_socket(client)) for _ in range(SOCKETS)]
        for each in silent:
            each.sendall(get * PIPELINED + b"GET /statistics HTTP/1.1\r\nHost: test\r\n\r\n")
        tag = client.post("/tags", json={"name": "among them"})
        assert tag.status_code == 201
        for path in ("/tags", tag.headers["location"], "/statistics", "/readyz") * 3:
            assert client.get(path).status_code == 200
        deadline = time.monotonic() + 60
        while log.read_text().count("does not read") < SOCKETS:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert client.get("/tags").status_code == 200
    assert errors(log) == []


def test_clients_that_leave_early_leave_no_error(database_url: str, tmp_path: Path) -> None:
    """In each part of a request and of its response, by closing and by resetting the connection."""
    migrate(database_url)
    log = tmp_path / "log"
    with serve(database_url, log, environment={"POOL_SIZE": "2"}) as client:
        target = make_large_page(client).encode()
        get = b"GET " + target + b" HTTP/1.1\r\nHost: test\r\n\r\n"
        body = b'{"name": "x"}'
        post = b"POST /tags HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        batch = post.replace(b"/tags", b"/tags/batch")
        for sent in (
            b"GET /po",
            post % len(body),
            post % len(body) + body[:-1],
            post % len(body) + body,
            batch % 1_000_000 + b'{"create": [',
            get,
            get * PIPELINED,
            get + post % len(body) + body + get,
        ):
            for reset in (False, True):
                with open_socket(client) as connection:
                    connection.sendall(sent)
                    client.get("/tags")
                    if reset:
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        for _ in range(10):
            assert client.get("/tags").status_code == 200
    assert errors(log) == []


def test_each_worker_has_the_limits_of_the_settings(tmp_path: Path) -> None:
    """uvicorn imports the protocol in every worker, and none of its options reaches it there."""
    database_url = f"sqlite:///{tmp_path / 'test.db'}"
    migrate(database_url)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--port", str(port), "--workers", "2", "--no-access-log", "--http", PROTOCOL]
    variables = {**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": str(ROOT)}
    limits = {"MAX_HEADER_SIZE": "2000", "MAX_HEADERS": "10", "HEADER_TIMEOUT": "0.3"}
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "uvicorn", "app.main:app", *options]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env={**variables, **limits}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            deadline = time.monotonic() + 30
            while True:
                with contextlib.suppress(OSError):
                    if send(address, request("GET", "/healthz")).status == 200:
                        break
                assert time.monotonic() < deadline and server.poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.05)
            for _ in range(10):  # some for each worker
                assert send(address, request("GET", "/tags")).status == 200
                assert send(address, request("GET", "/tags", None, "X: " + "a" * 2000)).status == 431
                assert send(address, request("GET", "/tags", None, *["X: a"] * 10)).status == 431
                with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
                    connection.sendall(b"GET /tags HTTP/1.1\r\n")
                    assert [each.status for each in read_answers(connection)] == [408]
        finally:
            server.terminate()
            server.wait(20)


@pytest.mark.parametrize("goal", ["run", "serve"])
def test_make_uses_the_protocol(goal: str) -> None:
    shown = subprocess.run(["make", "-n", goal], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (served,) = [line for line in shown.replace("\\\n", " ").splitlines() if "uvicorn app.main:app" in line]
    assert f"--http {PROTOCOL}" in served
