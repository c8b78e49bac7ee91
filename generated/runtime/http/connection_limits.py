# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: b5ffa0a22e02be7bcdccb1e56f5ad546
"""The limits of a connection, which `server.BoundedHttpProtocol` enforces."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, NamedTuple

STATE = "connection_limits"
"""Key of the limits in the state that the application's lifespan passes to the server."""


class ConnectionLimits(NamedTuple):
    """Limits of one connection, in bytes and seconds."""

    header_size: int = 65_536
    """Bytes of the request line and all header fields of a request."""
    header_count: int = 100
    """Header fields of a request."""
    header_timeout: float = 10
    """Seconds from the first byte of a request to the end of its header."""
    body_timeout: float = 20
    """Seconds for a body. They begin again if the client sent `transfer_rate` bytes for each of them."""
    write_timeout: float = 60
    """Seconds for reading a response. They begin again if the client read `transfer_rate` bytes for each of them."""
    transfer_rate: int = 500
    """The fewest bytes per second that a client must send or read."""
    idle_timeout: float = 20
    """Seconds that a connection may wait for the first or the next request."""


def with_limits(lifespan: Callable[[Any], AbstractAsyncContextManager[Any]]) -> Callable[[Any], Any]:
    """Return a lifespan that adds `app.state.connection_limits` to the state for the server.

    Each worker process runs the lifespan, so that each has the limits.
    """

    @asynccontextmanager
    async def lifespan_with_limits(app: Any) -> AsyncIterator[dict[str, Any]]:
        async with lifespan(app) as state:
            yield {**(state or {}), STATE: app.state.connection_limits}

    return lifespan_with_limits
