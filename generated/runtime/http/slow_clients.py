# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 78a0ac1864a242e40f9a078481fdc4de
"""Measures whether a client reads its responses."""

import asyncio
import sys

from .connection_limits import ConnectionLimits

if sys.platform != "win32":
    import fcntl
    import termios


class UnreadResponse:
    """The bytes that a client has not read. A connection checks them a few times within the timeout."""

    __slots__ = ("_since", "_size")

    def __init__(self) -> None:
        self._size = 0
        self._since: float | None = None

    def progress(self) -> None:
        """Note that the client has read a large part."""
        self._since = None

    def too_slow(self, transport: asyncio.WriteTransport, now: float, limits: ConnectionLimits) -> bool:
        """Return True if the client has read too slowly for the timeout. `now` is the time of the event loop."""
        waiting = transport.get_write_buffer_size()
        if not waiting:
            self._since = None
            return False
        size = waiting + _in_kernel(transport)
        enough = limits.transfer_rate * limits.write_timeout
        if self._since is None or self._size - size >= enough:
            self._size, self._since = size, now
            return False
        self._size = max(self._size, size)
        return now - self._since > limits.write_timeout


def _in_kernel(transport: asyncio.BaseTransport) -> int:
    """Return the bytes that the kernel has not sent yet, or 0 if this is unknown.

    The kernel accepts more only when a large part of its buffer is free. Without this count a slow client would seem to
    have stopped.
    """
    if sys.platform == "win32":
        return 0
    try:
        sent = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
    except OSError:
        return 0
    return int.from_bytes(sent, sys.byteorder)
