"""Whether a client reads what it was sent."""

import asyncio
import sys

from .connection_limits import ConnectionLimits

if sys.platform != "win32":
    import fcntl
    import termios


class Unread:
    """What a client has still to read, of which a connection asks a few times within the timeout."""

    __slots__ = ("_since", "_size")

    def __init__(self) -> None:
        self._size = 0
        self._since: float | None = None

    def progress(self) -> None:
        """Note that the client has read a good part."""
        self._since = None

    def too_slow(self, transport: asyncio.WriteTransport, now: float, limits: ConnectionLimits) -> bool:
        """Return True if the client has read less than it must for as long as it may, in seconds of the event loop."""
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
    """Return how many bytes the kernel has taken that the client's has not, or 0 where it does not tell.

    The kernel takes more only when a good part of its buffer is free: between that, a slow client would seem to stop.
    """
    if sys.platform == "win32":
        return 0
    try:
        sent = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
    except OSError:
        return 0
    return int.from_bytes(sent, sys.byteorder)
