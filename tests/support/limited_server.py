"""A server with small limits, and an application of plain routes for it."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, Self

import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import Response, StreamingResponse

from generated.runtime.http.connection_limits import ConnectionLimits, with_limits
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
    """Return an application of plain routes. `held` is the number of requests that are being served."""
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
        """Send parts one after the other, and return all responses until the server closes the connection."""
        with self.connection() as client:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                for part in parts:
                    client.sendall(part)
            return read_answers(client)

    def connections(self) -> int:
        """Return how many connections the server has."""
        return len(self.server.server_state.connections)


def until(condition: Any) -> None:
    """Wait until something is true. Fails after ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.01)


def head(*fields: bytes, target: bytes = b"/small", version: bytes = b"1.1") -> bytes:
    return b"\r\n".join([b"GET " + target + b" HTTP/" + version, *fields, b"", b""])


HOST = b"Host: test"
