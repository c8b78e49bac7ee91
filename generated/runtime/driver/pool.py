# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: e87cb4a8e9c985ce3a9513e2a51ac7a3
"""A connection pool that can also hand out an idle connection directly, for a single statement.

SQLAlchemy's own checkout is made for transactions: it needs a greenlet, a proxy and a final rollback. That takes about
a fifth of a request's CPU time. Any other pool works too, but is slower.
"""

import time
from collections import deque

from sqlalchemy import AsyncAdaptedQueuePool
from sqlalchemy.pool import ConnectionPoolEntry

from ..libraries.private_sqlalchemy import KNOWN, AsyncAdaptedQueue, Empty, Full, greenlet_spawn


class _IdleConnections(AsyncAdaptedQueue[ConnectionPoolEntry]):
    """The idle connections of a pool. The asyncio queue is used only while a task waits for a connection."""

    def __init__(self, maxsize: int = 0, use_lifo: bool = False) -> None:
        super().__init__(maxsize, use_lifo)
        self._idle: deque[ConnectionPoolEntry] = deque()
        self._waiting = 0

    def put_nowait(self, item: ConnectionPoolEntry) -> None:
        """Add an entry, for a waiting task if there is one. Raises Full."""
        if self._waiting:
            super().put_nowait(item)
        elif 0 < self.maxsize <= self.qsize():
            raise Full
        else:
            self._idle.append(item)

    def get_nowait(self) -> ConnectionPoolEntry:
        """Remove and return an entry. Raises Empty."""
        if self._idle:
            return self._idle.pop() if self.use_lifo else self._idle.popleft()
        return super().get_nowait()

    def get(self, block: bool = True, timeout: float | None = None) -> ConnectionPoolEntry:
        """Remove and return an entry, and wait for it if necessary. Raises Empty."""
        if self._idle or not block:
            return self.get_nowait()
        self._waiting += 1
        try:
            return super().get(block, timeout)
        finally:
            self._waiting -= 1

    def qsize(self) -> int:
        """Return the number of entries."""
        in_queue: int = self._queue.qsize()
        return len(self._idle) + in_queue

    def empty(self) -> bool:
        """Return True if there are no entries."""
        return not self.qsize()

    def full(self) -> bool:
        """Return True if no entry can be added."""
        return 0 < self.maxsize <= self.qsize()


class ConnectionPool(AsyncAdaptedQueuePool):
    """SQLAlchemy's pool for async engines. A connection from `acquire` counts as checked out."""

    if KNOWN:
        _queue_class = _IdleConnections

    def acquire(self) -> ConnectionPoolEntry | None:
        """Remove an idle, open connection from the pool and return it.

        The caller must leave no transaction open and must call `put_back`. Return None if there is no such connection,
        if a listener must be called, or if this version of SQLAlchemy is unknown.
        """
        if not KNOWN:
            return None
        listeners = self.dispatch
        if self._pre_ping or listeners.checkout or listeners.checkin or listeners.reset:
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
        """Return a connection from `acquire` to the pool, or close it if the pool is full."""
        try:
            self._pool.put_nowait(entry)
        except Full:
            await greenlet_spawn(self._do_return_conn, entry)

    def _is_open(self, entry: ConnectionPoolEntry) -> bool:
        """Return False for a connection that was lost or is too old: SQLAlchemy must reconnect it."""
        opened: float = getattr(entry, "starttime", 0.0)
        too_old = self._recycle > -1 and time.time() - opened > self._recycle
        return entry.dbapi_connection is not None and self._invalidate_time <= opened and not too_old
