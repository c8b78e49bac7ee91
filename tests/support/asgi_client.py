"""Sends requests to an application in this process, without a client, and sees each message when it is sent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.types import ASGIApp, Message


@dataclass(frozen=True, slots=True)
class Reply:
    """A response as it was sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON."""
        return orjson.loads(self.body)


async def call(
    app: ASGIApp,
    method: str,
    target: str,
    body: Any = None,
    headers: Iterable[tuple[str, str]] = (),
    sending: Callable[[Message], None] = lambda _: None,
) -> Reply:
    """Send a request and return the response. `sending` is called with each message before it is taken.

    A body that is not bytes is sent as JSON.
    """
    content = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
    path, _, query = target.partition("?")
    given = [(name.lower().encode(), value.encode()) for name, value in headers]
    if body is not None:
        given += [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"test"), *given],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: Message) -> None:
        sending(message)
        messages.append(message)

    await app(scope, receive, send)
    start, *parts = messages
    return Reply(
        start["status"],
        {name.decode().lower(): value.decode() for name, value in start["headers"]},
        b"".join(part.get("body", b"") for part in parts),
    )
