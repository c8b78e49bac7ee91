# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 7bebe11a618c954767f08162d120a059
"""A pool of connections that also lends what lies there at once, for single statements of the driver.

Without it each goes the way that SQLAlchemy prepares for whole transactions (a greenlet to wait in, a proxy, a rollback
in the end), which takes about a fifth of the processor's time of a request. Any other pool serves as well.
"""

import time
from collections import deque

from sqlalchemy import AsyncAdaptedQueuePool
from sqlalchemy.pool import ConnectionPoolEntry

from ..libraries.private_sqlalchemy import KNOWN, AsyncAdaptedQueue, Empty, Full, greenlet_spawn


class _IdleConnections(AsyncAdaptedQueue[ConnectionPoolEntry]):
    """What lies in the pool. A queue of asyncio's holds what someone waits for, and nothing else."""

    def __init__(self, maxsize: int = 0, use_lifo: bool = False) -> None:
        super().__init__(maxsize, use_lifo)
        self._idle: deque[ConnectionPoolEntry] = deque()
        self._waiting = 0

    def put_nowait(self, item: ConnectionPoolEntry) -> None:
        """Put an entry there, for whoever waits for one. Raises Full."""
        if self._waiting:
            super().put_nowait(item)
        elif 0 < self.maxsize <= self.qsize():
            raise Full
        else:
            self._idle.append(item)

    def get_nowait(self) -> ConnectionPoolEntry:
        """Return an entry. Raises Empty."""
        if self._idle:
            return self._idle.pop() if self.use_lifo else self._idle.popleft()
        return super().get_nowait()

    def get(self, block: bool = True, timeout: float | None = None) -> ConnectionPoolEntry:
        """Return an entry, if need be after it was waited for. Raises Empty."""
        if self._idle or not block:
            return self.get_nowait()
        self._waiting += 1
        try:
            return super().get(block, timeout)
        finally:
            self._waiting -= 1

    def qsize(self) -> int:
        """Return how many entries there are."""
        waited_for: int = self._queue.qsize()
        return len(self._idle) + waited_for

    def empty(self) -> bool:
        """Return True if there is none."""
        return not self.qsize()

    def full(self) -> bool:
        """Return True if there can be no more."""
        return 0 < self.maxsize <= self.qsize()


class ConnectionPool(AsyncAdaptedQueuePool):
    """SQLAlchemy's pool for async engines. What is lent is among its connections, and counts as taken meanwhile."""

    if KNOWN:
        _queue_class = _IdleConnections

    def acquire(self) -> ConnectionPoolEntry | None:
        """Take out an open connection, or return None if there is none or if someone wants to know of it.

        Whoever gets one leaves nothing begun on it and gives it back. In an unknown version of SQLAlchemy it is None.
        """
        if not KNOWN:
            return None
        heard = self.dispatch
        if self._pre_ping or heard.checkout or heard.checkin or heard.reset:
            return None
        try:
            entry = self._pool.get_nowait()
        except Empty:
            return None
        if self._is_open(entry):
            return entry
        self._pool.put_nowait(entry)
        return None

    async def put_back(self, entry: ConnectionPoolEntry) -> None:
        """Put a connection back that was lent, or close it if the pool has no place left."""
        try:
            self._pool.put_nowait(entry)
        except Full:
            await greenlet_spawn(self._do_return_conn, entry)

    def _is_open(self, entry: ConnectionPoolEntry) -> bool:
        """Return False for a connection that was lost or that is too old, so that SQLAlchemy must open it anew."""
        opened: float = getattr(entry, "starttime", 0.0)
        too_old = self._recycle > -1 and time.time() - opened > self._recycle
        return entry.dbapi_connection is not None and self._invalidate_time <= opened and not too_old
